// SPDX-License-Identifier: GPL-3.0-or-later
// The writer's loop with its group commit, and the way back to the caller's thread.
#include "server/store/database.h"
#include "server/store/sqlitefile.h"

static constexpr size_t groupLimit = 256;
static constexpr int ringAtStart = 2000; // what most returning readers need; older ones are sent to the table
static constexpr qint64 trimEvery = 1024;

Database::Database(QObject *parent) : QObject(parent) { }

Database::~Database() {
    close();
}

Result<Done> Database::loadFeed(Transaction &transaction) {
    TRY(query, transaction.run(QStringLiteral("SELECT MAX(rev) FROM changes")));
    transaction.m_lastRev = query->next() ? query->value(0).toLongLong() : 0;
    query->finish();
    QList<Change> changes;
    if (transaction.m_lastRev > 0) {
        TRY(oldest, transaction.run(QStringLiteral("SELECT MIN(rev) FROM changes")));
        const qint64 first = oldest->next() ? oldest->value(0).toLongLong() : 1;
        oldest->finish();
        TRY(latest, transaction.changesAfter(std::max(transaction.m_lastRev - ringAtStart, first - 1), ringAtStart));
        changes = std::move(latest);
    }
    m_ring.reset(changes, transaction.m_lastRev);
    return {};
}

Result<Done> Database::open(const QString &path) {
    // The connection belongs to the database's thread, so everything about it happens there.
    // Shared with it: finish() still touches the promise when the waiter has already gone on.
    auto promise = std::make_shared<QPromise<Result<Done>>>();
    promise->start();
    QFuture<Result<Done>> opened = promise->future();
    m_closing = false;
    m_thread = std::thread([this, path, promise] {
        const QString connection = QStringLiteral("panel-%1").arg(quintptr(this));
        auto database = openSqlite(path, connection);
        Result<Done> result = database ? migrate(*database, QStringLiteral(":/schema")) : database.error();
        if (result) {
            Transaction transaction(*database, 0);
            result = loadFeed(transaction);
        }
        const bool good = bool(result);
        promise->addResult(std::move(result));
        promise->finish();
        if (good)
            work(*database);
        database = Error{};
        QSqlDatabase::removeDatabase(connection);
    });
    const Result<Done> result = opened.result();
    if (!result) {
        m_thread.join();
        m_closing = true;
    }
    return result;
}

void Database::close() {
    if (!m_thread.joinable())
        return;
    {
        const std::lock_guard lock(m_mutex);
        m_closing = true;
        m_wake.notify_all();
    }
    m_thread.join();
    deliver(Delivery::Ready);
}

void Database::enqueue(Job job) {
    {
        const std::lock_guard lock(m_mutex);
        if (!m_closing) {
            m_queue.push_back(std::move(job));
            m_wake.notify_one();
            return;
        }
    }
    const Error error{ErrorCode::Unavailable, QStringLiteral("The server is shutting down"), {}, {}};
    job.finish(&error);
}

QFuture<Result<QList<Change>>> Database::changesAfter(qint64 rev, int limit) {
    return read<QList<Change>>([rev, limit](Transaction &transaction) { return transaction.changesAfter(rev, limit); });
}

std::deque<Database::Job> Database::nextBatch() {
    std::deque<Job> batch;
    std::unique_lock lock(m_mutex);
    m_wake.wait(lock, [this] { return !m_queue.empty() || m_closing; });
    while (!m_queue.empty() && batch.size() < groupLimit
        && (batch.empty() || batch.front().kind == m_queue.front().kind)) {
        batch.push_back(std::move(m_queue.front()));
        m_queue.pop_front();
    }
    return batch;
}

void Database::work(QSqlDatabase database) {
    Transaction transaction(database, m_ring.lastRev());
    for (;;) {
        std::deque<Job> batch = nextBatch();
        if (batch.empty())
            return;
        if (batch.front().kind == Kind::Write) {
            commitTogether(std::move(batch), transaction);
        } else {
            for (Job &job : batch) {
                (void)job.run(transaction);
                job.finish(nullptr);
            }
            const std::lock_guard lock(m_mutex);
            m_finished.notify_all();
        }
        transaction.finishQueries();
    }
}

Database::Outcome Database::followOthers(Transaction &transaction) {
    auto position = transaction.run(QStringLiteral("SELECT MAX(rev) FROM changes"));
    if (!position)
        return position.error();
    const qint64 last = (*position)->next() ? (*position)->value(0).toLongLong() : 0;
    (*position)->finish();
    if (last <= transaction.m_lastRev)
        return {};
    auto changes = transaction.changesAfter(transaction.m_lastRev, int(last - transaction.m_lastRev));
    if (!changes)
        return changes.error();
    transaction.m_changes = *std::move(changes);
    transaction.m_lastRev = last;
    return {};
}

Database::Outcome Database::runJobs(std::deque<Job> &jobs, Transaction &transaction) {
    for (Job &job : jobs) {
        if (auto begun = transaction.run(QStringLiteral("SAVEPOINT job")); !begun)
            return begun.error();
        const qsizetype changesBefore = transaction.m_changes.size();
        const qint64 revBefore = transaction.m_lastRev;
        if (auto failed = job.run(transaction)) {
            transaction.m_changes.resize(changesBefore);
            transaction.m_lastRev = revBefore;
            // A full disk or a failing one ends the whole transaction at once; then there is no savepoint any more.
            if (!transaction.run(QStringLiteral("ROLLBACK TO job")))
                return failed;
        }
        if (auto released = transaction.run(QStringLiteral("RELEASE job")); !released)
            return released.error();
    }
    return {};
}

Result<Done> Database::trimFeed(Transaction &transaction, Timestamp now) {
    const qint64 last = transaction.m_lastRev;
    TRY_DONE(transaction.run(QStringLiteral("DELETE FROM changes WHERE rev <= ?"), {last - feedLength}));
    // Old ones go a piece at a time, more than can have come since; the last one stays, for the next rev follows it.
    TRY_DONE(transaction.run(
        QStringLiteral("DELETE FROM changes WHERE rev < (SELECT MIN(rev) FROM changes) + ? AND rev < ? AND at < ?"),
        {2 * trimEvery, last, qint64((now - feedAge).time_since_epoch().count())}));
    return {};
}

void Database::commitTogether(std::deque<Job> jobs, Transaction &transaction) {
    const qint64 before = transaction.m_lastRev;
    transaction.m_changes.clear();
    Outcome failed;
    if (auto begun = transaction.run(QStringLiteral("BEGIN IMMEDIATE")); !begun)
        failed = begun.error();
    if (!failed)
        failed = followOthers(transaction);
    if (!failed)
        failed = runJobs(jobs, transaction);
    if (!failed && transaction.m_lastRev / trimEvery != before / trimEvery)
        if (auto trimmed = trimFeed(transaction, transaction.m_changes.last().at); !trimmed)
            failed = trimmed.error();
    if (!failed)
        if (auto committed = transaction.run(QStringLiteral("COMMIT")); !committed)
            failed = committed.error();
    m_isFailing = failed.has_value();
    if (failed) {
        (void)transaction.run(QStringLiteral("ROLLBACK"));
        transaction.m_lastRev = before;
        transaction.m_changes.clear();
    } else {
        ++m_commits;
        m_ring.append(transaction.m_changes);
    }
    const std::lock_guard lock(m_mutex);
    m_deliveries.push_back({std::exchange(transaction.m_changes, {}), std::move(jobs), std::move(failed)});
    m_finished.notify_all();
    QMetaObject::invokeMethod(
        this, [this] { deliver(Delivery::Ready); }, Qt::QueuedConnection);
}

void Database::deliver(Delivery delivery) {
    for (;;) {
        Committed next;
        {
            std::unique_lock lock(m_mutex);
            if (m_deliveries.empty()) {
                // Bounded, since a read that ended just before this would wake nobody.
                if (delivery == Delivery::Wait)
                    m_finished.wait_for(lock, std::chrono::milliseconds(5));
                return;
            }
            next = std::move(m_deliveries.front());
            m_deliveries.pop_front();
        }
        if (!next.changes.isEmpty())
            emit committed(next.changes);
        for (Job &job : next.jobs)
            job.finish(next.failed ? &*next.failed : nullptr);
    }
}
