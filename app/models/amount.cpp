// SPDX-License-Identifier: GPL-3.0-or-later
// The units.
#include "app/models/amount.h"
#include "app/models/format.h"
#include <QCoreApplication>
#include <QLocale>

namespace format {

QString amount(double value, Amount kind) {
    switch (kind) {
    case Amount::Count:
        return QLocale().toString(qint64(value));
    case Amount::Cores:
        return value == 1 ? QCoreApplication::translate("format", "1 core")
                          : QCoreApplication::translate("format", "%1 cores").arg(QLocale().toString(value, 'g', 4));
    case Amount::Megabytes:
        return megabytes(value);
    }
    return {};
}

QString ofLimit(const ResourceUsage &usage, Amount kind) {
    if (!usage.limit)
        return amount(usage.used, kind);
    // The unit once is enough where it is the same for both.
    const QString used = kind == Amount::Cores ? QLocale().toString(usage.used, 'g', 4) : amount(usage.used, kind);
    return QCoreApplication::translate("format", "%1 of %2").arg(used, amount(*usage.limit, kind));
}

QString limit(const std::optional<double> &limit, Amount kind) {
    return limit ? amount(*limit, kind) : QCoreApplication::translate("format", "No limit");
}

std::optional<double> partOf(const ResourceUsage &usage) {
    if (!usage.limit)
        return std::nullopt;
    return *usage.limit > 0 ? std::clamp(usage.used / *usage.limit, 0.0, 1.0) : 1.0; // of nothing all is taken
}

} // namespace format
