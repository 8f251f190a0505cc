// SPDX-License-Identifier: GPL-3.0-or-later
// Backups: the data of services, copied, saved by restic and brought back. A backup is made in two halves: the copy is
// a step of an operation that has the service for so long; saving and trying go on by themselves behind it.
#pragma once

#include "server/backup/restic.h"
#include "server/engine/engines.h"
#include "server/services/eventlog.h"
#include "server/store/database.h"
#include "server/store/records.h"
#include <QThreadPool>
#include <atomic>

class Backups : public QObject {
    Q_OBJECT
public:
    struct Options {
        QString repository;
        Secret password;
        /// Of this server alone: copies, what is brought back, and data that was replaced. On the disk of the data.
        QString folder;
    };
    Backups(Options options, Engines &engines, Database &database, EventLog &events, const Clock &clock);
    ~Backups() override;

    /// Reads everything once, and fails what a former process of the server has left unfinished.
    Task<Result<Done>> load();
    /// Goes on with what has no end yet: tries of what is saved, deletions.
    void recover();

    /// nullptr for unknown and for deleted ones.
    const BackupRecord *find(const BackupId &id) const;
    QList<Backup> all() const;
    std::optional<BackupPhase> phase(const BackupId &id) const;

    using Also = std::function<Result<Done>(Transaction &)>;
    /// Writes one, with its change in the feed.
    static Result<Done> write(Transaction &transaction, const BackupRecord &record);
    /// Stores one as it is, and `also` with it.
    Task<Result<Done>> store(BackupRecord record, Also also = {});
    /// Takes in one that somebody else stores, and forgets it when that has failed.
    void remember(const BackupRecord &record) { m_records.insert(record.id, record); }
    void forget(const BackupId &id) { m_records.remove(id); }
    /// Stores what goes with something that was begun.
    Task<Result<Done>> note(Also also);

    /// Copies the data of its service aside.
    Task<Result<Done>> copy(BackupId id);
    /// Saves that copy, and tries whether it comes back. Not waited for.
    void proceed(BackupId id);
    /// There will be none.
    Task<> giveUp(BackupId id, Error why);
    /// Tries whether it comes back as it was saved. Not waited for; `Conflict` while something is done with it.
    Result<Done> verify(const BackupId &id);
    /// Forgets it, and what is under way with it.
    Task<Result<Done>> remove(BackupId id, Also also);

    /// Brings the data back beside that of `service`, given to the user `uid`, when it is what was saved; its folder.
    /// What was beside it before goes.
    Task<Result<QString>> bring(BackupId id, ServiceId service, int uid);
    /// Makes a copy or bring() that is under way fail with `reason`.
    void interrupt(const BackupId &id, const QString &reason);
    /// Ends all that is under way; the next start of the server puts it right.
    void stop();

private:
    Task<Result<Done>> save(BackupId id);
    Task<> carryOn(BackupId id);
    Task<> tryOut(BackupId id);
    Task<> clearAway(BackupId id);
    /// Restored into `folder` and compared with what was saved.
    Task<Result<Done>> fetch(BackupId id, QString folder);
    Restic::Missing missing() const;
    Task<Result<Done>> discard(QString folder);
    QString workFolder(const BackupId &id, const char *what) const;
    void announce(const BackupId &id, const ResticProgress &progress);

    const Options m_options;
    Engines &m_engines;
    Database &m_database;
    EventLog &m_events;
    const Clock &m_clock;
    Restic m_restic;
    QThreadPool m_pool;
    QHash<BackupId, BackupRecord> m_records;
    struct Busy {
        BackupPhase phase = BackupPhase::Copying;
        std::shared_ptr<std::atomic<bool>> cancelled = std::make_shared<std::atomic<bool>>(false);
        std::chrono::milliseconds announced{};
    };
    /// What is being done with which.
    QHash<BackupId, Busy> m_busy;
    bool m_stopping = false;
};
