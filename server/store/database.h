// SPDX-License-Identifier: GPL-3.0-or-later
// Database: SQLite on a thread of its own. Closures queue up; those that wait together share one commit, so many
// acknowledged writes cost one fsync.
#pragma once

#include "server/store/transaction.h"
#include <QFuture>
#include <QMutex>
#include <QObject>
#include <QPromise>
#include <QWaitCondition>
#include <functional>
#include <thread>

class Database : public QObject {
    Q_OBJECT
public:
    explicit Database(QObject *parent = nullptr);
    ~Database() override;

    /// Opens or makes the file (mode 0600) and brings its schema up to date. Refused, and left as it is: a file that is
    /// damaged, that is another program's, or that a newer version of this program has written.
    Result<Done> open(const QString &path);
    /// Carries out what is queued, then closes.
    void close();

    /// Runs `work` in a transaction of its own making; the future ends after the commit is on the disk (WAL,
    /// synchronous FULL). When `work` fails, nothing of it stays.
    template <typename T>
    QFuture<Result<T>> write(std::function<Result<T>(Transaction &)> work) {
        return queue<T>(std::move(work), true);
    }
    template <typename T>
    QFuture<Result<T>> read(std::function<Result<T>(Transaction &)> work) {
        return queue<T>(std::move(work), false);
    }

    const ChangeRing &changes() const { return m_ring; }

signals:
    /// In this object's thread, in the order of revs, before the writes' own futures end.
    void committed(const QList<Change> &changes);

private:
    struct Job {
        bool writes = false;
        std::function<bool(Transaction &)> run; // false: roll back
        std::function<void(const Error *)> finish; // with the commit's error, if it failed
    };

    template <typename T>
    QFuture<Result<T>> queue(std::function<Result<T>(Transaction &)> work, bool writes) {
        auto promise = std::make_shared<QPromise<Result<T>>>();
        auto result = std::make_shared<std::optional<Result<T>>>();
        promise->start();
        QFuture<Result<T>> future = promise->future();
        enqueue({writes,
            [work = std::move(work), result](Transaction &transaction) {
                result->emplace(work(transaction));
                return bool(**result);
            },
            [promise, result](const Error *failed) {
                promise->addResult(failed ? Result<T>(*failed) : std::move(**result));
                promise->finish();
            }});
        return future;
    }

    void enqueue(Job job);
    void work();
    void commitTogether(std::deque<Job> &jobs, Transaction &transaction);
    Result<Done> prepareFile(const QString &path);
    Result<Done> configure();
    Result<Done> migrate();
    Result<Done> loadFeed();

    QString m_connection;
    ChangeRing m_ring;
    std::thread m_thread;
    QMutex m_mutex;
    QWaitCondition m_wake;
    std::deque<Job> m_queue;
    bool m_closing = false;
};
