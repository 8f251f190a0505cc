// SPDX-License-Identifier: GPL-3.0-or-later
// The bar above the lines, and where the lines come from.
#include "app/ui/logpane.h"
#include "app/ui/labels.h"
#include "app/ui/theme.h"
#include <QBoxLayout>
#include <QDir>
#include <QFileDialog>
#include <QKeyEvent>
#include <QSaveFile>
#include <QStandardPaths>

static constexpr int firstLines = 5000;

static QPushButton *barButton(const QString &icon, const QString &text, const QString &tip) {
    auto *button = new QPushButton(theme::icon(icon), text);
    button->setFlat(true);
    button->setToolTip(tip);
    button->setAutoDefault(false);
    return button;
}

LogPane::LogPane(Workspace &workspace, QWidget *parent)
    : QWidget(parent)
    , m_workspace(workspace)
    , m_lines(new LogView)
    , m_state(new StateView)
    , m_stack(new QStackedWidget)
    , m_find(new QLineEdit)
    , m_found(new ToneLabel(Tone::Secondary))
    , m_follow(barButton(QStringLiteral("follow"), tr("Follow"), tr("Keep the newest line in view (F)"))) {
    m_find->setPlaceholderText(tr("Find in the log"));
    m_find->setAccessibleName(tr("Find in the log"));
    m_find->setClearButtonEnabled(true);
    m_find->addAction(theme::icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    m_find->setMaximumWidth(300);
    m_found->setWordWrap(false);
    m_follow->setCheckable(true);
    m_follow->setChecked(true);
    auto *times = barButton(QStringLiteral("clock"), tr("Times"), tr("Show when each line was written (T)"));
    times->setCheckable(true);
    times->setChecked(true);
    auto *save = barButton(QStringLiteral("export"), tr("Save"), tr("Save these lines to a file (E)"));
    auto *clear =
        barButton(QStringLiteral("cross"), tr("Clear"), tr("Take these lines away; the server keeps them (C)"));
    auto *bar = new QHBoxLayout;
    bar->setContentsMargins(8, 6, 8, 6);
    bar->setSpacing(4);
    bar->addWidget(m_find, 1);
    bar->addWidget(m_found);
    bar->addStretch();
    for (QPushButton *button : {m_follow, times, save, clear})
        bar->addWidget(button);
    m_stack->addWidget(m_lines);
    m_stack->addWidget(m_state);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(bar);
    layout->addWidget(m_stack, 1);

    connect(m_find, &QLineEdit::textChanged, this, &LogPane::find);
    connect(m_find, &QLineEdit::returnPressed, this, [this] { m_lines->findNext(1); });
    m_find->installEventFilter(this);
    connect(m_follow, &QPushButton::clicked, this, [this](bool on) { m_lines->setFollowing(on); });
    connect(m_lines, &LogView::followingChanged, m_follow, &QPushButton::setChecked);
    connect(m_lines, &LogView::findRequested, this, &LogPane::focusFind);
    connect(m_lines, &LogView::matchesChanged, this, &LogPane::showFound);
    connect(m_lines, &LogView::saveRequested, this, &LogPane::save);
    connect(m_lines, &LogView::timestampsChanged, times, &QPushButton::setChecked);
    connect(times, &QPushButton::toggled, m_lines, &LogView::setTimestamps);
    connect(save, &QPushButton::clicked, this, &LogPane::save);
    connect(clear, &QPushButton::clicked, m_lines, &LogView::clear);
    connect(m_state, &StateView::triggered, this, [this] { spawn(open(m_service)); });
    // What comes for another pane before the first page is here comes again: the page says where it ends.
    connect(&workspace.events(), &EventStream::logs, this, [this](const ServiceLogsEvent &event) {
        if (m_subscribed && event.service_id == m_service)
            m_lines->append(event.lines);
    });
    connect(&workspace.events(), &EventStream::gap, this, [this](const GapEvent &gap) {
        if (m_subscribed && gap.service_id == m_service)
            m_lines->addNotice(tr("%n line(s) are missing here: %1", nullptr, int(gap.count)).arg(gap.reason));
    });
}

LogPane::~LogPane() {
    stop();
}

/// Esc leaves the search. As a shortcut it would stand against the page's own, and then neither is heard.
bool LogPane::eventFilter(QObject *watched, QEvent *event) {
    const bool key = event->type() == QEvent::ShortcutOverride || event->type() == QEvent::KeyPress;
    if (watched != m_find || !key || static_cast<QKeyEvent *>(event)->key() != Qt::Key_Escape)
        return QWidget::eventFilter(watched, event);
    event->accept();
    if (event->type() == QEvent::KeyPress) {
        m_find->clear();
        focusLines();
    }
    return true;
}

void LogPane::stop() {
    if (m_subscribed)
        m_workspace.events().unfollowLogs(m_service);
    m_subscribed = false;
}

void LogPane::follow(const ServiceId &service, const QString &name) {
    m_name = name;
    if (service == m_service)
        return;
    stop();
    m_service = service;
    m_lines->reset();
    m_follow->setChecked(true);
    m_stack->setCurrentWidget(m_lines);
    if (!service.isEmpty())
        spawn(open(service));
}

Task<> LogPane::open(ServiceId service) {
    const QPointer<LogPane> self(this);
    if (!m_workspace.may(Permission::ServicesLogs)) {
        m_state->showNoPermission(tr("The log may not be read with this key."), QStringLiteral("services.logs"));
        m_stack->setCurrentWidget(m_state);
        co_return;
    }
    m_state->showLoading();
    m_stack->setCurrentWidget(m_state);
    LogQuery query;
    query.tail = firstLines;
    auto page = co_await m_workspace.api().call<LogPage>(Api::serviceLogs, service, query);
    if (!self || m_service != service)
        co_return;
    if (!page) {
        m_state->showProblem(tr("The log could not be loaded."), page.problem());
        co_return;
    }
    m_stack->setCurrentWidget(m_lines);
    m_lines->append(page->data);
    if (std::exchange(m_subscribed, true))
        co_return;
    m_workspace.events().followLogs(service, page->cursor);
}

void LogPane::focusFind() {
    m_find->setFocus();
    m_find->selectAll();
}

void LogPane::find(const QString &text) {
    m_lines->setSearch(text);
    showFound();
    if (m_lines->matches() > 0)
        m_lines->findNext(-1);
}

void LogPane::showFound() {
    m_found->setText(m_find->text().isEmpty() ? QString() : tr("%n line(s)", nullptr, m_lines->matches()));
}

void LogPane::save() {
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::DownloadLocation);
    const QString path = QFileDialog::getSaveFileName(this, tr("Save log"),
        QDir(folder).filePath((m_name.isEmpty() ? QStringLiteral("service") : m_name) + QStringLiteral(".log")));
    if (path.isEmpty())
        return;
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(m_lines->allText().toUtf8()) < 0 || !file.commit())
        m_lines->addNotice(tr("The log could not be saved to %1: %2").arg(path, file.errorString()));
}
