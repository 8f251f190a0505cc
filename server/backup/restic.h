// SPDX-License-Identifier: GPL-3.0-or-later
// Restic: one repository, and what is asked of it: one thing at a time, in the order of asking.
#pragma once

#include "server/backup/resticprocess.h"
#include <QSet>
#include <deque>
#include <memory>

struct ResticProgress {
    double percent = 0;
    qint64 bytesDone = 0;
    qint64 bytesTotal = 0;
};

class Restic : public QObject {
    Q_OBJECT
public:
    /// `repository` is in restic's words: a folder, sftp:, s3:, rest:. `folder` is for what restic needs beside it.
    Restic(QString repository, Secret password, QString folder);
    ~Restic() override;

    /// Makes sure that there is a repository that opens, and takes locks away whose owner has died. `NotFound` when
    /// there is none, unless one may be made.
    enum class Missing { Make, Refuse };
    Task<Result<Done>> open(QString key, Missing missing);
    /// Saves what is in `folder`; the snapshot's id. `key` is what interrupt() is given, and the snapshot's tag.
    using Progress = std::function<void(const ResticProgress &)>;
    Task<Result<QString>> save(QString key, QString folder, Progress progress);
    /// Brings a snapshot back into `target`, an empty folder.
    Task<Result<Done>> restore(QString key, QString snapshot, QString target);
    /// Forgets it and frees what nothing else needs.
    Task<Result<Done>> forget(QString key, QString snapshot);

    /// Whatever is done or waits for this key fails with `reason`.
    void interrupt(const QString &key, const QString &reason);
    static bool isSnapshot(const QString &id);

private:
    struct Turn {
        QString key;
        QPromise<Result<Done>> promise;
    };
    using Each = std::function<void(const QByteArray &)>;
    Task<Result<Done>> run(QString key, ResticCommand command, Each each);
    ResticCommand command(const QStringList &arguments) const;
    /// Writes what is given by files; restic reads no credential of a repository's address from anywhere else.
    Result<Done> prepare();
    void next();

    const QString m_repository;
    const Secret m_password;
    const QString m_folder;
    bool m_isOpen = false;
    bool m_isBusy = false;
    std::unique_ptr<ResticProcess> m_process;
    QString m_key;
    std::deque<std::shared_ptr<Turn>> m_waiting;
};
