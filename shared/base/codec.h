// SPDX-License-Identifier: GPL-3.0-or-later
// JSON both ways from one fields() list: writing streams, reading collects every error under its dotted path.
#pragma once

#include "shared/base/id.h"
#include "shared/base/jsonwriter.h"
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QList>
#include <QMap>
#include <array>
#include <cmath>
#include <tuple>
#include <variant>

/// One member of a struct: its JSON name (also the SQL column), where it is, and what it means for the API document.
template <typename C, typename M>
struct Field {
    std::string_view name;
    M C::*member;
    std::string_view meaning;
};

template <typename C, typename M>
constexpr Field<C, M> field(std::string_view name, M C::*member, std::string_view meaning = {}) {
    return {name, member, meaning};
}

/// The fields of a struct, in their order. A std::tuple would do, but its constructors and checks were more than half
/// of what each file that sees the contract cost the compiler.
template <size_t, typename F>
struct FieldAt {
    F field;
};
template <typename, typename...>
struct FieldSequence;
template <size_t... I, typename... F>
struct FieldSequence<std::index_sequence<I...>, F...> : FieldAt<I, F>... { };
template <typename... F>
using FieldList = FieldSequence<std::index_sequence_for<F...>, F...>;

template <typename... F>
constexpr FieldList<F...> fieldList(const F &...f) {
    return {{f}...};
}

/// `visit` is called once, with all of them.
template <typename Visit, size_t... I, typename... F>
constexpr decltype(auto) applyFields(const Visit &visit, const FieldSequence<std::index_sequence<I...>, F...> &list) {
    return visit(static_cast<const FieldAt<I, F> &>(list).field...);
}

/// One list of several.
template <typename List>
constexpr List joined(const List &list) {
    return list;
}
template <typename A, typename B, typename... More>
constexpr auto joined(const A &a, const B &b, const More &...more) {
    return joined(applyFields(
                      [&b](const auto &...first) {
                          return applyFields([&](const auto &...second) { return fieldList(first..., second...); }, b);
                      },
                      a),
        more...);
}

template <typename T>
concept Described = requires {
    T::fields();
};

/// A request body that stands for its defaults when there is none; its type says so by `mayBeLeftOut`.
template <typename T>
concept MayBeLeftOut = Described<T> && requires {
    requires T::mayBeLeftOut;
};

/// An enum takes part by `constexpr std::array names(EnumType)`, found by argument-dependent lookup: the words in the
/// order of the values.
template <typename E>
concept NamedEnum = std::is_enum_v<E> && requires(E e) {
    names(e);
};

template <NamedEnum E>
constexpr std::string_view nameOf(E value) {
    return names(value)[size_t(value)];
}
template <NamedEnum E>
std::optional<E> enumFromName(QStringView name) {
    const auto &all = names(E{});
    for (size_t i = 0; i < all.size(); ++i)
        if (name == QLatin1String(all[i].data(), qsizetype(all[i].size())))
            return E(i);
    return std::nullopt;
}
template <NamedEnum E>
QString toText(E value) {
    const auto name = nameOf(value);
    return QString::fromLatin1(name.data(), qsizetype(name.size()));
}
/// "a, b or c", for messages.
QString joinNames(const std::string_view *names, size_t count);

/// Requests refuse fields they do not know, so that a typing error is not a silent no-op. Answers ignore them, so that
/// an older client understands a newer server.
enum class UnknownFields { Refuse, Ignore };

class JsonReader {
public:
    explicit JsonReader(UnknownFields unknown) : m_unknown(unknown) { }

    /// Notes an error at the present path; the first one for a path stays.
    void fail(const QString &text);
    bool ok() const { return m_errors.isEmpty(); }
    const QMap<QString, QString> &errors() const { return m_errors; }
    bool strict() const { return m_unknown == UnknownFields::Refuse; }

    /// While it lives, the path is one step longer.
    class Step {
    public:
        Step(JsonReader &reader, QStringView name);
        ~Step() { m_reader.m_path.truncate(m_before); }
        Q_DISABLE_COPY_MOVE(Step)

    private:
        JsonReader &m_reader;
        qsizetype m_before;
    };

private:
    UnknownFields m_unknown;
    QString m_path;
    QMap<QString, QString> m_errors;
};

template <typename T>
struct Codec;

template <>
struct Codec<QString> {
    static void write(JsonWriter &out, const QString &v) { out.value(QStringView(v)); }
    static void read(JsonReader &in, const QJsonValue &json, QString &v);
};
template <>
struct Codec<bool> {
    static void write(JsonWriter &out, bool v) { out.value(v); }
    static void read(JsonReader &in, const QJsonValue &json, bool &v);
};
template <>
struct Codec<qint64> {
    static void write(JsonWriter &out, qint64 v) { out.value(v); }
    static void read(JsonReader &in, const QJsonValue &json, qint64 &v);
};
template <>
struct Codec<int> {
    static void write(JsonWriter &out, int v) { out.value(qint64(v)); }
    static void read(JsonReader &in, const QJsonValue &json, int &v);
};
template <>
struct Codec<double> {
    static void write(JsonWriter &out, double v) { out.value(v); }
    static void read(JsonReader &in, const QJsonValue &json, double &v);
};
template <>
struct Codec<Timestamp> {
    static void write(JsonWriter &out, Timestamp v) { out.value(v); }
    static void read(JsonReader &in, const QJsonValue &json, Timestamp &v);
};
/// Any JSON value, passed through.
template <>
struct Codec<QJsonValue> {
    static void write(JsonWriter &out, const QJsonValue &v);
    static void read(JsonReader &, const QJsonValue &json, QJsonValue &v) { v = json; }
};
template <>
struct Codec<Done> {
    static void write(JsonWriter &out, Done) {
        out.beginObject();
        out.endObject();
    }
    static void read(JsonReader &, const QJsonValue &, Done &) { }
};

template <typename Tag>
struct Codec<Id<Tag>> {
    static void write(JsonWriter &out, const Id<Tag> &v) { out.value(QStringView(v.value)); }
    static void read(JsonReader &in, const QJsonValue &json, Id<Tag> &v) {
        if (!json.isString() || !Id<Tag>::isValid(json.toString()))
            return in.fail(QStringLiteral("must be an id that begins with \"%1_\"").arg(QLatin1String(Tag::prefix)));
        v.value = json.toString();
    }
};

template <NamedEnum E>
struct Codec<E> {
    static void write(JsonWriter &out, E v) {
        out.plain(QByteArrayView(nameOf(v).data(), qsizetype(nameOf(v).size())));
    }
    static void read(JsonReader &in, const QJsonValue &json, E &v) {
        const auto found = json.isString() ? enumFromName<E>(json.toString()) : std::nullopt;
        if (!found)
            return in.fail(QStringLiteral("must be %1").arg(joinNames(names(E{}).data(), names(E{}).size())));
        v = *found;
    }
};

template <typename T>
struct Codec<std::optional<T>> {
    static void write(JsonWriter &out, const std::optional<T> &v) { v ? Codec<T>::write(out, *v) : out.null(); }
    static void read(JsonReader &in, const QJsonValue &json, std::optional<T> &v) {
        if (json.isNull() || json.isUndefined())
            return v.reset();
        Codec<T>::read(in, json, v.emplace());
    }
};

template <typename T>
struct Codec<QList<T>> {
    static void write(JsonWriter &out, const QList<T> &v) {
        out.beginArray();
        for (const T &item : v)
            Codec<T>::write(out, item);
        out.endArray();
    }
    static void read(JsonReader &in, const QJsonValue &json, QList<T> &v) {
        if (!json.isArray())
            return in.fail(QStringLiteral("must be an array"));
        v.clear();
        for (const QJsonValue item : json.toArray()) {
            JsonReader::Step step(in, QString::number(v.size()));
            Codec<T>::read(in, item, v.emplaceBack());
        }
    }
};

template <typename T>
struct Codec<QMap<QString, T>> {
    static void write(JsonWriter &out, const QMap<QString, T> &v) {
        out.beginObject();
        for (auto it = v.cbegin(); it != v.cend(); ++it) {
            out.key(QStringView(it.key()));
            Codec<T>::write(out, it.value());
        }
        out.endObject();
    }
    static void read(JsonReader &in, const QJsonValue &json, QMap<QString, T> &v) {
        if (!json.isObject())
            return in.fail(QStringLiteral("must be an object"));
        v.clear();
        const QJsonObject object = json.toObject();
        for (auto it = object.begin(); it != object.end(); ++it) {
            JsonReader::Step step(in, it.key());
            Codec<T>::read(in, it.value(), v[it.key()]);
        }
    }
};

/// One of several shapes. Only written: the reader of an answer knows which one it asked for.
template <typename... T>
struct Codec<std::variant<T...>> {
    static void write(JsonWriter &out, const std::variant<T...> &v) {
        std::visit([&out](const auto &active) { Codec<std::remove_cvref_t<decltype(active)>>::write(out, active); }, v);
    }
};

template <typename T>
inline constexpr bool isOptional = false;
template <typename T>
inline constexpr bool isOptional<std::optional<T>> = true;

/// Writes the members of `v` named in `list` into an object that is open.
template <typename T, typename List>
void writeFields(JsonWriter &out, const T &v, const List &list) {
    auto one = [&](const auto &f) {
        out.key(QByteArrayView(f.name.data(), qsizetype(f.name.size())));
        Codec<std::remove_cvref_t<decltype(v.*f.member)>>::write(out, v.*f.member);
    };
    applyFields([&](const auto &...f) { (one(f), ...); }, list);
}

template <typename T, typename List>
void readFields(JsonReader &in, const QJsonObject &object, T &v, const List &list) {
    auto one = [&](const auto &f) {
        using Member = std::remove_cvref_t<decltype(v.*f.member)>;
        const QLatin1String name(f.name.data(), qsizetype(f.name.size()));
        const auto found = object.constFind(name);
        JsonReader::Step step(in, QString(name));
        if (found != object.constEnd())
            Codec<Member>::read(in, *found, v.*f.member);
        else if (in.strict() && !isOptional<Member>)
            in.fail(QStringLiteral("is required"));
    };
    applyFields([&](const auto &...f) { (one(f), ...); }, list);
}

template <Described T>
struct Codec<T> {
    static void write(JsonWriter &out, const T &v) {
        out.beginObject();
        writeFields(out, v, T::fields());
        out.endObject();
    }
    static void read(JsonReader &in, const QJsonValue &json, T &v) {
        if (!json.isObject())
            return in.fail(QStringLiteral("must be an object"));
        const QJsonObject object = json.toObject();
        readFields(in, object, v, T::fields());
        if (!in.strict())
            return;
        for (auto it = object.begin(); it != object.end(); ++it) {
            const bool known = applyFields(
                [&](const auto &...f) {
                    return ((it.key() == QLatin1String(f.name.data(), qsizetype(f.name.size()))) || ...);
                },
                T::fields());
            if (!known) {
                JsonReader::Step step(in, it.key());
                in.fail(QStringLiteral("is not a known field"));
            }
        }
    }
};

template <typename T>
QByteArray toJson(const T &value) {
    JsonWriter out;
    Codec<T>::write(out, value);
    return out.take();
}

/// A value that is JSON already; wrong fields become one `Validation` error that names them all.
template <typename T>
Result<T> fromJsonValue(const QJsonValue &json, UnknownFields unknown) {
    JsonReader reader(unknown);
    T value{};
    Codec<T>::read(reader, json, value);
    if (!reader.ok())
        return Error{ErrorCode::Validation, QStringLiteral("Validation failed"), {}, reader.errors()};
    return value;
}

/// Text that may be no JSON at all (`BadRequest`) or JSON of the wrong shape (`Validation`).
Result<QJsonValue> parseJson(const QByteArray &text);

template <typename T>
Result<T> fromJson(const QByteArray &text, UnknownFields unknown) {
    TRY(json, parseJson(text));
    return fromJsonValue<T>(json, unknown);
}
