// SPDX-License-Identifier: GPL-3.0-or-later
// OfflineCache: a CacheFile on a thread of its own, so that no disk is ever waited for while somebody clicks.
#pragma once

#include "app/client/access.h"
#include "app/client/cachefile.h"
#include <QPointer>
#include <QThread>
#include <memory>

class OfflineCache : public QObject {
    Q_OBJECT
public:
    /// Where what is known of this server as this user is kept; users are told apart by the public part of their key.
    static QString pathFor(const Access &access);
    /// Removes what is kept of a server, of all its users. Programs that run do without from then on.
    static void drop(const QUrl &server);

    explicit OfflineCache(const QString &path, qint64 mostBytes = CacheFile::defaultBytes, QObject *parent = nullptr);
    /// Waits until what was given to it is written.
    ~OfflineCache() override;

    /// Opens the file; `then` gets what is in it, unless `context` has gone by then.
    void read(QObject *context, std::function<void(std::optional<CachedContents>)> then);
    void replace(CachedContents contents);
    void apply(CachedChanges changes);
    void keepPage(const QString &kind, const QString &id, const QByteArray &page);
    void page(
        const QString &kind, const QString &id, QObject *context, std::function<void(const QByteArray &page)> then);

signals:
    /// Nothing is kept from now on, with the reason; told once.
    void stopped(const QString &reason);

private:
    void run(std::function<Result<Done>(CacheFile &file)> job);

    QThread m_thread;
    QObject *m_worker; // lives in the thread, as do the next two
    std::unique_ptr<CacheFile> m_file;
    bool m_hasStopped = false;
};
