// SPDX-License-Identifier: GPL-3.0-or-later
// TemplateForm: a template's variables, each as the control that fits its type, checked by the server's own rules.
#pragma once

#include "app/ui/sourceform.h"
#include "shared/contract/template.h"
#include <functional>

class TemplateForm final : public SourceForm {
    Q_OBJECT
public:
    explicit TemplateForm(const TemplateDetail &detail, QWidget *parent = nullptr);
    QString summary() const override;

protected:
    void fill(CreateService &body) const override;
    QMap<QString, QString> faults() const override;

private:
    struct Entry {
        TemplateVariable variable;
        std::function<QString()> value;
    };
    QWidget *makeControl(Entry &entry);

    TemplateDetail m_template;
    QList<Entry> m_entries;
};
