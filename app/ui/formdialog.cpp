// SPDX-License-Identifier: GPL-3.0-or-later
// Checking, sending, and what comes back.
#include "app/ui/formdialog.h"
#include "app/ui/labels.h"
#include <QPointer>
#include <QScrollArea>

FormDialog::FormDialog(Workspace &workspace, const QString &title, const QString &action, QWidget *parent)
    : QDialog(parent)
    , m_workspace(workspace)
    , m_layout(new QVBoxLayout)
    , m_banner(new Banner)
    , m_cancel(new QPushButton(tr("Cancel")))
    , m_go(new QPushButton(action)) {
    setWindowTitle(title);
    m_go->setObjectName(QStringLiteral("save"));
    m_go->setDefault(true);
    m_cancel->setAutoDefault(false);
    auto *buttons = new QHBoxLayout;
    buttons->setContentsMargins(24, 0, 24, 0);
    buttons->addStretch();
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_go);
    auto *fields = new QWidget;
    fields->setLayout(m_layout);
    m_layout->setContentsMargins(24, 0, 24, 0);
    m_layout->setSpacing(4);
    auto *area = new QScrollArea;
    area->setWidget(fields);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setFocusPolicy(Qt::NoFocus); // its fields scroll it
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setSizeAdjustPolicy(QAbstractScrollArea::AdjustToContents);
    auto *head = titleLabel(title);
    head->setContentsMargins(24, 0, 24, 0);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 20, 0, 16);
    layout->setSpacing(12);
    layout->addWidget(head);
    layout->addWidget(m_banner);
    layout->addWidget(area, 1);
    layout->addLayout(buttons);
    setMinimumWidth(480);
    connect(m_cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_go, &QPushButton::clicked, this, [this] { spawn(submit()); });
    connect(&workspace, &Workspace::connectionChanged, this, &FormDialog::allow);
    allow();
}

void FormDialog::addField(
    const QString &path, const QString &label, bool required, QWidget *control, const QString &help) {
    auto *title = sectionLabel(required ? QString(label + QStringLiteral(" *")) : label);
    title->setBuddy(control);
    control->setAccessibleName(label);
    control->setAccessibleDescription(help);
    auto *problem = new ToneLabel(Tone::Failed);
    problem->setObjectName(QStringLiteral("problem ") + path);
    problem->hide();
    m_layout->addWidget(title);
    m_layout->addWidget(control);
    if (!help.isEmpty())
        m_layout->addWidget(new ToneLabel(Tone::Secondary, help));
    m_layout->addWidget(problem);
    m_layout->addSpacing(10);
    m_fields.append({path, label, control, problem});
}

void FormDialog::addText(QWidget *text) {
    m_layout->addWidget(text);
    m_layout->addSpacing(10);
}

/// The fields were added after the buttons, but are filled in before.
void FormDialog::showEvent(QShowEvent *event) {
    QDialog::showEvent(event);
    QList<QWidget *> order = m_layout->parentWidget()->findChildren<QWidget *>();
    order.removeIf(
        [](const QWidget *widget) { return !(widget->focusPolicy() & Qt::TabFocus) || widget->focusProxy(); });
    order += {m_cancel, m_go};
    for (qsizetype i = 1; i < order.size(); ++i)
        setTabOrder(order[i - 1], order[i]);
    if (!focusWidget() || focusWidget() == m_go || focusWidget() == m_cancel)
        order.first()->setFocus();
}

void FormDialog::setReady(bool ready) {
    m_isReady = ready;
    allow();
}

void FormDialog::allow() {
    const bool online = m_workspace.isOnline();
    m_go->setEnabled(online && m_isReady && !m_isBusy);
    m_go->setToolTip(online ? QString() : tr("Not while offline"));
}

/// "Name is taken": what a rule says of a field, "is taken", begins with its name.
static QString sentence(const QString &label, const QString &text) {
    return text.isEmpty() || !text.front().isLower() ? text : QString(label + u' ' + text);
}

QMap<QString, QString> FormDialog::showProblems(const QMap<QString, QString> &wrong) {
    QMap<QString, QString> rest = wrong;
    rest.removeIf([](const auto &entry) { return entry.value().isEmpty(); });
    QWidget *first = nullptr;
    for (const Field &field : std::as_const(m_fields)) {
        QStringList lines;
        for (auto it = rest.begin(); it != rest.end();) { // "features.2" is of the field "features"
            const bool isHere = it.key() == field.path || it.key().startsWith(field.path + u'.');
            if (isHere)
                lines.append(sentence(field.label, it.value()));
            it = isHere ? rest.erase(it) : std::next(it);
        }
        field.problem->setText(lines.join(u'\n').left(2000));
        field.problem->setVisible(!lines.isEmpty());
        if (!lines.isEmpty() && !first)
            first = field.control;
    }
    if (first)
        first->setFocus();
    return rest;
}

Task<> FormDialog::submit() {
    const QPointer<FormDialog> self(this);
    m_banner->hide();
    const QMap<QString, QString> wrong = faults();
    (void)showProblems(wrong);
    if (std::any_of(wrong.begin(), wrong.end(), [](const QString &text) { return !text.isEmpty(); }))
        co_return;
    m_isBusy = true;
    allow();
    const auto answer = co_await send();
    if (!self)
        co_return;
    m_isBusy = false;
    allow();
    if (answer) {
        emit saved(*answer);
        accept();
        co_return;
    }
    Problem problem = answer.problem();
    const bool hadFields = !problem.error.fields.isEmpty();
    problem.error.fields = showProblems(problem.error.fields);
    if (!hadFields || !problem.error.fields.isEmpty())
        m_banner->showProblem(failure(), problem);
}
