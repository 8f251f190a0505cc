// SPDX-License-Identifier: GPL-3.0-or-later
// ImageForm: an image, its ports and its environment.
#pragma once

#include "app/ui/sourceform.h"

class QPlainTextEdit;

class ImageForm final : public SourceForm {
    Q_OBJECT
public:
    explicit ImageForm(QWidget *parent = nullptr);
    QString summary() const override;

protected:
    void fill(CreateService &body) const override;
    QMap<QString, QString> faults() const override;

private:
    QLineEdit *m_image;
    QLineEdit *m_ports;
    QPlainTextEdit *m_env;
};
