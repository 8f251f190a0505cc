// SPDX-License-Identifier: GPL-3.0-or-later
// Loading once, then following the feed.
#include "app/ui/backupsview.h"
#include "app/models/format.h"
#include "app/ui/actionbar.h"
#include "app/ui/labels.h"
#include "app/ui/restoredialog.h"
#include "app/ui/theme.h"
#include <QBoxLayout>
#include <QLocale>
#include <QMessageBox>
#include <QPointer>

static RecordTable::Words wordsOf(BackupsView::Of of) {
    return of == BackupsView::Of::All
        ? RecordTable::Words{QStringLiteral("backups"),
            BackupsView::tr("No backups yet. A service's first one is made in its tab Backups."), {},
            BackupsView::tr("No backup matches this filter.")}
        : RecordTable::Words{QStringLiteral("backups"), BackupsView::tr("This service has no backups yet."),
            BackupsView::tr("Back up now"), {}};
}

BackupsView::BackupsView(Workspace &workspace, Banner &banner, Of of, QWidget *parent)
    : QWidget(parent)
    , m_workspace(workspace)
    , m_banner(banner)
    , m_of(of)
    , m_save(make("backups", tr("Back up now")))
    , m_verify(make("check", tr("Verify")))
    , m_restore(make("rollback", tr("Restore…")))
    , m_remove(make("trash", tr("Delete…")))
    , m_table(new RecordTable(m_model, tr("Backups"), wordsOf(of),
          of == Of::All ? QStringLiteral("backups") : QStringLiteral("service/backups")))
    , m_facts(new ToneLabel(Tone::Secondary))
    , m_error(new ToneLabel(Tone::Failed)) {
    m_table->setObjectName(QStringLiteral("backups"));
    m_table->sortBy(BackupModel::Created, Qt::DescendingOrder);
    m_table->setWidths({150, 170, 90, 90, 96, 96, 110}, {BackupModel::ServiceName, BackupModel::Status},
        {BackupModel::By, BackupModel::Consistent, BackupModel::Verified});
    m_table->view()->setColumnHidden(BackupModel::ServiceName, of == Of::Service);
    m_table->view()->addActions({m_verify, m_restore, m_remove});
    m_table->view()->setContextMenuPolicy(Qt::ActionsContextMenu);
    QList<QAction *> actions{m_verify, m_restore, m_remove};
    if (of == Of::Service)
        actions.prepend(m_save);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(new ActionBar(actions));
    layout->addWidget(m_table, 1);
    for (ToneLabel *label : {m_error, m_facts}) {
        label->setContentsMargins(16, 4, 16, 8);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        layout->addWidget(label);
    }

    connect(m_table, &RecordTable::selectionChanged, this, &BackupsView::showSelected);
    connect(m_table, &RecordTable::emptyAction, m_save, &QAction::trigger);
    connect(m_table, &RecordTable::retry, this, &BackupsView::reload);
    connect(m_save, &QAction::triggered, this, &BackupsView::askForSave);
    connect(m_verify, &QAction::triggered, this, [this] { spawn(verify(selected()->id)); });
    connect(m_restore, &QAction::triggered, this, &BackupsView::restore);
    connect(m_remove, &QAction::triggered, this, &BackupsView::askForRemoval);
    connect(&workspace, &Workspace::ready, this, &BackupsView::reload); // also after a gap in the feed
    connect(&workspace, &Workspace::backupChanged, this, [this](const Backup &backup) {
        if (m_isStale || !isMine(backup))
            return;
        m_model.upsert({backup});
        m_table->setLoaded();
        showSelected();
    });
    connect(&workspace, &Workspace::operationChanged, this, [this](const Operation &operation) {
        // That a backup was brought back changes nothing of it, so no change tells when that is over.
        for (int row = 0; isFinished(operation.status) && row < m_model.rowCount(); ++row)
            if (m_model.row(row).phase == BackupPhase::Restoring)
                return reload();
        showSelected();
    });
    connect(&workspace, &Workspace::backupRemoved, this, [this](const QString &id) {
        m_gone.insert(id);
        m_model.remove(id);
        m_table->setLoaded();
        showSelected();
    });
    connect(&workspace.events(), &EventStream::backupProgress, this, [this](const BackupProgressEvent &event) {
        const int known = m_model.rowOf(event.backup_id.value);
        if (known < 0)
            return;
        BackupRow row = m_model.row(known);
        row.phase = event.phase;
        row.percent = event.percent;
        m_model.upsert(row);
        showSelected();
    });
    showSelected();
}

QAction *BackupsView::make(const char *icon, const QString &text) {
    return new QAction(theme::icon(QString::fromLatin1(icon)), text, this);
}

void BackupsView::show(const Service &service) {
    const bool isOther = service.id != m_service.id;
    m_service = service;
    if (isOther) {
        m_model.setRows({});
        reload();
    }
    showSelected();
}

void BackupsView::setOnline(bool online) {
    m_online = online;
    showSelected();
}

void BackupsView::showEvent(QShowEvent *event) {
    QWidget::showEvent(event);
    if (m_isStale)
        reload();
}

void BackupsView::reload() {
    m_isStale = true;
    ++m_turn;
    if (!isVisible() || !m_workspace.isLoaded() || (m_of == Of::Service && m_service.id.isEmpty()))
        return;
    if (!m_workspace.may(Permission::BackupsRead)) {
        m_table->state()->showNoPermission(tr("Your key may not see backups."), toText(Permission::BackupsRead));
        m_table->setCurrentWidget(m_table->state());
        return;
    }
    spawn(load());
}

Task<> BackupsView::load() {
    const QPointer<BackupsView> self(this);
    const int turn = m_turn;
    m_isStale = false;
    m_table->setLoading();
    const QString kept = m_of == Of::All ? QStringLiteral("newest") : m_service.id.value;
    if (!m_workspace.isOnline() && m_model.rowCount() == 0)
        m_workspace.findPage<Page<Backup>>(
            "backups", kept, this, [this, turn](const std::optional<Page<Backup>> &page) {
                if (page && turn == m_turn && m_model.rowCount() == 0)
                    showRows(page->data);
            });
    BackupQuery query;
    query.per_page = maxPerPage;
    query.sort = BackupSort::CreatedAt;
    query.order = SortOrder::Desc;
    if (m_of == Of::Service)
        query.service_id = m_service.id;
    auto page = co_await m_workspace.api().call(Api::listBackups, query);
    if (!self || turn != m_turn)
        co_return;
    if (!page) {
        m_isStale = true;
        m_table->setProblem(tr("The backups could not be loaded."), page.problem());
        co_return;
    }
    m_workspace.keepPage("backups", kept, *page);
    showRows(page->data);
}

void BackupsView::showRows(const QList<Backup> &backups) {
    QList<BackupRow> rows;
    for (const Backup &backup : backups) {
        if (m_gone.contains(backup.id.value))
            continue;
        const int known = m_model.rowOf(backup.id.value);
        const bool isOlder = known >= 0 && m_model.row(known).updated_at > backup.updated_at;
        rows.append(isOlder ? m_model.row(known) : BackupRow{backup, known < 0 ? 0 : m_model.row(known).percent});
    }
    m_model.setRows(rows);
    m_table->setLoaded();
    if (m_table->selectedRow() < 0 && m_model.rowCount() > 0)
        m_table->view()->setCurrentIndex(m_table->proxy().index(0, 0));
    showSelected();
}

const BackupRow *BackupsView::selected() const {
    const int row = m_table->selectedRow();
    return row < 0 ? nullptr : &m_model.row(row);
}

void BackupsView::allow(QAction *action, bool fits, const QString &why) {
    const bool may = m_workspace.may(Permission::BackupsManage);
    action->setEnabled(m_online && may && fits);
    action->setToolTip(!m_online ? tr("Not while offline")
            : !may               ? tr("This key lacks the permission %1").arg(toText(Permission::BackupsManage))
            : fits               ? action->text()
                                 : why);
}

void BackupsView::showSelected() {
    const BackupRow *backup = selected();
    const QString none = tr("Select a backup");
    const QString busy = tr("Something is being done with it already");
    const bool isIdle = backup && !backup->phase;
    const bool isSaved = backup && BackupModel::isSaved(*backup);
    const Operation *last = m_service.operation_id ? m_workspace.operation(m_service.operation_id->value) : nullptr;
    allow(m_save, !m_service.id.isEmpty() && !(last && !isFinished(last->status)),
        tr("An operation of the service is under way"));
    allow(m_verify, isIdle && isSaved, !backup ? none : !isIdle ? busy : tr("It is not saved"));
    allow(m_restore, isIdle && isSaved, !backup ? none : !isIdle ? busy : tr("It is not saved"));
    allow(m_remove, backup, none);
    m_error->setText(backup ? backup->error.value_or(QString()).left(2000) : QString());
    m_error->setVisible(!m_error->text().isEmpty());
    QStringList facts;
    if (backup && backup->files > 0)
        facts.append(tr("%n file(s)", nullptr, int(std::min<qint64>(backup->files, 1'000'000'000))));
    if (backup && !backup->snapshot.isEmpty())
        facts.append(tr("Snapshot %1").arg(backup->snapshot.left(12)));
    if (backup && !backup->content_hash.isEmpty())
        facts.append(tr("SHA-256 %1…").arg(backup->content_hash.left(16)));
    m_facts->setText(facts.join(QStringLiteral(" · ")));
    m_facts->setVisible(!facts.isEmpty());
}

/// Standing still while it is copied makes a backup consistent; whether that may be is for who asks to say.
void BackupsView::askForSave() {
    auto *box = new QMessageBox(QMessageBox::NoIcon, tr("Back up %1").arg(m_service.name),
        tr("Stop %1 while its data is copied?").arg(m_service.name), QMessageBox::Cancel, window());
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::PlainText);
    box->setInformativeText(
        tr("Stopped, all files are of one moment, as a database needs them to be. It starts again as "
           "soon as they are copied, before they are saved."));
    QPushButton *stop = box->addButton(tr("Stop and back up"), QMessageBox::AcceptRole);
    QPushButton *running = box->addButton(tr("Back up while it runs"), QMessageBox::AcceptRole);
    box->setDefaultButton(stop);
    connect(box, &QMessageBox::buttonClicked, this,
        [this, stop, running, service = m_service.id](const QAbstractButton *clicked) {
            if (clicked == stop || clicked == running)
                spawn(save(service, clicked == stop));
        });
    if (m_service.status != ServiceStatus::Running) {
        delete box; // it stands still already
        spawn(save(m_service.id, false));
        return;
    }
    box->open();
}

Task<> BackupsView::save(ServiceId service, bool stop) {
    const QPointer<BackupsView> self(this);
    CreateBackup body;
    body.service_id = service;
    body.stop = stop;
    const auto made = co_await m_workspace.api().call(Api::createBackup, body);
    if (!self)
        co_return;
    if (!made) {
        m_banner.showProblem(tr("The backup did not start."), made.problem());
        co_return;
    }
    if (isMine(*made) && m_model.rowOf(made->id.value) < 0)
        m_model.upsert({*made});
    m_table->setLoaded();
    m_table->select(made->id.value);
}

Task<> BackupsView::verify(BackupId id) {
    const QPointer<BackupsView> self(this);
    const auto begun = co_await m_workspace.api().call(Api::verifyBackup, id);
    if (self && !begun)
        m_banner.showProblem(tr("The backup cannot be verified."), begun.problem());
}

void BackupsView::restore() {
    const BackupRow *backup = selected();
    if (!backup)
        return;
    auto *dialog = new RestoreDialog(m_workspace, *backup, window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &RestoreDialog::started, this, &BackupsView::operationRequested);
    dialog->open();
}

void BackupsView::askForRemoval() {
    const BackupRow *backup = selected();
    if (!backup)
        return;
    auto *box = new QMessageBox(QMessageBox::NoIcon, tr("Delete backup"),
        tr("Delete the backup of %1 made %2?").arg(backup->service_name, format::absolute(backup->created_at)),
        QMessageBox::Cancel, window());
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::PlainText);
    box->setInformativeText(tr("It is removed from the repository and cannot be brought back."));
    QPushButton *remove_ = box->addButton(tr("Delete backup"), QMessageBox::DestructiveRole);
    box->setDefaultButton(QMessageBox::Cancel);
    connect(box, &QMessageBox::buttonClicked, this, [this, remove_, id = backup->id](const QAbstractButton *clicked) {
        if (clicked == remove_)
            spawn(remove(id));
    });
    box->open();
}

Task<> BackupsView::remove(BackupId id) {
    const QPointer<BackupsView> self(this);
    const auto removed = co_await m_workspace.api().call(Api::deleteBackup, id);
    if (self && !removed)
        m_banner.showProblem(tr("The backup was not deleted."), removed.problem());
}
