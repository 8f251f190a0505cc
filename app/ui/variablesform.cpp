// SPDX-License-Identifier: GPL-3.0-or-later
// One control a type.
#include "app/ui/variablesform.h"
#include "app/ui/theme.h"
#include "shared/contract/rules.h"
#include <QBoxLayout>
#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSpinBox>

static QLabel *problemLabel() {
    auto *label = new QLabel;
    QPalette palette = label->palette();
    palette.setColor(QPalette::WindowText, theme::statusColor(QStringLiteral("failed")));
    label->setPalette(palette);
    label->setWordWrap(true);
    label->hide();
    return label;
}

VariablesForm::VariablesForm(const TemplateDetail &detail, QWidget *parent)
    : QWidget(parent), m_name(new QLineEdit), m_nameProblem(problemLabel()) {
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 12, 0);
    layout->setSpacing(4);
    auto addRow = [&](const QString &label, bool required, QWidget *control, const QString &help, QLabel *problem) {
        auto *title = new QLabel(required ? QString(label + QStringLiteral(" *")) : label);
        QFont font = title->font();
        font.setWeight(QFont::DemiBold);
        title->setFont(font);
        title->setBuddy(control);
        layout->addWidget(title);
        layout->addWidget(control);
        control->setAccessibleName(label);
        if (!help.isEmpty()) {
            auto *text = new QLabel(help);
            text->setWordWrap(true);
            QPalette palette = text->palette();
            palette.setColor(QPalette::WindowText, theme::secondaryText());
            text->setPalette(palette);
            layout->addWidget(text);
        }
        layout->addWidget(problem);
        layout->addSpacing(12);
    };
    m_name->setText(detail.id.value);
    m_name->setObjectName(QStringLiteral("serviceName"));
    addRow(tr("Service name"), true, m_name, tr("Letters a to z, digits and hyphens. It becomes part of addresses."),
        m_nameProblem);
    connect(m_name, &QLineEdit::textChanged, this, [this] {
        const QString wrong = rules::serviceName(m_name->text());
        m_nameProblem->setText(wrong);
        m_nameProblem->setVisible(!wrong.isEmpty());
        emit changed();
    });
    for (const TemplateVariable &variable : detail.variables) {
        if (variable.name == QLatin1String("SERVICE_NAME"))
            continue;
        Entry entry;
        entry.variable = variable;
        entry.problem = problemLabel();
        entry.control = makeControl(entry);
        m_entries.append(entry);
        addRow(variable.label.isEmpty() ? variable.name : variable.label, variable.required && !variable.generate,
            entry.control, variable.description, entry.problem);
    }
    layout->addStretch();
}

QWidget *VariablesForm::makeControl(Entry &entry) {
    const TemplateVariable &v = entry.variable;
    const QString standard = v.default_value.value_or(QString());
    const int place = int(m_entries.size());
    const auto edited = [this, place] {
        if (place >= m_entries.size())
            return;
        showProblem(m_entries[place], rules::variable(m_entries[place].variable, m_entries[place].value()));
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
        auto *box = new QSpinBox;
        box->setRange(int(v.min.value_or(v.type == VariableType::Port ? 1 : -1'000'000'000)),
            int(v.max.value_or(v.type == VariableType::Port ? 65535 : 1'000'000'000)));
        box->setValue(standard.toInt());
        box->setGroupSeparatorShown(false);
        entry.value = [box] { return QString::number(box->value()); };
        connect(box, &QSpinBox::valueChanged, this, edited);
        return box;
    }
    case VariableType::Number: {
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
    default: {
        auto *edit = new QLineEdit(standard);
        if (v.type == VariableType::Secret) {
            edit->setEchoMode(QLineEdit::PasswordEchoOnEdit);
            if (v.generate)
                edit->setPlaceholderText(
                    tr("Leave empty and the server makes one of %n characters", nullptr, *v.generate));
        }
        entry.value = [edit] { return edit->text(); };
        connect(edit, &QLineEdit::textChanged, this, edited);
        return edit;
    }
    }
}

void VariablesForm::showProblem(const Entry &entry, const QString &text) {
    entry.problem->setText(text);
    entry.problem->setVisible(!text.isEmpty());
}

void VariablesForm::focusName() {
    m_name->setFocus();
    m_name->selectAll();
}

QString VariablesForm::name() const {
    return m_name->text().trimmed();
}

QMap<QString, QJsonValue> VariablesForm::values() const {
    QMap<QString, QJsonValue> values;
    for (const Entry &entry : m_entries)
        if (const QString value = entry.value(); !value.isEmpty())
            values.insert(entry.variable.name, value);
    return values;
}

bool VariablesForm::check() {
    QWidget *first = nullptr;
    const QString wrongName = rules::serviceName(name());
    m_nameProblem->setText(wrongName);
    m_nameProblem->setVisible(!wrongName.isEmpty());
    if (!wrongName.isEmpty())
        first = m_name;
    for (const Entry &entry : std::as_const(m_entries)) {
        const QString wrong = rules::variable(entry.variable, entry.value());
        showProblem(entry, wrong);
        if (!wrong.isEmpty() && !first)
            first = entry.control;
    }
    if (first)
        first->setFocus();
    return !first;
}

void VariablesForm::showErrors(const QMap<QString, QString> &fields) {
    if (fields.contains(QStringLiteral("name"))) {
        m_nameProblem->setText(fields.value(QStringLiteral("name")));
        m_nameProblem->show();
        m_name->setFocus();
    }
    for (const Entry &entry : std::as_const(m_entries))
        if (const QString path = QStringLiteral("variables.") + entry.variable.name; fields.contains(path))
            showProblem(entry, fields.value(path));
}
