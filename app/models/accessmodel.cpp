// SPDX-License-Identifier: GPL-3.0-or-later
// The columns of keys and sessions.
#include "app/models/accessmodel.h"
#include "app/models/format.h"

static constexpr Qt::Alignment left = Qt::AlignLeft | Qt::AlignVCenter;
static constexpr Qt::Alignment right = Qt::AlignRight | Qt::AlignVCenter;

static QVariant sortable(const std::optional<Timestamp> &time, qint64 without) {
    return time ? qint64(time->time_since_epoch().count()) : without;
}

static QVariant absolute(const std::optional<Timestamp> &time) {
    return time ? format::absolute(*time) : QString();
}

std::span<const Column<ApiKey>> KeyModel::columns() const {
    static constexpr Column<ApiKey> table[] = {
        {"name", QT_TR_NOOP("Name"), [](const ApiKey &k) -> QVariant { return k.name; }},
        {"role", QT_TR_NOOP("Role"), [](const ApiKey &k) -> QVariant { return format::word(toText(k.role)); },
            [](const ApiKey &k) -> QVariant { return int(k.role); }, left,
            [](const ApiKey &k) -> QVariant {
                QStringList denied;
                for (const Permission permission : k.denied_permissions)
                    denied.append(toText(permission));
                return denied.isEmpty() ? QString() : tr("But not %1").arg(denied.join(QStringLiteral(", ")));
            }},
        {"key", QT_TR_NOOP("Begins with"),
            [](const ApiKey &k) -> QVariant { return QString(QStringLiteral("aap_") + k.prefix); }},
        {"used", QT_TR_NOOP("Last used"),
            [](const ApiKey &k) -> QVariant {
                return k.last_used_at ? format::relative(*k.last_used_at) : tr("Never");
            },
            [](const ApiKey &k) -> QVariant { return sortable(k.last_used_at, 0); }, right,
            [](const ApiKey &k) -> QVariant { return absolute(k.last_used_at); }},
        {"expires", QT_TR_NOOP("Expires"),
            [](const ApiKey &k) -> QVariant { return k.expires_at ? format::stamp(*k.expires_at) : tr("Never"); },
            [](const ApiKey &k) -> QVariant { return sortable(k.expires_at, std::numeric_limits<qint64>::max()); },
            right, [](const ApiKey &k) -> QVariant { return absolute(k.expires_at); },
            [](const ApiKey &k) -> QString {
                return k.expires_at && *k.expires_at - SystemClock().now() < std::chrono::days(7)
                    ? QStringLiteral("warning")
                    : QString();
            }},
        {"made", QT_TR_NOOP("Made"), [](const ApiKey &k) -> QVariant { return format::relative(k.created_at); },
            [](const ApiKey &k) -> QVariant { return sortable(k.created_at, 0); }, right,
            [](const ApiKey &k) -> QVariant { return absolute(k.created_at); }},
    };
    return table;
}

std::span<const Column<Session>> SessionModel::columns() const {
    static constexpr Column<Session> table[] = {
        {"browser", QT_TR_NOOP("Browser"), [](const Session &s) -> QVariant { return s.user_agent; }, nullptr, left,
            [](const Session &s) -> QVariant { return s.user_agent; }},
        {"address", QT_TR_NOOP("From"), [](const Session &s) -> QVariant { return s.address; }},
        {"seen", QT_TR_NOOP("Last seen"), [](const Session &s) -> QVariant { return format::relative(s.last_seen_at); },
            [](const Session &s) -> QVariant { return sortable(s.last_seen_at, 0); }, right,
            [](const Session &s) -> QVariant { return absolute(s.last_seen_at); }},
        {"expires", QT_TR_NOOP("Ends"), [](const Session &s) -> QVariant { return format::stamp(s.expires_at); },
            [](const Session &s) -> QVariant { return sortable(s.expires_at, 0); }, right,
            [](const Session &s) -> QVariant { return absolute(s.expires_at); }},
    };
    return table;
}
