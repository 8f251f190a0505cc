// SPDX-License-Identifier: GPL-3.0-or-later
// Controls are read and written by the property they are edited by.
#include "app/ui/formdraft.h"
#include "app/ui/sourceform.h"
#include "shared/contract/rules.h"
#include <QLineEdit>
#include <QMetaProperty>
#include <QRegularExpression>

using namespace std::chrono_literals;

static bool isSecret(const QWidget *control) {
    const auto *line = qobject_cast<const QLineEdit *>(control);
    return line && line->echoMode() != QLineEdit::Normal;
}

static FormDraft::Typed typedInto(const SourceForm &form) {
    FormDraft::Typed typed;
    const auto controls = form.controls();
    for (auto it = controls.cbegin(); it != controls.cend(); ++it)
        if (!isSecret(it.value()))
            typed.insert(it.key(), it.value()->metaObject()->userProperty().read(it.value()).toString());
    return typed;
}

/// Rather one text too many than one too few: a Compose file may hold a password in any of its lines.
bool FormDraft::mayHoldSecret(const QString &path, const QString &text) {
    static const QRegularExpression signs(
        QStringLiteral("pass|pwd|secret|token|key|credential|auth|-----BEGIN|://[^/\\s]*@"),
        QRegularExpression::CaseInsensitiveOption);
    return rules::looksSecret(path) || signs.match(text).hasMatch();
}

FormDraft::FormDraft(Workspace &workspace, SourceForm &form, const QString &id)
    : m_workspace(workspace), m_form(form), m_id(id), m_initial(typedInto(form)) {
    m_keep.setSingleShot(true);
    m_keep.setInterval(1s);
    connect(&m_keep, &QTimer::timeout, this, &FormDraft::keep);
    const QMetaMethod later = metaObject()->method(metaObject()->indexOfSlot("keepLater()"));
    const auto controls = form.controls();
    for (QWidget *control : controls)
        connect(control, control->metaObject()->userProperty().notifySignal(), this, later);
    workspace.findPage<Typed>("drafts", id, this, [this](const std::optional<Typed> &typed) {
        if (typed && typedInto(m_form) == m_initial) // else somebody was quicker
            recall(*typed);
    });
}

FormDraft::~FormDraft() {
    if (m_keep.isActive())
        keep();
}

void FormDraft::recall(const Typed &typed) {
    const auto controls = m_form.controls();
    for (auto it = typed.cbegin(); it != typed.cend(); ++it) {
        QWidget *control = controls.value(it.key());
        if (!control || isSecret(control) || m_initial.value(it.key()) == it.value())
            continue;
        m_isRecalled = true;
        control->metaObject()->userProperty().write(control, it.value());
    }
    m_keep.stop();
    if (m_isRecalled)
        emit recalled();
}

void FormDraft::startAnew() {
    const auto controls = m_form.controls();
    for (auto it = m_initial.cbegin(); it != m_initial.cend(); ++it)
        if (QWidget *control = controls.value(it.key()))
            control->metaObject()->userProperty().write(control, it.value());
    forget();
}

void FormDraft::forget() {
    m_isRecalled = false;
    m_keep.stop();
    m_workspace.keepPage("drafts", m_id, Typed());
}

void FormDraft::keepLater() {
    m_keep.start();
}

void FormDraft::keep() {
    m_keep.stop();
    Typed typed = typedInto(m_form);
    typed.removeIf([this](const auto &entry) {
        return m_initial.value(entry.key()) == entry.value() || mayHoldSecret(entry.key(), entry.value());
    });
    m_workspace.keepPage("drafts", m_id, typed);
}
