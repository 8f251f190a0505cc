// SPDX-License-Identifier: GPL-3.0-or-later
// Values of the contract in few bytes and without names, for the offline cache: read ten times as fast as JSON. Which
// fields there are, in which order, is in packedLayout(): bytes of another layout are not to be read.
#pragma once

#include "shared/base/codec.h"
#include <QDataStream>
#include <QIODevice>

template <typename T>
inline constexpr bool isPackedList = false;
template <typename T>
inline constexpr bool isPackedList<QList<T>> = true;
template <typename T>
inline constexpr bool isPackedMap = false;
template <typename T>
inline constexpr bool isPackedMap<QMap<QString, T>> = true;

template <typename T>
void packInto(QDataStream &out, const T &v) {
    if constexpr (Described<T>) {
        applyFields([&](const auto &...f) { (packInto(out, v.*f.member), ...); }, T::fields());
    } else if constexpr (NamedEnum<T>) {
        out << quint8(v);
    } else if constexpr (isOptional<T>) {
        out << v.has_value();
        if (v)
            packInto(out, *v);
    } else if constexpr (isPackedList<T>) {
        out << quint32(v.size());
        for (const auto &item : v)
            packInto(out, item);
    } else if constexpr (isPackedMap<T>) {
        out << quint32(v.size());
        for (auto it = v.cbegin(); it != v.cend(); ++it) {
            packInto(out, it.key());
            packInto(out, it.value());
        }
    } else if constexpr (std::is_same_v<T, Timestamp>) {
        out << qint64(v.time_since_epoch().count());
    } else if constexpr (std::is_same_v<T, QString>) {
        out << v.toUtf8();
    } else if constexpr (requires { v.value.toUtf8(); }) { // an id
        out << v.value.toUtf8();
    } else {
        out << v;
    }
}

/// What does not fit sets the stream's status.
template <typename T>
void unpackFrom(QDataStream &in, T &v) {
    if (in.status() != QDataStream::Ok)
        return;
    if constexpr (Described<T>) {
        applyFields([&](const auto &...f) { (unpackFrom(in, v.*f.member), ...); }, T::fields());
    } else if constexpr (NamedEnum<T>) {
        quint8 number = 0;
        in >> number;
        if (number >= names(T{}).size())
            return in.setStatus(QDataStream::ReadCorruptData);
        v = T(number);
    } else if constexpr (isOptional<T>) {
        bool isThere = false;
        in >> isThere;
        if (isThere)
            unpackFrom(in, v.emplace());
    } else if constexpr (isPackedList<T>) {
        quint32 size = 0;
        for (in >> size; size > 0 && in.status() == QDataStream::Ok; --size)
            unpackFrom(in, v.emplaceBack());
    } else if constexpr (isPackedMap<T>) {
        quint32 size = 0;
        for (in >> size; size > 0 && in.status() == QDataStream::Ok; --size) {
            QString key;
            unpackFrom(in, key);
            unpackFrom(in, v[key]);
        }
    } else if constexpr (std::is_same_v<T, Timestamp>) {
        qint64 ms = 0;
        in >> ms;
        v = Timestamp(std::chrono::milliseconds(ms));
    } else if constexpr (std::is_same_v<T, QString>) {
        QByteArray text;
        in >> text;
        v = QString::fromUtf8(text);
    } else if constexpr (requires { v.value.toUtf8(); }) {
        unpackFrom(in, v.value);
    } else {
        in >> v;
    }
}

template <typename T>
QByteArray pack(const T &value) {
    QByteArray bytes;
    QDataStream out(&bytes, QIODevice::WriteOnly);
    out.setVersion(QDataStream::Qt_6_4);
    packInto(out, value);
    return bytes;
}

/// Nothing for bytes that end too early, go on too long or hold what cannot be.
template <typename T>
std::optional<T> unpack(const QByteArray &bytes) {
    QDataStream in(bytes);
    in.setVersion(QDataStream::Qt_6_4);
    T value{};
    unpackFrom(in, value);
    if (in.status() != QDataStream::Ok || !in.atEnd())
        return std::nullopt;
    return value;
}

/// Names and kinds of all fields, in their order: the same text means that pack() and unpack() fit.
template <typename T>
QByteArray packedLayout() {
    QByteArray text;
    if constexpr (Described<T>) {
        auto one = [&text](const auto &f) {
            text += QByteArray(f.name.data(), qsizetype(f.name.size())) + ':'
                + packedLayout<std::remove_cvref_t<decltype(std::declval<T>().*f.member)>>() + ',';
        };
        applyFields([&](const auto &...f) { (one(f), ...); }, T::fields());
        return '{' + text + '}';
    } else if constexpr (NamedEnum<T>) {
        for (const std::string_view name : names(T{}))
            text += QByteArray(name.data(), qsizetype(name.size())) + '|';
        return text;
    } else if constexpr (isOptional<T>) {
        return '?' + packedLayout<typename T::value_type>();
    } else if constexpr (isPackedList<T>) {
        return '*' + packedLayout<typename T::value_type>();
    } else if constexpr (isPackedMap<T>) {
        return '%' + packedLayout<typename T::mapped_type>();
    } else {
        return QMetaType::fromType<T>().name();
    }
}
