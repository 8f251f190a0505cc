// SPDX-License-Identifier: GPL-3.0-or-later
// A database and some small files; keys are copied as they are, so the folder is as secret as the data directory.
#include "server/panelbackup.h"
#include "server/commands.h"
#include "server/datadirectory.h"
#include "server/services/vault.h"
#include "server/store/sqlitefile.h"
#include "server/store/transaction.h"
#include "shared/base/replacefile.h"
#include <QDir>
#include <QFile>
#include <cstdio>
#include <sys/stat.h>

static const QString database = QStringLiteral("panel.db"), marker = QStringLiteral("aiadminpanel-data");
/// Each only where there is one: the master key may be a credential of systemd's, the password of backups configured.
static const QStringList keys{
    QStringLiteral("secret.key"), QStringLiteral("backup.key"), QStringLiteral("bootstrap.key")};

static Result<Done> copyFile(const QString &from, const QString &to) {
    QFile file(from);
    if (!file.open(QIODevice::ReadOnly))
        return Error{ErrorCode::Unavailable, QStringLiteral("%1 cannot be read").arg(from), file.errorString(), {}};
    return replaceFile(to, file.read(64 * 1024));
}

/// Runs statements on a database of its own connection.
static Result<Done> runSql(const QString &path, const QStringList &statements) {
    const QString connection = QStringLiteral("panel backup");
    Result<Done> result;
    {
        auto opened = openSqlite(path, connection);
        if (!opened)
            result = opened.error();
        for (const QString &statement : statements) {
            if (!result)
                break;
            QSqlQuery query(*opened);
            if (!query.exec(statement))
                result = sqlError(query.lastError(), QStringLiteral("The database"));
        }
        if (opened)
            opened->close();
    }
    QSqlDatabase::removeDatabase(connection);
    return result;
}

static Result<Done> backUp(const QString &dataDir, const QString &folder) {
    if (!QFile::exists(dataDir + u'/' + database))
        return Error{ErrorCode::NotFound, QStringLiteral("There is no database in %1").arg(dataDir), {}, {}};
    if (QFile::exists(folder))
        return Error{ErrorCode::Conflict, QStringLiteral("%1 is there already").arg(folder),
            QStringLiteral("Name a folder that is to be made"), {}};
    if (!QDir().mkpath(folder))
        return Error{ErrorCode::Unavailable, QStringLiteral("%1 cannot be made").arg(folder), {}, {}};
    // As of one moment, also while the server writes (sqlite.org/lang_vacuum.html).
    const QString target = QDir(folder).absoluteFilePath(database);
    TRY_DONE(runSql(dataDir + u'/' + database,
        {QStringLiteral("VACUUM INTO '%1'").arg(QString(target).replace(u'\'', QLatin1String("''")))}));
    for (const QString &name : QStringList{marker} + keys)
        if (QFile::exists(dataDir + u'/' + name))
            TRY_DONE(copyFile(dataDir + u'/' + name, folder + u'/' + name));
    return {};
}

static Result<Done> restore(const QString &dataDir, const QString &folder) {
    for (const QString &name : {database, marker})
        if (!QFile::exists(folder + u'/' + name))
            return Error{ErrorCode::Validation, QStringLiteral("%1 is no backup of a panel").arg(folder),
                QStringLiteral("It lacks %1").arg(name), {}};
    TRY(data, DataDirectory::open(dataDir, DataDirectory::Lock::Exclusive));
    if (!data.isNew())
        return Error{ErrorCode::Conflict, QStringLiteral("The data directory %1 is in use").arg(data.path()),
            QStringLiteral("Name an empty or a new folder with --data-dir"), {}};
    // The database comes last: without it the directory is a new one, and this can be done again.
    const QString half = data.filePath(u"panel.db.new");
    QFile::remove(half);
    if (!QFile::copy(folder + u'/' + database, half))
        return Error{ErrorCode::Unavailable, QStringLiteral("%1 cannot be written").arg(half), {}, {}};
    QFile::setPermissions(half, QFile::ReadOwner | QFile::WriteOwner);
    // Their data is somewhere else: none must begin anew with none.
    TRY_DONE(runSql(half,
        {QStringLiteral("UPDATE services SET status = 'stopped', desired_state = 'stopped', upstream = NULL"),
            QStringLiteral("PRAGMA wal_checkpoint(TRUNCATE)"), QStringLiteral("PRAGMA journal_mode = DELETE")}));
    for (const QString &name : QStringList{marker} + keys)
        if (QFile::exists(folder + u'/' + name))
            TRY_DONE(copyFile(folder + u'/' + name, data.filePath(name)));
    TRY_DONE(Vault::open(data.path(), false));
    if (!QFile::rename(half, data.filePath(database)))
        return Error{
            ErrorCode::Unavailable, QStringLiteral("%1 cannot be written").arg(data.filePath(database)), {}, {}};
    return {};
}

static int told(const Result<Done> &result, const QString &success) {
    if (result) {
        std::printf("%s\n", qPrintable(success));
        return ExitOk;
    }
    std::fprintf(stderr, "aiadminpaneld: %s\n", qPrintable(result.error().message));
    if (!result.error().details.isEmpty())
        std::fprintf(stderr, "%s\n", qPrintable(result.error().details));
    return ExitFailed;
}

int backUpPanel(const Config &config, const QString &folder) {
    ::umask(077);
    return told(backUp(config.dataDir, folder),
        QStringLiteral("Records and keys are in %1. Keep it secret; data of services is not in it.").arg(folder));
}

int restorePanel(const Config &config, const QString &folder) {
    ::umask(077);
    return told(restore(config.dataDir, folder),
        QStringLiteral("The panel is in %1, its services stopped. Bring their data back before they start.")
            .arg(config.dataDir));
}
