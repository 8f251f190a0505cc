// SPDX-License-Identifier: GPL-3.0-or-later
// Strong ids: prefix, underscore and 20 characters of base32 that sort by the time they were made.
#pragma once

#include "shared/base/clock.h"
#include <QHashFunctions>
#include <QString>

/// 20 characters of RFC 4648 base32hex in lower case: 50 bits of milliseconds, then 50 random bits. Base32hex keeps
/// the order of the numbers it stands for, so ids made later sort later.
QString makeIdBody(Timestamp now);
bool isIdBody(QStringView text);

/// `Tag` has `static constexpr const char *prefix`.
template <typename Tag>
struct Id {
    QString value;

    static Id make(const Clock &clock) {
        return {QLatin1String(Tag::prefix) + QLatin1Char('_') + makeIdBody(clock.now())};
    }
    static bool isValid(QStringView text) {
        const QLatin1String prefix(Tag::prefix);
        return text.size() == prefix.size() + 21 && text.startsWith(prefix) && text[prefix.size()] == u'_'
            && isIdBody(text.sliced(prefix.size() + 1));
    }
    bool isEmpty() const { return value.isEmpty(); }
    friend bool operator==(const Id &, const Id &) = default;
    friend auto operator<=>(const Id &a, const Id &b) { return a.value.compare(b.value) <=> 0; }
    friend size_t qHash(const Id &id, size_t seed = 0) { return ::qHash(id.value, seed); }
};

template <typename T>
inline constexpr bool isId = false;
template <typename Tag>
inline constexpr bool isId<Id<Tag>> = true;
