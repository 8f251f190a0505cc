// SPDX-License-Identifier: GPL-3.0-or-later
// One control a type.
#include "app/ui/templateform.h"
#include "shared/contract/rules.h"
#include <QBoxLayout>
#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSpinBox>

static QString pathOf(const TemplateVariable &variable) {
    return QStringLiteral("variables.") + variable.name;
}

TemplateForm::TemplateForm(const TemplateDetail &detail, QWidget *parent)
    : SourceForm(detail.id.value, parent), m_template(detail) {
    for (const TemplateVariable &variable : detail.variables) {
        if (variable.name == QLatin1String("SERVICE_NAME"))
            continue;
        Entry entry{variable, {}};
        QWidget *control = makeControl(entry);
        m_entries.append(entry);
        addField(pathOf(variable), variable.label.isEmpty() ? variable.name : variable.label,
            variable.required && !variable.generate, control, variable.description);
    }
    fields()->addStretch();
}

QString TemplateForm::summary() const {
    return m_template.display_name + u' ' + m_template.version;
}

QWidget *TemplateForm::makeControl(Entry &entry) {
    const TemplateVariable &v = entry.variable;
    const QString standard = v.default_value.value_or(QString());
    const int place = int(m_entries.size());
    const auto edited = [this, place] {
        if (place >= m_entries.size())
            return;
        const Entry &now = m_entries[place];
        setProblem(pathOf(now.variable), rules::variable(now.variable, now.value()));
        emit changed();
    };
    switch (v.type) {
    case VariableType::Boolean: {
        auto *box = new QCheckBox(tr("On"));
        box->setChecked(standard == QLatin1String("true"));
        entry.value = [box] { return box->isChecked() ? QStringLiteral("true") : QStringLiteral("false"); };
        connect(box, &QCheckBox::toggled, this, edited);
        return box;
    }
    case VariableType::Choice: {
        auto *box = new QComboBox;
        box->addItems(v.choices);
        box->setCurrentText(standard);
        entry.value = [box] { return box->currentText(); };
        connect(box, &QComboBox::currentTextChanged, this, edited);
        return box;
    }
    case VariableType::Integer:
    case VariableType::Port: {
        if (standard.isEmpty() && !v.required)
            break; // a spin box cannot be empty
        const bool port = v.type == VariableType::Port;
        auto *box = new QSpinBox;
        box->setRange(int(std::max(v.min.value_or(port ? 1 : -1e9), -2e9)),
            int(std::min(v.max.value_or(port ? 65535 : 1e9), 2e9)));
        box->setValue(standard.toInt());
        entry.value = [box] { return QString::number(box->value()); };
        connect(box, &QSpinBox::valueChanged, this, edited);
        return box;
    }
    case VariableType::Number: {
        if (standard.isEmpty() && !v.required)
            break;
        auto *box = new QDoubleSpinBox;
        box->setDecimals(3);
        box->setRange(v.min.value_or(-1e9), v.max.value_or(1e9));
        box->setValue(standard.toDouble());
        entry.value = [box] { return QString::number(box->value(), 'g', 12); };
        connect(box, &QDoubleSpinBox::valueChanged, this, edited);
        return box;
    }
    case VariableType::Text: {
        auto *edit = new QPlainTextEdit(standard);
        edit->setMaximumHeight(96);
        edit->setTabChangesFocus(true);
        entry.value = [edit] { return edit->toPlainText(); };
        connect(edit, &QPlainTextEdit::textChanged, this, edited);
        return edit;
    }
    default:
        break;
    }
    auto *edit = new QLineEdit(standard);
    if (v.type == VariableType::Secret) {
        edit->setEchoMode(QLineEdit::PasswordEchoOnEdit);
        if (v.generate)
            edit->setPlaceholderText(tr("Leave empty and the server makes one of %n characters", nullptr, *v.generate));
    }
    entry.value = [edit] { return edit->text(); };
    connect(edit, &QLineEdit::textChanged, this, edited);
    return edit;
}

void TemplateForm::fill(CreateService &body) const {
    body.template_id = m_template.id.value;
    QMap<QString, QJsonValue> values;
    for (const Entry &entry : m_entries)
        if (const QString value = entry.value(); !value.isEmpty())
            values.insert(entry.variable.name, value);
    body.variables = values;
}

QMap<QString, QString> TemplateForm::faults() const {
    QMap<QString, QString> wrong;
    for (const Entry &entry : m_entries)
        wrong.insert(pathOf(entry.variable), rules::variable(entry.variable, entry.value()));
    return wrong;
}
