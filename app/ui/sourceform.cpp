// SPDX-License-Identifier: GPL-3.0-or-later
// What all kinds share: the name, the fields, the problems.
#include "app/ui/sourceform.h"
#include "app/models/ruletext.h"
#include "app/ui/labels.h"
#include "shared/contract/rules.h"
#include <QBoxLayout>
#include <QLineEdit>

SourceForm::SourceForm(const QString &name, QWidget *parent)
    : QWidget(parent), m_layout(new QVBoxLayout(this)), m_name(new QLineEdit(name)) {
    m_layout->setContentsMargins(16, 12, 16, 12);
    m_layout->setSpacing(4);
    m_name->setObjectName(QStringLiteral("serviceName"));
    addField(QStringLiteral("name"), tr("Service name"), true, m_name,
        tr("Letters a to z, digits and hyphens. It becomes part of addresses."));
    connect(m_name, &QLineEdit::textChanged, this, [this] {
        showAll({{QStringLiteral("name"), rules::serviceName(this->name())}}, nullptr);
        emit changed();
    });
}

void SourceForm::addField(
    const QString &path, const QString &label, bool required, QWidget *control, const QString &help) {
    auto *title = sectionLabel(required ? QString(label + QStringLiteral(" *")) : label);
    title->setBuddy(control);
    control->setAccessibleName(label);
    control->setAccessibleDescription(help);
    auto *problem = new ToneLabel(Tone::Failed);
    problem->hide();
    m_layout->addWidget(title);
    m_layout->addWidget(control);
    if (!help.isEmpty())
        m_layout->addWidget(new ToneLabel(Tone::Secondary, help));
    m_layout->addWidget(problem);
    m_layout->addSpacing(12);
    m_fields.append({path, label, control, problem});
}

QMap<QString, QWidget *> SourceForm::controls() const {
    QMap<QString, QWidget *> all = m_ownControls;
    for (const Field &field : m_fields)
        all.insert(field.path, field.control);
    return all;
}

QString SourceForm::name() const {
    return m_name->text().trimmed();
}

void SourceForm::focusName() {
    m_name->setFocus();
    m_name->selectAll();
}

CreateService SourceForm::body() const {
    CreateService body;
    body.name = name();
    fill(body);
    return body;
}

/// "Image is required": what a rule says of a field, "is required", begins with its name. Of one of several values in
/// it, "Ports: is taken".
static QString sentence(const QString &label, bool whole, const QString &text) {
    if (text.isEmpty() || !text.front().isLower())
        return text;
    return whole ? QString(label + u' ' + text) : QString(label + QStringLiteral(": ") + text);
}

/// Shows each text at its field; an empty one clears it. Returns the first control with a problem.
QWidget *SourceForm::showAll(const QMap<QString, QString> &wrong, QMap<QString, QString> *rest) {
    QWidget *first = nullptr;
    for (auto it = wrong.begin(); it != wrong.end(); ++it) {
        // "image.ports.2" belongs to the field "image.ports".
        const Field *best = nullptr;
        for (const Field &field : std::as_const(m_fields))
            if ((it.key() == field.path || it.key().startsWith(field.path + u'.'))
                && (!best || field.path.size() > best->path.size()))
                best = &field;
        if (best) {
            const bool wasShown = !best->problem->text().isEmpty() && it.key() != best->path;
            const QString text = sentence(best->label, it.key() == best->path, ruleText(it.value()));
            best->problem->setText(wasShown ? QString(best->problem->text() + u'\n' + text) : text);
            best->problem->setVisible(!best->problem->text().isEmpty());
        } else if (!it.value().isEmpty() && !showAt(it.key(), it.value()) && rest) {
            rest->insert(it.key(), it.value());
        }
    }
    for (const Field &field : std::as_const(m_fields))
        if (!first && !field.problem->text().isEmpty())
            first = field.control;
    return first;
}

bool SourceForm::showAt(const QString &, const QString &) {
    return false;
}

void SourceForm::clearProblems() {
    for (const Field &field : std::as_const(m_fields)) {
        field.problem->clear();
        field.problem->hide();
    }
}

bool SourceForm::check() {
    clearProblems();
    QMap<QString, QString> wrong = faults();
    if (const QString text = rules::serviceName(name()); !text.isEmpty())
        wrong.insert(QStringLiteral("name"), text);
    wrong.removeIf([](const auto &entry) { return entry.value().isEmpty(); });
    if (QWidget *first = showAll(wrong, nullptr))
        first->setFocus();
    return wrong.isEmpty();
}

QMap<QString, QString> SourceForm::showErrors(const QMap<QString, QString> &fields) {
    clearProblems();
    QMap<QString, QString> rest;
    if (QWidget *first = showAll(fields, &rest))
        first->setFocus();
    return rest;
}
