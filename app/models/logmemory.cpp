// SPDX-License-Identifier: GPL-3.0-or-later
// In the settings, for the services somebody looked at last.
#include "app/models/logmemory.h"
#include "shared/contract/logcursor.h"
#include <QSettings>

static constexpr qsizetype mostServices = 200;

static QString keyOf(const ServiceId &service) {
    return QStringLiteral("logs/") + service.value;
}

LogMemory LogMemory::load(const ServiceId &service, const QString &epoch) {
    LogMemory memory;
    const QStringList stored = QSettings().value(keyOf(service)).toStringList();
    for (qsizetype i = 0; i < std::min(stored.size(), mostBookmarks + 1); ++i) {
        const auto cursor = LogCursor::parse(stored.at(i));
        if (!cursor || cursor->epoch != epoch)
            return {};
        if (i == 0)
            memory.clearedTo = cursor->seq;
        else
            memory.bookmarks.append(cursor->seq);
    }
    return memory;
}

void LogMemory::save(const ServiceId &service, const QString &epoch) const {
    QSettings settings;
    const QString latest = QStringLiteral("logs/latest");
    QStringList services = settings.value(latest).toStringList();
    services.removeAll(service.value);
    if (clearedTo == 0 && bookmarks.isEmpty()) {
        settings.remove(keyOf(service));
    } else {
        QStringList stored;
        stored.append(LogCursor{epoch, clearedTo}.toString());
        for (qsizetype i = 0; i < std::min(bookmarks.size(), mostBookmarks); ++i)
            stored.append(LogCursor{epoch, bookmarks.at(i)}.toString());
        settings.setValue(keyOf(service), stored);
        services.prepend(service.value);
    }
    while (services.size() > mostServices)
        settings.remove(keyOf({services.takeLast()}));
    settings.setValue(latest, services);
}
