// SPDX-License-Identifier: GPL-3.0-or-later
// Opening with care, and the writer's loop with its group commit.
#include "server/store/database.h"
#include <QDir>
#include <QFile>
#include <QSqlError>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static constexpr int applicationId =
    0x41414450; // "AADP", in the file's header (sqlite.org/pragma.html#pragma_application_id)
static constexpr size_t groupLimit = 256;

Database::Database(QObject *parent) : QObject(parent) { }

Database::~Database() {
    close();
}

static Error refused(const QString &path, const QString &reason, const QString &remedy) {
    return {ErrorCode::Validation, QStringLiteral("The database %1 %2").arg(path, reason), remedy, {}};
}

Result<Done> Database::prepareFile(const QString &path) {
    const QByteArray name = QFile::encodeName(path);
    // Made here, so that its mode is right from the first byte; SQLite gives -wal and -shm the same one.
    const int fd = ::open(name.constData(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return Error{ErrorCode::Unavailable,
            QStringLiteral("The database %1 cannot be opened: %2").arg(path, qt_error_string(errno)),
            QStringLiteral("Make the data directory writable for this user"), {}};
    char head[16] = {};
    const auto got = ::read(fd, head, sizeof head);
    ::fchmod(fd, 0600);
    ::close(fd);
    if (got > 0 && (got < qsizetype(sizeof head) || memcmp(head, "SQLite format 3", sizeof head) != 0))
        return refused(path, QStringLiteral("is damaged: it is no SQLite file"),
            QStringLiteral("It was not touched. Put a backup in its place, or move it away to start empty"));
    return {};
}

static Result<QVariant> pragma(const QSqlDatabase &database, const QString &text) {
    QSqlQuery query(database);
    if (!query.exec(QStringLiteral("PRAGMA ") + text))
        return sqlError(query.lastError(), text);
    return query.next() ? query.value(0) : QVariant();
}

Result<Done> Database::configure() {
    const QSqlDatabase database = QSqlDatabase::database(m_connection);
    const QString path = database.databaseName();
    const QString damagedRemedy =
        QStringLiteral("It was not touched. Put a backup in its place, or move it away to start empty");
    auto check = pragma(database, QStringLiteral("quick_check(1)"));
    if (!check || check->toString() != QLatin1String("ok"))
        return refused(path,
            QStringLiteral("is damaged: %1").arg(check ? check->toString().left(300) : check.error().details),
            damagedRemedy);
    TRY(id, pragma(database, QStringLiteral("application_id")));
    TRY(pages, pragma(database, QStringLiteral("page_count")));
    if (pages.toInt() > 0 && id.toInt() != applicationId)
        return refused(
            path, QStringLiteral("belongs to another program"), QStringLiteral("Choose another data directory"));
    for (const QString &setting : {QStringLiteral("application_id = %1").arg(applicationId),
             QStringLiteral("journal_mode = WAL"), QStringLiteral("synchronous = FULL"),
             QStringLiteral("foreign_keys = ON"), QStringLiteral("cell_size_check = ON"),
             QStringLiteral("trusted_schema = OFF"), QStringLiteral("journal_size_limit = 16777216")})
        TRY_DONE(pragma(database, setting));
    return {};
}

Result<Done> Database::migrate() {
    const QSqlDatabase database = QSqlDatabase::database(m_connection);
    const QStringList files =
        QDir(QStringLiteral(":/schema")).entryList({QStringLiteral("*.sql")}, QDir::Files, QDir::Name);
    TRY(version, pragma(database, QStringLiteral("user_version")));
    const int newest = files.isEmpty() ? 0 : files.last().left(3).toInt();
    if (version.toInt() > newest)
        return refused(database.databaseName(),
            QStringLiteral("was written by a newer version (schema %1, this program knows %2)")
                .arg(version.toInt())
                .arg(newest),
            QStringLiteral("Install the newer version again, or restore a backup made before the upgrade"));
    for (const QString &name : files) {
        const int number = name.left(3).toInt();
        if (number <= version.toInt())
            continue;
        QFile file(QStringLiteral(":/schema/") + name);
        if (!file.open(QIODevice::ReadOnly))
            return Error{ErrorCode::Internal, QStringLiteral("Migration %1 is missing").arg(name), {}, {}};
        QStringList statements{QStringLiteral("BEGIN IMMEDIATE")};
        QString sql;
        for (const QString &line : QString::fromUtf8(file.readAll()).split(u'\n'))
            if (!line.startsWith(QLatin1String("--")))
                sql += line + u'\n';
        for (const QString &statement : sql.split(u';'))
            if (!statement.trimmed().isEmpty())
                statements.append(statement);
        statements.append({QStringLiteral("PRAGMA user_version = %1").arg(number), QStringLiteral("COMMIT")});
        QSqlQuery query(database);
        for (const QString &statement : std::as_const(statements)) {
            if (query.exec(statement))
                continue;
            const Error error =
                sqlError(query.lastError(), name + QStringLiteral(": ") + statement.trimmed().left(200));
            query.exec(QStringLiteral("ROLLBACK"));
            return error;
        }
        qInfo("database brought to schema %d", number);
    }
    return {};
}

Result<Done> Database::loadFeed() {
    QSqlQuery query(QSqlDatabase::database(m_connection));
    if (!query.exec(
            QStringLiteral("SELECT rev, noun, id, op, value, customer_id FROM changes ORDER BY rev DESC LIMIT %1")
                .arg(ChangeRing::capacity)))
        return sqlError(query.lastError(), QStringLiteral("changes"));
    QList<Change> changes;
    while (query.next()) {
        Change change{query.value(0).toLongLong(), query.value(1).toString(), query.value(2).toString(),
            enumFromName<ChangeOp>(query.value(3).toString()).value_or(ChangeOp::Remove),
            query.value(4).toString().toUtf8(), {}, {}};
        if (!query.value(5).isNull())
            change.customer = CustomerId{query.value(5).toString()};
        changes.prepend(change);
    }
    m_ring.reset(changes, changes.isEmpty() ? 0 : changes.last().rev);
    return {};
}

Result<Done> Database::open(const QString &path) {
    TRY_DONE(prepareFile(path));
    // The connection belongs to the writer's thread, so everything about it happens there.
    QPromise<Result<Done>> promise;
    promise.start();
    QFuture<Result<Done>> opened = promise.future();
    m_closing = false;
    m_connection = QStringLiteral("panel-%1").arg(quintptr(this));
    m_thread = std::thread([this, path, &promise] {
        {
            QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), m_connection);
            database.setDatabaseName(path);
            database.setConnectOptions(QStringLiteral("QSQLITE_BUSY_TIMEOUT=5000"));
            Result<Done> result;
            if (!database.open())
                result = sqlError(database.lastError(), path);
            else if (auto configured = configure(); !configured)
                result = configured;
            else if (auto migrated = migrate(); !migrated)
                result = migrated;
            else
                result = loadFeed();
            const bool good = bool(result);
            promise.addResult(std::move(result));
            promise.finish();
            if (good)
                work();
        }
        QSqlDatabase::database(m_connection, false).close();
        QSqlDatabase::removeDatabase(m_connection);
    });
    const Result<Done> result = opened.result();
    if (!result)
        m_thread.join();
    return result;
}

void Database::close() {
    if (!m_thread.joinable())
        return;
    {
        const QMutexLocker lock(&m_mutex);
        m_closing = true;
        m_wake.wakeAll();
    }
    m_thread.join();
}

void Database::enqueue(Job job) {
    const QMutexLocker lock(&m_mutex);
    if (m_closing || !m_thread.joinable()) {
        const Error error{ErrorCode::Unavailable, QStringLiteral("The server is shutting down"), {}, {}};
        return job.finish(&error);
    }
    m_queue.push_back(std::move(job));
    m_wake.wakeOne();
}

void Database::work() {
    Transaction transaction(QSqlDatabase::database(m_connection), m_ring.lastRev());
    for (;;) {
        std::deque<Job> batch;
        {
            const QMutexLocker lock(&m_mutex);
            while (m_queue.empty() && !m_closing)
                m_wake.wait(&m_mutex);
            if (m_queue.empty())
                return;
            const bool writes = m_queue.front().writes;
            while (!m_queue.empty() && m_queue.front().writes == writes && batch.size() < groupLimit) {
                batch.push_back(std::move(m_queue.front()));
                m_queue.pop_front();
            }
        }
        if (batch.front().writes) {
            commitTogether(batch, transaction);
        } else {
            for (Job &job : batch) {
                job.run(transaction);
                job.finish(nullptr);
            }
        }
        // A statement that stays half-read would hold an old snapshot and keep the WAL from being checkpointed.
        for (const auto &query : std::as_const(transaction.m_prepared))
            query->finish();
    }
}

void Database::commitTogether(std::deque<Job> &jobs, Transaction &transaction) {
    const qint64 before = transaction.m_lastRev;
    transaction.m_changes.clear();
    std::optional<Error> failed;
    auto step = [&](const QString &sql) {
        if (failed)
            return;
        if (auto done = transaction.run(sql); !done)
            failed = done.error();
    };
    step(QStringLiteral("BEGIN IMMEDIATE"));
    for (Job &job : jobs) {
        step(QStringLiteral("SAVEPOINT job"));
        if (failed)
            break;
        const qsizetype changesBefore = transaction.m_changes.size();
        if (!job.run(transaction)) {
            step(QStringLiteral("ROLLBACK TO job"));
            transaction.m_changes.resize(changesBefore);
            transaction.m_lastRev = before + changesBefore;
        }
        step(QStringLiteral("RELEASE job"));
    }
    const qint64 last = transaction.m_lastRev;
    // The feed keeps what the ring keeps; trimmed now and then, not each time.
    if (last / 1024 != before / 1024 && !failed)
        (void)transaction.run(QStringLiteral("DELETE FROM changes WHERE rev <= ?"), {last - ChangeRing::capacity});
    step(QStringLiteral("COMMIT"));
    if (failed) {
        (void)transaction.run(QStringLiteral("ROLLBACK"));
        transaction.m_lastRev = before;
        transaction.m_changes.clear();
    } else if (!transaction.m_changes.isEmpty()) {
        m_ring.append(transaction.m_changes);
        QMetaObject::invokeMethod(
            this, [this, changes = transaction.m_changes] { emit committed(changes); }, Qt::QueuedConnection);
    }
    for (Job &job : jobs)
        job.finish(failed ? &*failed : nullptr);
}
