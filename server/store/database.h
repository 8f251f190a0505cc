// SPDX-License-Identifier: GPL-3.0-or-later
// Database: SQLite on a thread of its own. Closures queue up; those that wait together share one commit, so many
// acknowledged writes cost one fsync.
#pragma once

#include "server/store/transaction.h"
#include <QFuture>
#include <QObject>
#include <QPromise>
#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

class Database : public QObject {
    Q_OBJECT
public:
    explicit Database(QObject *parent = nullptr);
    ~Database() override;

    /// Opens or makes the file (mode 0600) and brings its schema up to date. Refused, and left as it is: a file that is
    /// damaged, that is another program's, or that a newer version of this program has written.
    Result<Done> open(const QString &path);
    /// Carries out what is queued, delivers it, then closes. Later calls end with `Unavailable`.
    void close();

    /// Runs `work` on the database's thread as one unit: when it fails, nothing of it stays. The future ends after the
    /// commit is on the disk (WAL, synchronous FULL) and after committed() has told of it, in this object's thread,
    /// whose event loop has to run for that; without one, use wait(). Writes happen in the order of the calls.
    template <typename T>
    QFuture<Result<T>> write(std::function<Result<T>(Transaction &)> work) {
        return queue<T>(std::move(work), Kind::Write);
    }
    /// As write(), for closures that only read; the future ends on the database's thread.
    template <typename T>
    QFuture<Result<T>> read(std::function<Result<T>(Transaction &)> work) {
        return queue<T>(std::move(work), Kind::Read);
    }
    /// The result of a write or read, waited for here. Blocks this object's thread: for commands and start-up only.
    template <typename T>
    Result<T> wait(QFuture<Result<T>> future) {
        while (!future.isFinished())
            deliver(Delivery::Wait);
        return future.result();
    }

    /// What a reader of the feed asks for when the ring does not reach back: at most `limit` changes after `rev`, or
    /// `Gone` when they are kept no longer. Callable from any thread; the future ends on the database's thread.
    QFuture<Result<QList<Change>>> changesAfter(qint64 rev, int limit);
    const ChangeRing &changes() const { return m_ring; }

    /// The feed keeps this many changes, and none older than `feedAge`.
    static constexpr qint64 feedLength = 50'000;
    static constexpr auto feedAge = std::chrono::hours(24 * 30);

    /// Commits so far; many writes share one.
    qint64 commits() const { return m_commits; }
    /// The last commit failed, so that probably nothing can be written. From any thread.
    bool isFailing() const { return m_isFailing; }

signals:
    /// In this object's thread, in the order of revs without a hole, once a commit, before the writes' own futures
    /// end. Tells also of what other processes have written to the same file, at the latest with the next own write.
    void committed(const QList<Change> &changes);

private:
    enum class Kind { Read, Write };
    enum class Delivery { Ready, Wait };
    using Outcome = std::optional<Error>;
    struct Job {
        Kind kind = Kind::Read;
        std::function<Outcome(Transaction &)> run; // an error: roll back
        std::function<void(const Error *)> finish; // with the commit's error, if it failed
    };
    /// One commit as this object's thread is told of it.
    struct Committed {
        QList<Change> changes;
        std::deque<Job> jobs;
        Outcome failed;
    };

    template <typename T>
    QFuture<Result<T>> queue(std::function<Result<T>(Transaction &)> work, Kind kind) {
        auto promise = std::make_shared<QPromise<Result<T>>>();
        auto result = std::make_shared<std::optional<Result<T>>>();
        promise->start();
        QFuture<Result<T>> future = promise->future();
        enqueue({kind,
            [work = std::move(work), result](Transaction &transaction) -> Outcome {
                result->emplace(work(transaction));
                return **result ? Outcome() : Outcome((*result)->error());
            },
            [promise, result](const Error *failed) {
                // A closure that failed by itself keeps its own error, whatever became of the others' commit.
                const bool own = *result && !**result;
                promise->addResult(failed && !own ? Result<T>(*failed) : std::move(**result));
                promise->finish();
            }});
        return future;
    }

    void enqueue(Job job);
    void work(QSqlDatabase database);
    std::deque<Job> nextBatch();
    void commitTogether(std::deque<Job> jobs, Transaction &transaction);
    Outcome runJobs(std::deque<Job> &jobs, Transaction &transaction);
    Outcome followOthers(Transaction &transaction);
    Result<Done> trimFeed(Transaction &transaction, Timestamp now);
    Result<Done> loadFeed(Transaction &transaction);
    void deliver(Delivery delivery);

    ChangeRing m_ring;
    std::thread m_thread;
    std::mutex m_mutex;
    std::condition_variable m_wake; // the database's thread: jobs
    std::condition_variable m_finished; // wait(): deliveries and reads
    std::deque<Job> m_queue;
    std::deque<Committed> m_deliveries;
    bool m_closing = true;
    std::atomic<qint64> m_commits{0};
    std::atomic<bool> m_isFailing{false};
};
