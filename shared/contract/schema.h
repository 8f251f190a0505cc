// SPDX-License-Identifier: GPL-3.0-or-later
// JSON Schema (2020-12) of every type that has a codec; structs with a schemaName become shared components.
#pragma once

#include "shared/contract/endpoint.h"
#include "shared/contract/metrics.h"
#include "shared/contract/source.h"

/// Collects component schemas while the endpoints' types are walked.
struct Schemas {
    QJsonObject components;
};

/// Answers write every field, so all are required; requests may leave out what is optional.
enum class SchemaUse { Answer, Request };

template <typename T>
struct Schema;

inline QJsonObject typeSchema(const char *type) {
    return {{QStringLiteral("type"), QLatin1String(type)}};
}

#define AAP_PLAIN_SCHEMA(Type, ...)                                                                                    \
    template <>                                                                                                        \
    struct Schema<Type> {                                                                                              \
        static QJsonObject of(Schemas &, SchemaUse) { return QJsonObject __VA_ARGS__; }                                \
    };
AAP_PLAIN_SCHEMA(QString, {{QStringLiteral("type"), QStringLiteral("string")}})
AAP_PLAIN_SCHEMA(bool, {{QStringLiteral("type"), QStringLiteral("boolean")}})
AAP_PLAIN_SCHEMA(int, {{QStringLiteral("type"), QStringLiteral("integer")}})
AAP_PLAIN_SCHEMA(qint64, {{QStringLiteral("type"), QStringLiteral("integer")}})
AAP_PLAIN_SCHEMA(double, {{QStringLiteral("type"), QStringLiteral("number")}})
AAP_PLAIN_SCHEMA(Timestamp,
    {{QStringLiteral("type"), QStringLiteral("string")}, {QStringLiteral("format"), QStringLiteral("date-time")},
        {QStringLiteral("pattern"), QStringLiteral("^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}")}})
AAP_PLAIN_SCHEMA(QJsonValue, {})
AAP_PLAIN_SCHEMA(
    PortText, {{QStringLiteral("type"), QJsonArray({QStringLiteral("string"), QStringLiteral("integer")})}})
AAP_PLAIN_SCHEMA(MetricPoint,
    {{QStringLiteral("type"), QStringLiteral("array")}, {QStringLiteral("minItems"), 2},
        {QStringLiteral("maxItems"), 2},
        {QStringLiteral("prefixItems"), QJsonArray({typeSchema("string"), typeSchema("number")})}})
#undef AAP_PLAIN_SCHEMA

template <typename T>
requires requires {
    T::isValid(QStringView());
}
struct Schema<T> {
    static QJsonObject of(Schemas &, SchemaUse) {
        QJsonObject schema = typeSchema("string");
        if constexpr (isId<T>)
            schema.insert(QStringLiteral("pattern"), pattern(T{}));
        return schema;
    }

private:
    template <typename Tag>
    static QString pattern(const Id<Tag> &) {
        return QStringLiteral("^%1_[0-9a-v]{20}$").arg(QLatin1String(Tag::prefix));
    }
};

template <NamedEnum E>
struct Schema<E> {
    static QJsonObject of(Schemas &, SchemaUse) {
        QJsonArray words;
        for (const auto word : names(E{}))
            words.append(QLatin1String(word.data(), qsizetype(word.size())));
        return {{QStringLiteral("type"), QStringLiteral("string")}, {QStringLiteral("enum"), words}};
    }
};

template <typename T>
struct Schema<std::optional<T>> {
    static QJsonObject of(Schemas &s, SchemaUse use) {
        const QJsonArray either{Schema<T>::of(s, use), typeSchema("null")};
        return {{QStringLiteral("anyOf"), either}};
    }
};

template <typename T>
struct Schema<QList<T>> {
    static QJsonObject of(Schemas &s, SchemaUse use) {
        return {{QStringLiteral("type"), QStringLiteral("array")}, {QStringLiteral("items"), Schema<T>::of(s, use)}};
    }
};

template <typename T>
struct Schema<QMap<QString, T>> {
    static QJsonObject of(Schemas &s, SchemaUse use) {
        return {{QStringLiteral("type"), QStringLiteral("object")},
            {QStringLiteral("additionalProperties"), Schema<T>::of(s, use)}};
    }
};

template <typename Member>
QJsonObject memberSchema(Schemas &s, SchemaUse use, std::string_view meaning) {
    QJsonObject schema = Schema<Member>::of(s, use);
    if (!meaning.empty())
        schema.insert(QStringLiteral("description"), QString::fromUtf8(meaning.data(), qsizetype(meaning.size())));
    return schema;
}

template <Described T>
QJsonObject objectSchema(Schemas &s, SchemaUse use) {
    QJsonObject properties;
    QJsonArray required;
    auto one = [&](const auto &f) {
        using Member = std::remove_cvref_t<decltype(std::declval<T>().*f.member)>;
        const QString name = QString::fromLatin1(f.name.data(), qsizetype(f.name.size()));
        properties.insert(name, memberSchema<Member>(s, use, f.meaning));
        if (use == SchemaUse::Answer || !isOptional<Member>)
            required.append(name);
    };
    applyFields([&](const auto &...f) { (one(f), ...); }, T::fields());
    return {{QStringLiteral("type"), QStringLiteral("object")}, {QStringLiteral("properties"), properties},
        {QStringLiteral("required"), required}, {QStringLiteral("additionalProperties"), false}};
}

template <Described T>
struct Schema<T> {
    static QJsonObject of(Schemas &s, SchemaUse use) {
        if constexpr (requires { T::schemaName; }) {
            const QString name = QString::fromLatin1(T::schemaName.data(), qsizetype(T::schemaName.size()));
            if (!s.components.contains(name)) {
                s.components.insert(name, QJsonObject()); // stops a type that holds itself
                s.components.insert(name, objectSchema<T>(s, use));
            }
            return {{QStringLiteral("$ref"), QString(QLatin1String("#/components/schemas/") + name)}};
        } else {
            return objectSchema<T>(s, use);
        }
    }
};
