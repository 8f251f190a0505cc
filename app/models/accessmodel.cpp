// SPDX-License-Identifier: GPL-3.0-or-later
// The columns of keys and sessions.
#include "app/models/accessmodel.h"
#include "app/models/format.h"

using namespace std::chrono_literals;

static constexpr Qt::Alignment right = Qt::AlignRight | Qt::AlignVCenter;
static constexpr Qt::Alignment left = Qt::AlignLeft | Qt::AlignVCenter;
static constexpr auto soon = 24h * 7;

static QVariant sortOf(const std::optional<Timestamp> &time, qint64 none) {
    return time ? qint64(time->time_since_epoch().count()) : none;
}

static QString stateOf(const KeyRow &key) {
    const Timestamp now = SystemClock().now();
    if (key.expires_at && *key.expires_at <= now)
        return QStringLiteral("failed");
    if ((key.expires_at && *key.expires_at <= now + soon)
        || (key.previous_expires_at && *key.previous_expires_at > now))
        return QStringLiteral("warning");
    return QStringLiteral("active");
}

static QString statusOf(const KeyRow &key) {
    const Timestamp now = SystemClock().now();
    if (key.expires_at && *key.expires_at <= now)
        return KeyModel::tr("Expired");
    if (key.expires_at && *key.expires_at <= now + soon)
        return KeyModel::tr("Expires soon");
    if (key.previous_expires_at && *key.previous_expires_at > now)
        return KeyModel::tr("Being replaced");
    return key.isOurs ? KeyModel::tr("Active, this program's") : KeyModel::tr("Active");
}

static QVariant statusTip(const KeyRow &key) {
    QStringList lines;
    if (key.isOurs)
        lines.append(KeyModel::tr("This program is signed in with it."));
    if (key.is_device)
        lines.append(KeyModel::tr("A program's sign-in has made it, and its sign-out ends it."));
    if (key.previous_expires_at)
        lines.append(KeyModel::tr("The text before, aap_%1…, goes on working until %2.")
                         .arg(key.previous_prefix.value_or(QString()), format::absolute(*key.previous_expires_at)));
    for (const Permission denied : key.denied_permissions.mid(0, 30))
        lines.append(KeyModel::tr("May not: %1").arg(toText(denied)));
    return lines.join(u'\n');
}

std::span<const Column<KeyRow>> KeyModel::columns() const {
    static constexpr Column<KeyRow> table[] = {
        {"key", QT_TR_NOOP("Key"), [](const KeyRow &k) -> QVariant { return k.name; }},
        {"status", QT_TR_NOOP("Status"), [](const KeyRow &k) -> QVariant { return statusOf(k); }, nullptr, left,
            statusTip, stateOf},
        {"role", QT_TR_NOOP("Role"), [](const KeyRow &k) -> QVariant { return format::word(toText(k.role)); }},
        {"customer", QT_TR_NOOP("Customer"),
            [](const KeyRow &k) -> QVariant { return k.customer_id ? k.customer : QStringLiteral("–"); }},
        {"begins", QT_TR_NOOP("Begins with"),
            [](const KeyRow &k) -> QVariant { return QStringLiteral("aap_%1…").arg(k.prefix); }},
        {"used", QT_TR_NOOP("Last used"),
            [](const KeyRow &k) -> QVariant {
                return k.last_used_at ? format::relative(*k.last_used_at) : tr("Never");
            },
            [](const KeyRow &k) { return sortOf(k.last_used_at, -1); }, right,
            [](const KeyRow &k) -> QVariant { return k.last_used_at ? format::absolute(*k.last_used_at) : QString(); }},
        {"expires", QT_TR_NOOP("Expires"),
            [](const KeyRow &k) -> QVariant { return k.expires_at ? format::stamp(*k.expires_at) : tr("Never"); },
            [](const KeyRow &k) { return sortOf(k.expires_at, std::numeric_limits<qint64>::max()); }, right,
            [](const KeyRow &k) -> QVariant { return k.expires_at ? format::absolute(*k.expires_at) : QString(); }},
        {"created", QT_TR_NOOP("Made"), [](const KeyRow &k) -> QVariant { return format::relative(k.created_at); },
            [](const KeyRow &k) { return sortOf(k.created_at, -1); }, right,
            [](const KeyRow &k) -> QVariant { return format::absolute(k.created_at); }},
    };
    return table;
}

std::span<const Column<SessionRow>> SessionModel::columns() const {
    static constexpr Column<SessionRow> table[] = {
        {"user", QT_TR_NOOP("User"), [](const SessionRow &s) -> QVariant { return s.user; }},
        {"address", QT_TR_NOOP("From"), [](const SessionRow &s) -> QVariant { return s.address; }},
        {"browser", QT_TR_NOOP("Browser"), [](const SessionRow &s) -> QVariant { return s.user_agent.left(500); },
            nullptr, left, [](const SessionRow &s) -> QVariant { return s.user_agent.left(2000); }},
        {"seen", QT_TR_NOOP("Last seen"),
            [](const SessionRow &s) -> QVariant { return format::relative(s.last_seen_at); },
            [](const SessionRow &s) { return sortOf(s.last_seen_at, -1); }, right,
            [](const SessionRow &s) -> QVariant { return format::absolute(s.last_seen_at); }},
        {"begun", QT_TR_NOOP("Signed in"),
            [](const SessionRow &s) -> QVariant { return format::relative(s.created_at); },
            [](const SessionRow &s) { return sortOf(s.created_at, -1); }, right,
            [](const SessionRow &s) -> QVariant { return format::absolute(s.created_at); }},
        {"expires", QT_TR_NOOP("Ends"), [](const SessionRow &s) -> QVariant { return format::stamp(s.expires_at); },
            [](const SessionRow &s) { return sortOf(s.expires_at, -1); }, right,
            [](const SessionRow &) -> QVariant { return tr("At the latest; earlier when it is not used."); }},
    };
    return table;
}
