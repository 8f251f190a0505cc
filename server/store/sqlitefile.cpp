// SPDX-License-Identifier: GPL-3.0-or-later
// The checks, the settings and the migrations.
#include "server/store/sqlitefile.h"
#include "server/store/transaction.h"
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

// "AADP" in the file's header (sqlite.org/pragma.html#pragma_application_id)
static constexpr int applicationId = 0x41414450;
// A larger file that was closed in good order is not read from end to end at each start.
static constexpr qint64 alwaysCheckedBytes = 64 * 1024 * 1024;

static Error refused(const QString &path, const QString &reason, const QString &remedy) {
    return {ErrorCode::Validation, QStringLiteral("The database %1 %2").arg(path, reason), remedy, {}};
}

static Error damaged(const QString &path, const QString &what) {
    return refused(path, QStringLiteral("is damaged: ") + what,
        QStringLiteral("It was not touched. Put a backup in its place, or move it away to start empty"));
}

static Result<QVariant> pragma(const QSqlDatabase &database, const QString &text) {
    QSqlQuery query(database);
    if (!query.exec(QStringLiteral("PRAGMA ") + text))
        return sqlError(query.lastError(), text);
    return query.next() ? query.value(0) : QVariant();
}

/// True when there is something in the file to look at.
static Result<bool> prepareFile(const QString &path) {
    const QByteArray name = QFile::encodeName(path);
    // Made here, so that its mode is right from the first byte; SQLite gives -wal and -shm the same one.
    const int fd = ::open(name.constData(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return Error{ErrorCode::Unavailable,
            QStringLiteral("The database %1 cannot be opened: %2").arg(path, qt_error_string(errno)),
            QStringLiteral("Make the data directory writable for this user"), {}};
    static constexpr char magic[] = "SQLite format 3";
    char head[sizeof magic] = {};
    const auto got = ::read(fd, head, sizeof head);
    ::close(fd);
    if (got != 0 && (got < qsizetype(sizeof head) || memcmp(head, magic, sizeof head) != 0))
        return damaged(path, QStringLiteral("it is no SQLite file"));
    return got > 0;
}

static Result<Done> inspect(const QSqlDatabase &database, const QString &path, bool closedInOrder) {
    TRY(id, pragma(database, QStringLiteral("application_id")));
    TRY(pages, pragma(database, QStringLiteral("page_count")));
    if (pages.toInt() > 0 && id.toInt() != applicationId)
        return refused(
            path, QStringLiteral("belongs to another program"), QStringLiteral("Choose another data directory"));
    if (closedInOrder && QFileInfo(path).size() > alwaysCheckedBytes)
        return {};
    const auto check = pragma(database, QStringLiteral("quick_check(1)"));
    if (!check)
        return damaged(path, check.error().details);
    const QString verdict = check->toString();
    return verdict == QLatin1String("ok") ? Result<Done>() : damaged(path, verdict.left(300));
}

static Result<Done> configure(const QSqlDatabase &database) {
    TRY(id, pragma(database, QStringLiteral("application_id")));
    if (id.toInt() != applicationId)
        TRY_DONE(pragma(database, QStringLiteral("application_id = %1").arg(applicationId)));
    // Little is read twice from here: lists and details are answered from memory, and the kernel keeps the file's
    // pages.
    for (const char *setting : {"journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "cell_size_check = ON",
             "cache_size = -512", "trusted_schema = OFF", "journal_size_limit = 16777216"})
        TRY_DONE(pragma(database, QLatin1String(setting)));
    return {};
}

Result<QSqlDatabase> openSqlite(const QString &path, const QString &connection) {
    // The log is taken into the file and removed by an orderly close.
    const bool closedInOrder = QFileInfo(path + QStringLiteral("-wal")).size() == 0;
    TRY(hasContent, prepareFile(path));
    QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), connection);
    database.setDatabaseName(path);
    const QString timeout = QStringLiteral("QSQLITE_BUSY_TIMEOUT=5000");
    if (hasContent) {
        // Looked at read-only first: whatever is refused keeps every byte.
        database.setConnectOptions(timeout + QStringLiteral(";QSQLITE_OPEN_READONLY"));
        if (!database.open())
            return sqlError(database.lastError(), path);
        TRY_DONE(inspect(database, path, closedInOrder));
        TRY(version, pragma(database, QStringLiteral("user_version")));
        const int newest = newestSchema(QStringLiteral(":/schema"));
        if (version.toInt() > newest)
            return refused(path,
                QStringLiteral("was written by a newer version (schema %1, this program knows %2)")
                    .arg(version.toInt())
                    .arg(newest),
                QStringLiteral("Install the newer version again, or restore a backup made before the upgrade"));
        database.close();
    }
    database.setConnectOptions(timeout);
    if (!database.open())
        return sqlError(database.lastError(), path);
    TRY_DONE(configure(database));
    ::chmod(QFile::encodeName(path).constData(), 0600);
    return database;
}

static QStringList migrationsIn(const QString &folder) {
    return QDir(folder).entryList({QStringLiteral("*.sql")}, QDir::Files, QDir::Name);
}

int newestSchema(const QString &folder) {
    const QStringList files = migrationsIn(folder);
    return files.isEmpty() ? 0 : files.last().left(3).toInt();
}

static Result<QStringList> statementsOf(const QString &path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return Error{ErrorCode::Internal, QStringLiteral("Migration %1 is missing").arg(path), {}, {}};
    QString sql;
    for (const QString &line : QString::fromUtf8(file.readAll()).split(u'\n'))
        if (!line.startsWith(QLatin1String("--")))
            sql += line + u'\n';
    // A trigger holds statements of its own, each with its semicolon, up to its END.
    const auto isOpen = [](const QString &statement) {
        return statement.startsWith(QLatin1String("CREATE TRIGGER")) && !statement.endsWith(QLatin1String("END"));
    };
    QStringList statements;
    for (const QString &piece : sql.split(u';')) {
        const QString statement = piece.trimmed();
        if (!statements.isEmpty() && isOpen(statements.last()))
            statements.last() += u";\n" + statement;
        else if (!statement.isEmpty())
            statements.append(statement);
    }
    return statements;
}

static Result<bool> carryOut(const QSqlDatabase &database, int number, const QStringList &statements) {
    // Asked again under the lock: another process may be bringing the same file up to date.
    TRY(version, pragma(database, QStringLiteral("user_version")));
    if (version.toInt() >= number)
        return false;
    QSqlQuery query(database);
    for (const QString &statement : statements)
        if (!query.exec(statement))
            return sqlError(query.lastError(), statement.left(200));
    TRY_DONE(pragma(database, QStringLiteral("user_version = %1").arg(number)));
    return true;
}

Result<Done> migrate(const QSqlDatabase &database, const QString &folder) {
    for (const QString &name : migrationsIn(folder)) {
        const int number = name.left(3).toInt();
        TRY(version, pragma(database, QStringLiteral("user_version")));
        if (number <= version.toInt())
            continue;
        TRY(statements, statementsOf(folder + u'/' + name));
        QSqlQuery query(database);
        if (!query.exec(QStringLiteral("BEGIN IMMEDIATE")))
            return sqlError(query.lastError(), name);
        auto done = carryOut(database, number, statements);
        if (done && !query.exec(QStringLiteral("COMMIT")))
            done = sqlError(query.lastError(), name);
        if (!done) {
            query.exec(QStringLiteral("ROLLBACK"));
            Error error = std::move(done).error();
            error.details = name + QStringLiteral(": ") + error.details;
            return error;
        }
        if (*done)
            qInfo("database brought to schema %d", number);
    }
    return {};
}
