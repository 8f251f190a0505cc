// SPDX-License-Identifier: GPL-3.0-or-later
// Asking page by page, and showing what a deed changed.
#include "app/ui/auditpage.h"
#include "app/models/format.h"
#include "app/ui/downloadprogress.h"
#include "app/ui/labels.h"
#include "app/ui/theme.h"
#include <QBoxLayout>
#include <QDir>
#include <QFileDialog>
#include <QLocale>
#include <QPointer>
#include <QSettings>
#include <QSplitter>
#include <QStandardPaths>

using namespace std::chrono_literals;

AuditPage::AuditPage(Workspace &workspace, QWidget *parent)
    : PanelPage(
        {QStringLiteral("audit"), tr("Audit log"), tr("Filter: words, action:services"), tr("Save as…")}, parent)
    , m_workspace(workspace)
    , m_table(new RecordTable(m_model, tr("Audit log"),
          {QStringLiteral("audit"), tr("Nothing was done, or tried, in this time."), {},
              tr("No entry matches this filter.")},
          QStringLiteral("audit")))
    , m_changeTable(new RecordTable(m_changes, tr("What was changed"),
          {QStringLiteral("info"), tr("Nothing that is stored was changed."), {}, {}}))
    , m_period(new QComboBox)
    , m_result(new QComboBox)
    , m_everything(new QPushButton(theme::icon(QStringLiteral("cross")), {}))
    , m_count(new ToneLabel(Tone::Secondary))
    , m_older(new QPushButton(tr("Load older entries")))
    , m_detail(new QWidget)
    , m_what(sectionLabel({}))
    , m_who(new ToneLabel(Tone::Secondary))
    , m_byActor(new QPushButton(tr("All by the same")))
    , m_byTarget(new QPushButton(tr("All that was done to it"))) {
    m_table->sortBy(AuditModel::Time, Qt::DescendingOrder);
    m_table->setWidths({148, 120, 150, 190, 96, 120, 160}, {AuditModel::Message},
        {AuditModel::Address, AuditModel::Message, AuditModel::Target});
    m_changeTable->setObjectName(QStringLiteral("changes"));
    m_changeTable->sortBy(ChangeModel::Name, Qt::AscendingOrder);
    m_changeTable->setWidths({150, 90, 200, 200}, {ChangeModel::After}, {ChangeModel::Kind});
    m_changeTable->view()->setSelectionMode(QAbstractItemView::NoSelection);

    for (const auto &[text, time] : {std::pair(tr("Last hour"), std::chrono::hours(1)), {tr("Last 24 hours"), 24h},
             {tr("Last 7 days"), 24h * 7}, {tr("Last 30 days"), 24h * 30}, {tr("All time"), 0h}})
        m_period->addItem(text, qint64(time.count()));
    m_period->setCurrentIndex(2);
    m_period->setAccessibleName(tr("Time"));
    m_result->addItem(tr("Done and refused"));
    m_result->addItem(tr("Done"), int(AuditResult::Done));
    m_result->addItem(tr("Refused"), int(AuditResult::Refused));
    m_result->setAccessibleName(tr("Result"));
    m_everything->setToolTip(tr("Show all entries again"));
    m_everything->setAccessibleName(tr("Show all entries again"));
    m_everything->hide();
    auto *bar = new QHBoxLayout;
    bar->setContentsMargins(16, 0, 16, 8);
    bar->setSpacing(8);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_period, m_result, m_everything})
        bar->addWidget(widget);
    bar->addStretch();
    bar->addWidget(m_count);
    bar->addWidget(m_older);

    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(m_what, 1);
    buttons->addWidget(m_byActor);
    buttons->addWidget(m_byTarget);
    auto *detail = new QVBoxLayout(m_detail);
    detail->setContentsMargins(0, 0, 0, 0);
    detail->setSpacing(4);
    auto *head = new QVBoxLayout;
    head->setContentsMargins(16, 8, 16, 4);
    head->addLayout(buttons);
    head->addWidget(m_who);
    detail->addLayout(head);
    detail->addWidget(m_changeTable, 1);
    m_who->setWordWrap(true);
    m_who->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);

    auto *splitter = new QSplitter(Qt::Vertical);
    splitter->addWidget(m_table);
    splitter->addWidget(m_detail);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    splitter->setChildrenCollapsible(false);
    splitter->restoreState(QSettings().value(QStringLiteral("audit/splitter")).toByteArray());
    auto *content = new QWidget;
    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(bar);
    layout->addWidget(splitter, 1);
    setContent(content);
    setTable(m_table);

    connect(splitter, &QSplitter::splitterMoved, this,
        [splitter] { QSettings().setValue(QStringLiteral("audit/splitter"), splitter->saveState()); });
    connect(m_table, &RecordTable::selectionChanged, this, &AuditPage::showSelected);
    connect(m_table, &RecordTable::activated, this, [this] { m_changeTable->currentWidget()->setFocus(); });
    for (QComboBox *box : {m_period, m_result})
        connect(box, &QComboBox::currentIndexChanged, this, &AuditPage::reload);
    connect(m_everything, &QPushButton::clicked, this, [this] { narrow({}); });
    connect(m_older, &QPushButton::clicked, this, [this] { spawn(load(m_loadedPages + 1)); });
    connect(m_byActor, &QPushButton::clicked, this, [this] {
        const AuditEntry &entry = m_model.row(m_table->selectedRow());
        const QString id = entry.key_id ? entry.key_id->value : entry.user_id ? entry.user_id->value : QString();
        narrow({id.isEmpty() ? entry.actor : id, {}, tr("By %1").arg(entry.actor)});
    });
    connect(m_byTarget, &QPushButton::clicked, this, [this] {
        const AuditEntry &entry = m_model.row(m_table->selectedRow());
        narrow({{}, entry.target, tr("To %1").arg(entry.target)});
    });
    connect(action(), &QPushButton::clicked, this, &AuditPage::saveAll);
    connect(this, &PanelPage::retryRequested, this, &AuditPage::reload);
    connect(&workspace, &Workspace::ready, this, &AuditPage::reload);
    showCount();
    showSelected();
}

void AuditPage::setOnline(bool online) {
    m_online = online;
    action()->setEnabled(online && m_workspace.may(Permission::AuditRead));
    action()->setToolTip(!online ? tr("Not while offline") : QString());
    for (QWidget *widget : std::initializer_list<QWidget *>{m_period, m_result, m_everything, m_older})
        widget->setEnabled(online);
    showSelected();
}

void AuditPage::takeOver(const PanelPage &before) {
    PanelPage::takeOver(before);
    const Narrowed &to = static_cast<const AuditPage &>(before).m_narrowed;
    if (!to.name.isEmpty())
        narrow(to);
}

void AuditPage::showEvent(QShowEvent *event) {
    PanelPage::showEvent(event);
    reload(); // nobody tells of new entries
}

AuditQuery AuditPage::query() const {
    AuditQuery query;
    query.order = SortOrder::Desc;
    query.per_page = maxPerPage;
    if (const auto hours = std::chrono::hours(m_period->currentData().toLongLong()); hours > 0h)
        query.from = std::chrono::floor<std::chrono::minutes>(SystemClock().now() - hours);
    if (m_result->currentData().isValid())
        query.result = AuditResult(m_result->currentData().toInt());
    if (!m_narrowed.actor.isEmpty())
        query.actor = m_narrowed.actor;
    if (!m_narrowed.target.isEmpty())
        query.target = m_narrowed.target;
    return query;
}

void AuditPage::narrow(const Narrowed &to) {
    m_narrowed = to;
    m_everything->setText(to.name);
    m_everything->setVisible(!to.name.isEmpty());
    reload();
}

void AuditPage::reload() {
    if (!isVisible() || !m_workspace.isLoaded())
        return;
    if (!m_workspace.may(Permission::AuditRead)) {
        m_table->state()->showNoPermission(tr("Your key may not read the audit log."), toText(Permission::AuditRead));
        m_table->setCurrentWidget(m_table->state());
        return;
    }
    spawn(load(1));
}

Task<> AuditPage::load(int number) {
    const QPointer<AuditPage> self(this);
    const int turn = ++m_turn;
    m_table->setLoading();
    m_older->setEnabled(false);
    AuditQuery asked = query();
    asked.page = number;
    const bool isNewest = number == 1 && m_narrowed.name.isEmpty() && !asked.result;
    if (isNewest && !m_workspace.isOnline() && m_model.rowCount() == 0)
        m_workspace.findPage<Page<AuditEntry>>(
            "audit", QStringLiteral("newest"), this, [this](const std::optional<Page<AuditEntry>> &kept) {
                if (kept && m_model.rowCount() == 0)
                    showRows(*kept);
            });
    auto page = co_await m_workspace.api().call<Page<AuditEntry>>(Api::listAudit, asked);
    if (!self || turn != m_turn)
        co_return;
    m_older->setEnabled(m_online);
    if (!page) {
        m_table->setProblem(tr("The audit log could not be loaded."), page.problem());
        co_return;
    }
    if (isNewest)
        m_workspace.keepPage("audit", QStringLiteral("newest"), *page);
    if (number == 1) {
        showRows(*page);
        co_return;
    }
    m_total = page->total;
    m_loadedPages = number;
    for (const AuditEntry &entry : std::as_const(page->data))
        m_model.upsert(entry);
    m_table->setLoaded();
    showCount();
    showSelected();
}

void AuditPage::showRows(const Page<AuditEntry> &newest) {
    m_total = newest.total;
    m_loadedPages = 1;
    m_model.setRows(newest.data);
    m_table->setLoaded();
    showCount();
    showSelected();
}

void AuditPage::showCount() {
    const int loaded = m_model.rowCount();
    m_count->setText(
        tr("%1 of %Ln entries", nullptr, int(std::min<qint64>(m_total, INT_MAX))).arg(QLocale().toString(loaded)));
    m_count->setVisible(m_loadedPages > 0);
    m_older->setVisible(loaded < m_total && m_loadedPages * maxPerPage < m_total);
}

void AuditPage::showSelected() {
    const int row = m_table->selectedRow();
    m_detail->setVisible(row >= 0);
    if (row < 0)
        return m_changes.setRows({});
    const AuditEntry &entry = m_model.row(row);
    m_changes.setRows(AuditModel::changesOf(entry));
    m_what->setText(entry.result == AuditResult::Done ? entry.action : tr("%1 was refused").arg(entry.action));
    QStringList lines{
        tr("By %1 from %2, %3")
            .arg(entry.actor.isEmpty() ? tr("nobody who is known") : entry.actor,
                entry.address.isEmpty() ? tr("the panel itself") : entry.address, format::absolute(entry.time))};
    if (!entry.message.isEmpty())
        lines.append(entry.message.left(2000));
    if (!entry.request_id.isEmpty())
        lines.append(tr("Request %1").arg(entry.request_id));
    m_who->setText(lines.join(u'\n'));
    m_byActor->setText(tr("All by %1").arg(entry.actor.left(40)));
    m_byActor->setVisible(!entry.actor.isEmpty());
    m_byTarget->setVisible(!entry.target.isEmpty());
    for (QPushButton *button : {m_byActor, m_byTarget})
        button->setEnabled(m_online);
}

void AuditPage::saveAll() {
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::DownloadLocation);
    const QString csv = tr("Table (*.csv)"), lines = tr("JSON lines (*.jsonl)");
    QString chosen;
    const QString path = QFileDialog::getSaveFileName(window(), tr("Save audit log"),
        QDir(folder).filePath(QStringLiteral("audit.csv")), csv + QStringLiteral(";;") + lines, &chosen);
    if (path.isEmpty())
        return;
    AuditQuery asked = query();
    asked.per_page.reset();
    asked.format = path.endsWith(QLatin1String(".jsonl")) || chosen == lines ? AuditFormat::Jsonl : AuditFormat::Csv;
    Download *download = m_workspace.api().download(path, Api::listAudit, asked);
    showProgress(download, tr("Save audit log"), tr("Saving the audit log…"), window());
    connect(download, &Download::finished, this, [this, path](const std::optional<Problem> &problem) {
        if (problem)
            banner()->showProblem(tr("The audit log could not be saved."), *problem);
        else
            banner()->showNotice(tr("Saved to %1").arg(path));
    });
}
