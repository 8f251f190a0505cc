// SPDX-License-Identifier: GPL-3.0-or-later
// Jobs go to the thread in their order, answers come back by the event loop.
#include "app/client/offlinecache.h"
#include <QCryptographicHash>
#include <QDir>
#include <QStandardPaths>

static QString digest(const QByteArray &text) {
    return QString::fromLatin1(QCryptographicHash::hash(text, QCryptographicHash::Sha256).toHex().left(32));
}

static QString folderFor(const QUrl &server) {
    return QStandardPaths::writableLocation(QStandardPaths::CacheLocation) + QStringLiteral("/servers/")
        + digest(server.toEncoded());
}

QString OfflineCache::pathFor(const Access &access) {
    // "aap_" and eight characters are public and name the key.
    const QByteArray user = access.key.reveal().left(12);
    return folderFor(access.url) + u'/' + digest(user) + QStringLiteral(".sqlite");
}

void OfflineCache::drop(const QUrl &server) {
    QDir(folderFor(server)).removeRecursively();
}

OfflineCache::OfflineCache(const QString &path, qint64 mostBytes, QObject *parent)
    : QObject(parent), m_worker(new QObject), m_file(std::make_unique<CacheFile>(path, mostBytes)) {
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    m_thread.setObjectName(QStringLiteral("cache"));
    m_thread.start(QThread::LowPriority);
}

OfflineCache::~OfflineCache() {
    QMetaObject::invokeMethod(m_worker, [this] {
        m_file.reset(); // its connection belongs to this thread
        m_thread.quit();
    });
    m_thread.wait();
}

void OfflineCache::read(QObject *context, std::function<void(std::optional<CachedContents>)> then) {
    QMetaObject::invokeMethod(m_worker, [this, there = QPointer(context), then = std::move(then)] {
        auto contents = std::make_shared<std::optional<CachedContents>>(m_file->open());
        QMetaObject::invokeMethod(this, [there, then, contents] {
            if (there)
                then(std::move(*contents));
        });
    });
}

void OfflineCache::run(std::function<Result<Done>(CacheFile &file)> job) {
    QMetaObject::invokeMethod(m_worker, [this, job = std::move(job)] {
        if (m_hasStopped)
            return; // a change that is missing must not be followed by the next
        const auto done = job(*m_file);
        if (done)
            return;
        m_hasStopped = true;
        QMetaObject::invokeMethod(this, [this, reason = done.error().message] { emit stopped(reason); });
    });
}

void OfflineCache::replace(CachedContents contents) {
    run([contents = std::move(contents)](CacheFile &file) { return file.replace(contents); });
}

void OfflineCache::apply(CachedChanges changes) {
    run([changes = std::move(changes)](CacheFile &file) { return file.apply(changes); });
}

void OfflineCache::keepPage(const QString &kind, const QString &id, const QByteArray &page) {
    run([kind, id, page](CacheFile &file) { return file.keepPage(kind, id, page); });
}

void OfflineCache::page(
    const QString &kind, const QString &id, QObject *context, std::function<void(const QByteArray &page)> then) {
    QMetaObject::invokeMethod(m_worker, [this, kind, id, there = QPointer(context), then = std::move(then)] {
        QMetaObject::invokeMethod(this, [there, then, page = m_file->page(kind, id)] {
            if (there)
                then(page);
        });
    });
}
