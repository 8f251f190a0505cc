// SPDX-License-Identifier: GPL-3.0-or-later
// GitForm: a repository with a Compose file or a Dockerfile, and what opens it.
#pragma once

#include "app/ui/sourceform.h"

class GitForm final : public SourceForm {
    Q_OBJECT
public:
    explicit GitForm(QWidget *parent = nullptr);
    QString summary() const override;

protected:
    void fill(CreateService &body) const override;
    QMap<QString, QString> faults() const override;

private:
    QLineEdit *m_url;
    QLineEdit *m_ref;
    QLineEdit *m_path;
    QLineEdit *m_user;
    QLineEdit *m_token;
};
