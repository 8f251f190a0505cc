// SPDX-License-Identifier: GPL-3.0-or-later
// Query strings into query structs: unknown, repeated and ill-formed parameters are named in one 400.
#pragma once

#include "shared/base/codec.h"
#include "shared/contract/endpoint.h"

/// Percent-decoding (RFC 3986, section 2.1) with `+` kept as it is when `plusIsSpace` is false; nullopt for bad
/// escapes, bytes that are no UTF-8 and NUL.
std::optional<QString> percentDecoded(QByteArrayView text, bool plusIsSpace);

struct QueryPair {
    QString name;
    QString value;
};
/// Splits `a=1&b=2`; at most 64 pairs. A bad escape or a repeated name is an error under that name.
QList<QueryPair> splitQuery(QByteArrayView query, QMap<QString, QString> &errors);

/// Reads text into a value of a query field; the JSON codecs do the checking.
template <typename T>
QJsonValue queryValue(const QString &text) {
    if constexpr (std::is_same_v<T, int> || std::is_same_v<T, qint64>) {
        bool ok = false;
        const qint64 number = text.toLongLong(&ok);
        return ok ? QJsonValue(number) : QJsonValue(text);
    } else if constexpr (std::is_same_v<T, bool>) {
        return text == QLatin1String("true") ? QJsonValue(true)
            : text == QLatin1String("false") ? QJsonValue(false)
                                             : QJsonValue(text);
    } else {
        return text;
    }
}

template <IsQuery Q>
Q readQuery(const QList<QueryPair> &pairs, QList<bool> &used, QMap<QString, QString> &errors) {
    Q query;
    JsonReader reader(UnknownFields::Refuse);
    auto one = [&](const auto &f) {
        using Member = std::remove_cvref_t<decltype(query.*f.member)>;
        const QLatin1String name(f.name.data(), qsizetype(f.name.size()));
        for (qsizetype i = 0; i < pairs.size(); ++i) {
            if (pairs[i].name != name)
                continue;
            used[i] = true;
            JsonReader::Step step(reader, QString(name));
            Codec<Member>::read(reader, queryValue<typename Member::value_type>(pairs[i].value), query.*f.member);
        }
    };
    applyFields([&](const auto &...f) { (one(f), ...); }, Q::fields());
    if constexpr (requires { query.per_page; }) {
        if (query.page && *query.page < 1)
            errors.insert(QStringLiteral("page"), QStringLiteral("must be 1 or more, got %1").arg(*query.page));
        if (query.per_page && (*query.per_page < 1 || *query.per_page > maxPerPage))
            errors.insert(QStringLiteral("per_page"),
                QStringLiteral("must be between 1 and %1, got %2").arg(maxPerPage).arg(*query.per_page));
    }
    for (auto it = reader.errors().begin(); it != reader.errors().end(); ++it)
        errors.insert(it.key(), it.value());
    return query;
}
