// SPDX-License-Identifier: GPL-3.0-or-later
// What a client is sent of itself: events, changes and lines, as far as it has room.
#include "server/http/eventsocket.h"
#include <QFutureWatcher>

static constexpr int atOnce = 256;
/// Then whoever else waits for this thread has a turn.
static constexpr int roundsAtOnce = 16;

void EventSocket::pump() {
    if (m_closing || m_pumping) // sending may report written bytes at once
        return;
    m_pumping = true;
    bool more = true;
    for (int rounds = 0; more && hasRoom(); ++rounds) {
        if (rounds == roundsAtOnce) {
            pumpLater();
            break;
        }
        more = pumpEvents();
        more = pumpChanges() || more;
        const QList<ServiceId> services = m_logs.keys();
        for (const ServiceId &service : services)
            more = pumpLogs(service, m_logs[service]) || more;
    }
    m_pumping = false;
}

bool EventSocket::pumpEvents() {
    const auto events = m_hub.sources().events.after(m_eventNumber, atOnce);
    for (const auto &event : events) {
        m_eventNumber = event->number;
        const bool wanted =
            m_types.contains(QByteArray::fromRawData(event->type.data(), qsizetype(event->type.size())));
        if (wanted && m_caller.sees(event->permission, event->customer))
            send(event->frame);
    }
    return events.size() == atOnce;
}

/// What one needs to see changes of a noun; a noun that is missing here is seen by nobody.
static std::optional<Permission> readPermission(const QString &noun) {
    const auto is = [&noun](
                        std::string_view name) { return noun == QLatin1String(name.data(), qsizetype(name.size())); };
    return is(ServiceTag::noun)  ? std::optional(Permission::ServicesRead)
        : is(OperationTag::noun) ? std::optional(Permission::OperationsRead)
        : is(BackupTag::noun)    ? std::optional(Permission::BackupsRead)
                                 : std::nullopt;
}

void EventSocket::sendChange(const Change &change) {
    JsonWriter out(change.value.size() + 256);
    out.beginObject();
    out.key("type");
    out.plain("change");
    out.key("time");
    out.value(SystemClock().now());
    out.key("rev");
    out.value(change.rev);
    out.key("data");
    out.beginObject();
    out.key("rev");
    out.value(change.rev);
    out.key("noun");
    out.value(QStringView(change.noun));
    out.key("id");
    out.value(QStringView(change.id));
    out.key("op");
    Codec<ChangeOp>::write(out, change.op);
    out.key("value");
    change.value.isEmpty() ? out.null() : out.raw(change.value);
    out.endObject();
    out.endObject();
    send(out.take());
}

bool EventSocket::mayRead(const Change &change) const {
    const auto permission = readPermission(change.noun);
    return permission && m_caller.sees(*permission, change.customer);
}

bool EventSocket::pumpChanges() {
    if (!m_rev || m_readingOlder)
        return false;
    const auto changes =
        m_hub.sources().changes.after(*m_rev, atOnce, [this](const Change &change) { return mayRead(change); });
    if (!changes) {
        readOlder();
        return false;
    }
    m_rev = changes->position;
    for (const auto &change : changes->changes)
        sendChange(*change);
    return changes->changes.size() == atOnce;
}

void EventSocket::readOlder() {
    m_readingOlder = true;
    const qint64 from = *m_rev;
    // Not then(this, ...): in Qt 6.4 that aborts when its object has gone by then.
    auto *watcher = new QFutureWatcher<Result<QList<Change>>>(this);
    connect(watcher, &QFutureWatcherBase::finished, this, [this, from, watcher] {
        watcher->deleteLater();
        const Result<QList<Change>> older = watcher->result();
        m_readingOlder = false;
        if (m_rev == from && (!older || older->isEmpty())) {
            m_rev.reset();
            refuse(0, expired());
        } else if (m_rev == from) {
            for (const Change &change : *older)
                if (mayRead(change))
                    sendChange(change);
            m_rev = older->last().rev;
        }
        pump();
    });
    watcher->setFuture(m_hub.sources().olderChanges(from, atOnce));
}

void EventSocket::pumpLater() {
    if (std::exchange(m_pumpsLater, true))
        return;
    QMetaObject::invokeMethod(
        this,
        [this] {
            m_pumpsLater = false;
            pump();
        },
        Qt::QueuedConnection);
}

void EventSocket::pump(const ServiceId &service) {
    if (m_closing || m_pumping || m_pumpsLater)
        return;
    m_pumping = true;
    const auto position = m_logs.find(service);
    int rounds = 0;
    while (position != m_logs.end() && hasRoom() && pumpLogs(service, *position))
        if (++rounds == roundsAtOnce) {
            pumpLater();
            break;
        }
    m_pumping = false;
}

bool EventSocket::pumpLogs(const ServiceId &service, LogPosition &position) {
    const LogBatchPtr batch = position.filter.isEmpty()
        ? m_hub.feed(service).after(position.cursor)
        : makeLogBatch(m_hub.sources().logs, service, position.cursor, position.filter);
    if (!batch)
        return false;
    position.cursor = batch->to;
    if (!batch->frames.isEmpty()) {
        if (batch->lines > 0)
            position.told = batch->to;
        m_wire.write(batch->frames);
        m_sent.restart();
    }
    if (position.filter.isEmpty())
        return true;
    pumpLater(); // a stretch that was searched is enough for one turn: it may have been long
    return false;
}
