// SPDX-License-Identifier: GPL-3.0-or-later
// CacheFile: what was last known of one server as one user, in an SQLite file that only this user may read. For one
// thread; OfflineCache keeps it off the window's.
#pragma once

#include "app/client/packed.h"
#include "shared/base/result.h"
#include "shared/contract/meta.h"
#include "shared/contract/operation.h"
#include "shared/contract/service.h"
#include "shared/contract/template.h"
#include <QHash>
#include <QSqlDatabase>
#include <QVariant>
#include <functional>

struct CachedContents {
    ServerSummary server;
    QList<Service> services;
    QList<Operation> operations;
    QList<Template> templates;
    /// The change feed goes on after this position.
    qint64 rev = 0;
    /// When all of this was known to be right.
    Timestamp asOf{};
};

/// What has changed since the last time; nothing instead of a row means that it is gone.
struct CachedChanges {
    QHash<QString, std::optional<Service>> services;
    QHash<QString, std::optional<Operation>> operations;
    /// All of them, where they were read anew.
    std::optional<QList<Template>> templates;
    std::optional<ServerSummary> server;
    qint64 rev = 0;
    Timestamp asOf{};
};

/// The file is mode 0600 in a folder of mode 0700. It holds no secret: keys are in the keychain, and the server gives
/// no secret variable. One program at a time writes; a second one reads what is there and keeps nothing.
class CacheFile {
public:
    static constexpr qint64 defaultBytes = 256 << 20;
    static constexpr int mostPages = 100;
    static constexpr qsizetype mostPageBytes = 1 << 20;

    /// A file that would grow beyond `mostBytes` is a full disk.
    explicit CacheFile(QString path, qint64 mostBytes = defaultBytes);
    ~CacheFile();
    Q_DISABLE_COPY_MOVE(CacheFile)

    /// Once. Nothing when there is nothing yet. What is damaged, or was written by a program with other fields, is
    /// begun anew.
    std::optional<CachedContents> open();
    /// Whether this one writes; another program may have been first.
    bool isWriter() const { return m_isWriter; }

    /// Errors: `Unavailable` when the disk is full or the file cannot be written. What stood there before then stays.
    Result<Done> replace(const CachedContents &contents);
    Result<Done> apply(const CachedChanges &changes);
    /// Pieces that are looked at one by one, of each `kind` the newest `mostPages`: logs and deployments by their
    /// service's id, the newest audit entries, drafts by their form.
    Result<Done> keepPage(const QString &kind, const QString &id, const QByteArray &page);
    /// Empty when it is not there.
    QByteArray page(const QString &kind, const QString &id);

private:
    enum Noun { Services, Operations, Templates };
    bool connectTo(bool readOnly);
    void disconnect();
    bool begin();
    void lock();
    void removeFiles();
    std::optional<CachedContents> readAll(bool &isDamaged);
    template <typename T>
    bool readRows(Noun noun, QList<T> &rows);
    template <typename T>
    Result<Done> writeRow(Noun noun, const QString &id, const std::optional<T> &row);
    Result<Done> together(const std::function<Result<Done>()> &write);
    Result<Done> run(const QString &statement, const QVariantList &values = {});
    Result<Done> setMeta(const QString &key, const QVariant &value);
    QVariant meta(const QString &key);
    Result<bool> mayWrite() const;

    QString m_path;
    qint64 m_mostBytes;
    QString m_connection;
    int m_lock = -1;
    QSqlDatabase m_database;
    bool m_isWriter = false;
    bool m_isOthers = false;
};
