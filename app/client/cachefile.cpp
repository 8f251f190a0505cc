// SPDX-License-Identifier: GPL-3.0-or-later
// Tables, and what is done with a file that is not as it should be.
#include "app/client/cachefile.h"
#include "shared/contract/audit.h"
#include "shared/contract/backup.h"
#include "shared/contract/customer.h"
#include "shared/contract/deployment.h"
#include "shared/contract/logline.h"
#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>
#include <QSqlError>
#include <QSqlQuery>
#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static constexpr int tablesVersion = 1;
static constexpr int pageBytes = 4096;

static const char *const tables[] = {
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID",
    "CREATE TABLE rows (noun INTEGER, id TEXT, value BLOB, PRIMARY KEY (noun, id)) WITHOUT ROWID",
    "CREATE TABLE pages (kind TEXT, id TEXT, used INTEGER, value BLOB, PRIMARY KEY (kind, id))",
};

/// Names what the blobs are made of.
static QString layout() {
    const QByteArray text = packedLayout<ServerSummary>() + packedLayout<Service>() + packedLayout<Operation>()
        + packedLayout<Template>() + packedLayout<LogPage>() + packedLayout<Page<Deployment>>()
        + packedLayout<Page<AuditEntry>>() + packedLayout<Page<Customer>>() + packedLayout<Page<Backup>>();
    return QString::fromLatin1(QCryptographicHash::hash(text, QCryptographicHash::Sha256).toHex());
}

static Error failed(const QSqlError &error) {
    return {ErrorCode::Unavailable, error.databaseText(), {}, {}};
}

CacheFile::CacheFile(QString path, qint64 mostBytes)
    : m_path(std::move(path)), m_mostBytes(mostBytes), m_connection(QStringLiteral("cache-%1").arg(quintptr(this))) { }

CacheFile::~CacheFile() {
    disconnect();
    if (m_lock >= 0)
        ::close(m_lock);
}

/// The kernel gives the lock back when the program that has it ends, however it does.
void CacheFile::lock() {
    const QByteArray name = QFile::encodeName(m_path + QStringLiteral(".lock"));
    m_lock = ::open(name.constData(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
    m_isWriter = m_lock >= 0 && ::flock(m_lock, LOCK_EX | LOCK_NB) == 0;
    m_isOthers = m_lock >= 0 && !m_isWriter && errno == EWOULDBLOCK;
}

void CacheFile::disconnect() {
    m_database.close();
    m_database = {};
    QSqlDatabase::removeDatabase(m_connection);
}

void CacheFile::removeFiles() {
    for (const char *end : {"", "-wal", "-shm"})
        QFile::remove(m_path + QLatin1String(end));
}

/// False when there is nothing to be done: another program writes, or what was kept has been dropped meanwhile.
Result<bool> CacheFile::mayWrite() const {
    if (m_isWriter && m_database.isOpen())
        return QFileInfo::exists(m_path);
    if (m_isOthers)
        return false;
    return Error{
        ErrorCode::Unavailable, QCoreApplication::translate("CacheFile", "%1 cannot be written").arg(m_path), {}, {}};
}

bool CacheFile::connectTo(bool readOnly) {
    if (!readOnly) {
        // Made here, so that its mode is right from the first byte; SQLite gives -wal and -shm the same one.
        const int fd =
            ::open(QFile::encodeName(m_path).constData(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
        if (fd < 0)
            return false;
        (void)::fchmod(fd, S_IRUSR | S_IWUSR);
        ::close(fd);
    }
    m_database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), m_connection);
    m_database.setDatabaseName(m_path);
    const QString timeout = QStringLiteral("QSQLITE_BUSY_TIMEOUT=2000");
    m_database.setConnectOptions(readOnly ? timeout + QStringLiteral(";QSQLITE_OPEN_READONLY") : timeout);
    return m_database.open();
}

bool CacheFile::begin() {
    // Power that fails may cost the last changes, and they come again by the feed.
    const QString settings[] = {QStringLiteral("journal_mode = WAL"), QStringLiteral("synchronous = NORMAL"),
        QStringLiteral("cell_size_check = ON"), QStringLiteral("trusted_schema = OFF"),
        QStringLiteral("journal_size_limit = 1048576"),
        QStringLiteral("max_page_count = %1").arg(m_mostBytes / pageBytes)};
    for (const QString &setting : settings)
        if (!run(QStringLiteral("PRAGMA ") + setting))
            return false;
    return true;
}

std::optional<CachedContents> CacheFile::open() {
    const QString folder = QFileInfo(m_path).absolutePath();
    QDir().mkpath(folder);
    QFile::setPermissions(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    lock();
    bool isDamaged = false;
    if (connectTo(!m_isWriter)) {
        auto contents = readAll(isDamaged);
        if (!m_isWriter || (!isDamaged && begin()))
            return contents;
    }
    disconnect();
    if (!m_isWriter)
        return std::nullopt;
    removeFiles();
    if (!connectTo(false) || !begin()) {
        disconnect();
        return std::nullopt;
    }
    (void)together([this]() -> Result<Done> {
        for (const char *table : tables)
            TRY_DONE(run(QLatin1String(table)));
        TRY_DONE(run(QStringLiteral("PRAGMA user_version = %1").arg(tablesVersion)));
        return setMeta(QStringLiteral("layout"), layout());
    });
    return std::nullopt;
}

template <typename T>
bool CacheFile::readRows(Noun noun, QList<T> &rows) {
    QSqlQuery query(m_database);
    query.setForwardOnly(true);
    if (!query.prepare(QStringLiteral("SELECT value FROM rows WHERE noun = ?")))
        return false;
    query.addBindValue(int(noun));
    if (!query.exec())
        return false;
    while (query.next()) {
        auto row = unpack<T>(query.value(0).toByteArray());
        if (!row)
            return false;
        rows.append(*std::move(row));
    }
    return !query.lastError().isValid();
}

std::optional<CachedContents> CacheFile::readAll(bool &isDamaged) {
    isDamaged = true; // also when it is only new, or made for others
    QSqlQuery version(m_database);
    if (!version.exec(QStringLiteral("PRAGMA user_version")) || !version.next()
        || version.value(0).toInt() != tablesVersion || meta(QStringLiteral("layout")).toString() != layout())
        return std::nullopt;
    version.finish();
    const QByteArray server = meta(QStringLiteral("server")).toByteArray();
    if (server.isEmpty()) {
        isDamaged = false;
        return std::nullopt;
    }
    CachedContents contents;
    auto summary = unpack<ServerSummary>(server);
    if (!summary || !readRows(Services, contents.services) || !readRows(Operations, contents.operations)
        || !readRows(Templates, contents.templates))
        return std::nullopt;
    isDamaged = false;
    contents.server = *std::move(summary);
    contents.rev = meta(QStringLiteral("rev")).toLongLong();
    contents.asOf = Timestamp(std::chrono::milliseconds(meta(QStringLiteral("as_of")).toLongLong()));
    return contents;
}

Result<Done> CacheFile::run(const QString &statement, const QVariantList &values) {
    QSqlQuery query(m_database);
    if (!query.prepare(statement))
        return failed(query.lastError());
    for (const QVariant &value : values)
        query.addBindValue(value);
    if (!query.exec())
        return failed(query.lastError());
    return {};
}

Result<Done> CacheFile::together(const std::function<Result<Done>()> &write) {
    TRY_DONE(run(QStringLiteral("BEGIN IMMEDIATE")));
    auto done = write();
    if (done)
        done = run(QStringLiteral("COMMIT"));
    if (!done)
        (void)run(QStringLiteral("ROLLBACK"));
    return done;
}

Result<Done> CacheFile::setMeta(const QString &key, const QVariant &value) {
    return run(QStringLiteral("REPLACE INTO meta (key, value) VALUES (?, ?)"), {key, value});
}

QVariant CacheFile::meta(const QString &key) {
    QSqlQuery query(m_database);
    if (!query.prepare(QStringLiteral("SELECT value FROM meta WHERE key = ?")))
        return {};
    query.addBindValue(key);
    return query.exec() && query.next() ? query.value(0) : QVariant();
}

template <typename T>
Result<Done> CacheFile::writeRow(Noun noun, const QString &id, const std::optional<T> &row) {
    if (!row)
        return run(QStringLiteral("DELETE FROM rows WHERE noun = ? AND id = ?"), {int(noun), id});
    return run(QStringLiteral("REPLACE INTO rows (noun, id, value) VALUES (?, ?, ?)"), {int(noun), id, pack(*row)});
}

Result<Done> CacheFile::replace(const CachedContents &contents) {
    TRY(may, mayWrite());
    if (!may)
        return {};
    return together([&]() -> Result<Done> {
        TRY_DONE(run(QStringLiteral("DELETE FROM rows")));
        for (const Service &row : contents.services)
            TRY_DONE(writeRow(Services, row.id.value, std::optional(row)));
        for (const Operation &row : contents.operations)
            TRY_DONE(writeRow(Operations, row.id.value, std::optional(row)));
        for (const Template &row : contents.templates)
            TRY_DONE(writeRow(Templates, row.id.value, std::optional(row)));
        TRY_DONE(setMeta(QStringLiteral("server"), pack(contents.server)));
        TRY_DONE(setMeta(QStringLiteral("rev"), contents.rev));
        return setMeta(QStringLiteral("as_of"), qint64(contents.asOf.time_since_epoch().count()));
    });
}

Result<Done> CacheFile::apply(const CachedChanges &changes) {
    TRY(may, mayWrite());
    if (!may)
        return {};
    return together([&]() -> Result<Done> {
        for (auto it = changes.services.cbegin(); it != changes.services.cend(); ++it)
            TRY_DONE(writeRow(Services, it.key(), it.value()));
        for (auto it = changes.operations.cbegin(); it != changes.operations.cend(); ++it)
            TRY_DONE(writeRow(Operations, it.key(), it.value()));
        if (changes.templates)
            TRY_DONE(run(QStringLiteral("DELETE FROM rows WHERE noun = ?"), {int(Templates)}));
        for (const Template &row : changes.templates.value_or(QList<Template>()))
            TRY_DONE(writeRow(Templates, row.id.value, std::optional(row)));
        if (changes.server)
            TRY_DONE(setMeta(QStringLiteral("server"), pack(*changes.server)));
        TRY_DONE(setMeta(QStringLiteral("rev"), changes.rev));
        return setMeta(QStringLiteral("as_of"), qint64(changes.asOf.time_since_epoch().count()));
    });
}

Result<Done> CacheFile::keepPage(const QString &kind, const QString &id, const QByteArray &page) {
    TRY(may, mayWrite());
    if (!may || page.size() > mostPageBytes)
        return {};
    return together([&]() -> Result<Done> {
        const qint64 now = SystemClock().now().time_since_epoch().count();
        TRY_DONE(run(
            QStringLiteral("REPLACE INTO pages (kind, id, used, value) VALUES (?, ?, ?, ?)"), {kind, id, now, page}));
        return run(QStringLiteral("DELETE FROM pages WHERE kind = ? AND id NOT IN (SELECT id FROM pages WHERE kind = ? "
                                  "ORDER BY used DESC LIMIT ?)"),
            {kind, kind, mostPages});
    });
}

QByteArray CacheFile::page(const QString &kind, const QString &id) {
    if (!m_database.isOpen())
        return {};
    QSqlQuery query(m_database);
    if (!query.prepare(QStringLiteral("SELECT value FROM pages WHERE kind = ? AND id = ?")))
        return {};
    query.addBindValue(kind);
    query.addBindValue(id);
    return query.exec() && query.next() ? query.value(0).toByteArray() : QByteArray();
}
