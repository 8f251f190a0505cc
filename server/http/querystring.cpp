// SPDX-License-Identifier: GPL-3.0-or-later
// Percent-decoding and splitting.
#include "server/http/querystring.h"
#include <algorithm>

static int hexDigit(char c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    const char lower = char(c | 32);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

std::optional<QString> percentDecoded(QByteArrayView text, bool plusIsSpace) {
    // Most names and values are plain words.
    if (std::all_of(text.begin(), text.end(), [](char c) { return c > 0 && c != '%' && c != '+'; }))
        return QString::fromLatin1(text);
    QByteArray bytes;
    bytes.reserve(text.size());
    for (qsizetype i = 0; i < text.size(); ++i) {
        char c = text[i];
        if (c == '%') {
            const int high = i + 2 < text.size() ? hexDigit(text[i + 1]) : -1;
            const int low = i + 2 < text.size() ? hexDigit(text[i + 2]) : -1;
            if (high < 0 || low < 0)
                return std::nullopt;
            c = char(high * 16 + low);
            i += 2;
        } else if (c == '+' && plusIsSpace) {
            c = ' ';
        }
        if (c == 0)
            return std::nullopt;
        bytes.append(c);
    }
    QString decoded = QString::fromUtf8(bytes);
    // What is no UTF-8, also half a character at the end, would come back as something else.
    if (decoded.toUtf8() != bytes)
        return std::nullopt;
    return decoded;
}

QList<QueryPair> splitQuery(QByteArrayView query, QMap<QString, QString> &errors) {
    QList<QueryPair> pairs;
    while (!query.isEmpty()) {
        const qsizetype end = query.indexOf('&');
        const QByteArrayView part = end < 0 ? query : query.first(end);
        query = end < 0 ? QByteArrayView() : query.sliced(end + 1);
        if (part.isEmpty())
            continue;
        if (pairs.size() >= 64) {
            errors.insert(QStringLiteral("query"), QStringLiteral("must have at most 64 parameters"));
            break;
        }
        const qsizetype equals = part.indexOf('=');
        const auto name = percentDecoded(equals < 0 ? part : part.first(equals), true);
        const auto value = percentDecoded(equals < 0 ? QByteArrayView() : part.sliced(equals + 1), true);
        if (!name || !value) {
            errors.insert(
                name.value_or(QStringLiteral("query")).left(100), QStringLiteral("must be percent-encoded UTF-8"));
            continue;
        }
        const bool repeated =
            std::any_of(pairs.begin(), pairs.end(), [&](const QueryPair &pair) { return pair.name == *name; });
        if (repeated)
            errors.insert(name->left(100), QStringLiteral("must be given once"));
        else
            pairs.append({*name, *value});
    }
    return pairs;
}
