// SPDX-License-Identifier: GPL-3.0-or-later
// Table<T>: rows of a described struct. Columns are the field list's names; scalars are columns of their kind,
// everything else is JSON text by the codec.
#pragma once

#include "server/store/transaction.h"
#include "shared/base/codec.h"
#include <QSqlError>
#include <QVariant>

/// How one member becomes a column and back. A value that does not fit is reported, never guessed at.
template <typename M>
struct SqlValue {
    static QVariant write(const M &value) { return QString::fromUtf8(toJson(value)); }
    static bool read(const QVariant &stored, M &value) {
        QJsonParseError error;
        // Wrapped, since a JSON text may be a bare string or null, which QJsonDocument does not parse alone.
        const QByteArray text = '[' + stored.toString().toUtf8() + ']';
        const QJsonDocument document = QJsonDocument::fromJson(text, &error);
        if (error.error != QJsonParseError::NoError || document.array().size() != 1)
            return false;
        auto decoded = fromJsonValue<M>(document.array().first(), UnknownFields::Ignore);
        if (!decoded)
            return false;
        value = *std::move(decoded);
        return true;
    }
};
template <>
struct SqlValue<QString> {
    static QVariant write(const QString &value) { return value.isNull() ? QStringLiteral("") : value; }
    static bool read(const QVariant &stored, QString &value) {
        value = stored.toString();
        return !stored.isNull();
    }
};
template <typename M>
requires std::is_arithmetic_v<M>
struct SqlValue<M> {
    static QVariant write(M value) {
        if constexpr (std::is_floating_point_v<M>)
            return value;
        else
            return qint64(value);
    }
    static bool read(const QVariant &stored, M &value) {
        bool ok = false;
        if constexpr (std::is_floating_point_v<M>) {
            value = stored.toDouble(&ok);
        } else {
            const qint64 number = stored.toLongLong(&ok);
            value = M(number);
            ok = ok && qint64(value) == number;
        }
        return ok && !stored.isNull();
    }
};
template <>
struct SqlValue<Timestamp> {
    static QVariant write(Timestamp value) { return qint64(value.time_since_epoch().count()); }
    static bool read(const QVariant &stored, Timestamp &value) {
        bool ok = false;
        value = Timestamp(std::chrono::milliseconds(stored.toLongLong(&ok)));
        return ok && !stored.isNull();
    }
};
template <NamedEnum E>
struct SqlValue<E> {
    static QVariant write(E value) { return toText(value); }
    static bool read(const QVariant &stored, E &value) {
        const auto found = enumFromName<E>(stored.toString());
        value = found.value_or(E{});
        return found.has_value();
    }
};
template <typename Tag>
struct SqlValue<Id<Tag>> {
    static QVariant write(const Id<Tag> &value) { return value.value; }
    static bool read(const QVariant &stored, Id<Tag> &value) {
        value.value = stored.toString();
        return Id<Tag>::isValid(value.value);
    }
};
template <typename M>
struct SqlValue<std::optional<M>> {
    static QVariant write(const std::optional<M> &value) { return value ? SqlValue<M>::write(*value) : QVariant(); }
    static bool read(const QVariant &stored, std::optional<M> &value) {
        if (stored.isNull()) {
            value.reset();
            return true;
        }
        return SqlValue<M>::read(stored, value.emplace());
    }
};

template <typename T>
constexpr auto storedFieldsOf() {
    if constexpr (requires { T::storedFields(); })
        return T::storedFields();
    else
        return T::fields();
}

template <typename T>
concept HasId = requires(T row) {
    row.id.value;
};

template <typename T>
class Table {
public:
    explicit Table(const QString &name);

    static QStringList columnNames();

    /// A row with the same key is `Conflict`.
    Result<Done> insert(Transaction &transaction, const T &row) const {
        TRY_DONE(transaction.run(m_insert, values(row)));
        return {};
    }
    /// No row with this id is `NotFound`.
    Result<Done> update(Transaction &transaction, const T &row) const requires HasId<T> {
        QVariantList bound = values(row);
        bound.append(row.id.value);
        TRY(query, transaction.run(m_update, bound));
        return query->numRowsAffected() == 1 ? Result<Done>() : missing(row.id.value);
    }
    /// Inserts the row, or overwrites the one with this id.
    Result<Done> upsert(Transaction &transaction, const T &row) const {
        TRY_DONE(transaction.run(m_upsert, values(row)));
        return {};
    }
    /// No row with this id is `NotFound`.
    Result<Done> remove(Transaction &transaction, const QString &id) const {
        TRY(query, transaction.run(m_remove, {id}));
        return query->numRowsAffected() == 1 ? Result<Done>() : missing(id);
    }
    /// Every row. One that this program could not have written ends it with an error that names row and column.
    Result<QList<T>> all(Transaction &transaction) const {
        QList<T> rows;
        TRY_DONE(forEach(transaction, [&rows](T row) { rows.append(std::move(row)); }));
        return rows;
    }
    /// Every row in the order of their ids, one at a time, for tables that need not fit into memory twice.
    template <typename Visit>
    Result<Done> forEach(Transaction &transaction, const Visit &visit) const {
        return visitRows(transaction, m_select + QStringLiteral(" ORDER BY id"), {}, visit);
    }
    /// `NotFound` when there is none.
    Result<T> get(Transaction &transaction, const QString &id) const {
        TRY(rows, select(transaction, m_select + QStringLiteral(" WHERE id = ?"), {id}));
        return rows.isEmpty() ? Result<T>(missing(id)) : Result<T>(std::move(rows.first()));
    }
    /// Rows whose `column` has this value, in the order of their ids.
    Result<QList<T>> find(Transaction &transaction, const char *column, const QString &value) const {
        return select(transaction,
            m_select + QStringLiteral(" WHERE ") + QLatin1String(column) + QStringLiteral(" = ? ORDER BY id"), {value});
    }
    /// `sql` selects all columns of the table, in their order; see selectSql().
    Result<QList<T>> select(Transaction &transaction, const QString &sql, const QVariantList &bound) const {
        QList<T> rows;
        TRY_DONE(visitRows(transaction, sql, bound, [&rows](T row) { rows.append(std::move(row)); }));
        return rows;
    }
    /// "SELECT columns FROM name", to go on with a WHERE.
    const QString &selectSql() const { return m_select; }

private:
    template <typename Visit>
    Result<Done> visitRows(
        Transaction &transaction, const QString &sql, const QVariantList &bound, const Visit &visit) const {
        TRY(query, transaction.run(sql, bound));
        while (query->next()) {
            TRY(row, read(*query));
            visit(std::move(row));
        }
        if (query->lastError().isValid())
            return sqlError(query->lastError(), m_name);
        return {};
    }
    static QVariantList values(const T &row);
    Result<T> read(const QSqlQuery &query) const;
    Error missing(const QString &id) const {
        return {
            ErrorCode::NotFound, QStringLiteral("Not found"), QStringLiteral("%1 has no row %2").arg(m_name, id), {}};
    }

    QString m_name, m_select, m_insert, m_update, m_upsert, m_remove;
};

// Not inline, so that they are compiled where the table is, and nowhere else.

template <typename T>
Table<T>::Table(const QString &name) : m_name(name) {
    const QStringList columns = columnNames();
    m_select = QStringLiteral("SELECT ") + columns.join(QLatin1String(", ")) + QStringLiteral(" FROM ") + name;
    m_insert = QStringLiteral("INSERT INTO ") + name + QStringLiteral(" (") + columns.join(QLatin1String(", "))
        + QStringLiteral(") VALUES (") + QStringList(columns.size(), QStringLiteral("?")).join(QLatin1String(", "))
        + u')';
    const QString assignments = columns.join(QLatin1String(" = ?, ")) + QStringLiteral(" = ?");
    m_update =
        QStringLiteral("UPDATE ") + name + QStringLiteral(" SET ") + assignments + QStringLiteral(" WHERE id = ?");
    QStringList taken;
    for (const QString &column : columns)
        taken.append(column + QStringLiteral(" = excluded.") + column);
    m_upsert = m_insert + QStringLiteral(" ON CONFLICT (id) DO UPDATE SET ") + taken.join(QLatin1String(", "));
    m_remove = QStringLiteral("DELETE FROM ") + name + QStringLiteral(" WHERE id = ?");
}

template <typename T>
QStringList Table<T>::columnNames() {
    QStringList columns;
    applyFields(
        [&](const auto &...f) { (columns.append(QString::fromLatin1(f.name.data(), qsizetype(f.name.size()))), ...); },
        storedFieldsOf<T>());
    return columns;
}

template <typename T>
QVariantList Table<T>::values(const T &row) {
    QVariantList bound;
    auto one = [&](const auto &f) {
        bound.append(SqlValue<std::remove_cvref_t<decltype(row.*f.member)>>::write(row.*f.member));
    };
    applyFields([&](const auto &...f) { (one(f), ...); }, storedFieldsOf<T>());
    return bound;
}

template <typename T>
Result<T> Table<T>::read(const QSqlQuery &query) const {
    T row{};
    int column = 0;
    QString bad;
    auto one = [&](const auto &f) {
        if (!SqlValue<std::remove_cvref_t<decltype(row.*f.member)>>::read(query.value(column++), row.*f.member))
            bad = QString::fromLatin1(f.name.data(), qsizetype(f.name.size()));
    };
    applyFields([&](const auto &...f) { (one(f), ...); }, storedFieldsOf<T>());
    if (!bad.isEmpty())
        return Error{ErrorCode::Internal, QStringLiteral("A row of table %1 cannot be read").arg(m_name),
            QStringLiteral("Column %1 of the row \"%2\" holds something this program does not write")
                .arg(bad, query.value(0).toString().left(64)),
            {}};
    return row;
}
