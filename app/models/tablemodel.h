// SPDX-License-Identifier: GPL-3.0-or-later
// TableModel: rows of a struct behind a table of columns; changed by difference, so selection and scrolling survive.
#pragma once

#include "shared/replica/replica.h"
#include <QAbstractTableModel>
#include <QCoreApplication>
#include <QSet>
#include <span>

namespace ModelRole {
enum { Sort = Qt::UserRole, Id, Status, Key, Part };
}

template <typename Row>
struct Column {
    /// Its name in filters ("status:failed") and in the settings; never translated.
    const char *key;
    const char *title;
    QVariant (*text)(const Row &);
    QVariant (*sort)(const Row &) = nullptr; // the text, when there is none
    Qt::Alignment alignment = Qt::AlignLeft | Qt::AlignVCenter;
    QVariant (*toolTip)(const Row &) = nullptr;
    /// A word of the API that decides a colour, for the columns that show a state.
    QString (*status)(const Row &) = nullptr;
    /// How much of a limit it takes, 0 to 1, drawn as a bar; nullopt where there is no limit.
    std::optional<double> (*part)(const Row &) = nullptr;
};

/// What tells rows apart: their id, or the name of what has none.
template <typename Row>
QString keyOf(const Row &row) {
    if constexpr (requires { row.id.value; })
        return row.id.value;
    else
        return row.name;
}

template <typename Row>
class TableModel : public QAbstractTableModel, private Replica<Row>::Listener {
public:
    using QAbstractTableModel::QAbstractTableModel;
    ~TableModel() override {
        if (m_source)
            m_source->removeListener(this);
    }

    /// Shows what is in `source`, now and as it changes. `source` outlives the model.
    void follow(Replica<Row> &source) {
        m_source = &source;
        source.addListener(this);
        wasReset();
    }

    int rowCount(const QModelIndex &parent = {}) const final { return parent.isValid() ? 0 : int(m_rows.size()); }
    int columnCount(const QModelIndex &parent = {}) const final { return parent.isValid() ? 0 : int(columns().size()); }
    QVariant headerData(int section, Qt::Orientation orientation, int role) const final {
        if (orientation != Qt::Horizontal || section < 0 || section >= int(columns().size()))
            return {};
        const Column<Row> &column = columns()[size_t(section)];
        if (role == Qt::DisplayRole)
            return QCoreApplication::translate(metaObject()->className(), column.title);
        if (role == ModelRole::Key)
            return QString::fromLatin1(column.key);
        return role == Qt::TextAlignmentRole ? QVariant(int(column.alignment)) : QVariant();
    }
    QVariant data(const QModelIndex &index, int role) const final {
        if (!checkIndex(index, CheckIndexOption::IndexIsValid))
            return {};
        const Row &row = m_rows[index.row()];
        const Column<Row> &column = columns()[size_t(index.column())];
        switch (role) {
        case Qt::DisplayRole:
            return column.text(row);
        case ModelRole::Sort:
            return column.sort ? column.sort(row) : column.text(row);
        case ModelRole::Id:
            return keyOf(row);
        case ModelRole::Status:
            return column.status ? QVariant(column.status(row)) : QVariant();
        case ModelRole::Part: {
            const std::optional<double> part = column.part ? column.part(row) : std::nullopt;
            return part ? QVariant(*part) : QVariant();
        }
        case Qt::TextAlignmentRole:
            return int(column.alignment);
        case Qt::ToolTipRole:
            return column.toolTip ? column.toolTip(row) : QVariant();
        default:
            return {};
        }
    }

    const Row &row(int number) const { return m_rows[number]; }
    int rowOf(const QString &id) const { return m_places.value(id, -1); }

    void setRows(const QList<Row> &next) {
        if (m_rows.isEmpty() || next.isEmpty()) {
            beginResetModel();
            m_rows.clear();
            m_places.clear();
            for (const Row &row : next)
                if (!m_places.contains(keyOf(row)))
                    place(row);
            endResetModel();
            return;
        }
        QSet<QString> kept;
        for (const Row &row : next)
            kept.insert(keyOf(row));
        for (int last = int(m_rows.size()) - 1; last >= 0; --last) { // in runs, from the end
            if (kept.contains(keyOf(m_rows[last])))
                continue;
            int first = last;
            while (first > 0 && !kept.contains(keyOf(m_rows[first - 1])))
                --first;
            removeRun(first, last);
            last = first;
        }
        QList<Row> fresh;
        for (const Row &row : next)
            rowOf(keyOf(row)) < 0 ? fresh.append(row) : upsert(row);
        if (fresh.isEmpty())
            return;
        beginInsertRows({}, int(m_rows.size()), int(m_rows.size() + fresh.size()) - 1);
        for (const Row &row : std::as_const(fresh))
            place(row);
        endInsertRows();
    }
    void upsert(const Row &row) {
        const int known = rowOf(keyOf(row));
        if (known < 0) {
            beginInsertRows({}, int(m_rows.size()), int(m_rows.size()));
            place(row);
            endInsertRows();
        } else if (!(m_rows[known] == row)) {
            m_rows[known] = row;
            emit dataChanged(index(known, 0), index(known, columnCount() - 1));
        }
    }
    void remove(const QString &id) {
        if (const int known = rowOf(id); known >= 0)
            removeRun(known, known);
    }

protected:
    virtual std::span<const Column<Row>> columns() const = 0;

private:
    using Sourced = typename Replica<Row>::Row;
    void wasReset() final {
        QList<Row> rows;
        rows.reserve(m_source->size());
        m_source->forEach([&rows](const Sourced &row) { rows.append(row.value); });
        setRows(rows);
    }
    void upserted(const Sourced &now, const Sourced *) final { upsert(now.value); }
    void removed(const Sourced &before) final { remove(keyOf(before.value)); }

    void place(const Row &row) {
        m_places.insert(keyOf(row), int(m_rows.size()));
        m_rows.append(row);
    }
    void removeRun(int first, int last) {
        beginRemoveRows({}, first, last);
        for (int i = first; i <= last; ++i)
            m_places.remove(keyOf(m_rows[i]));
        m_rows.remove(first, last - first + 1);
        for (int i = first; i < m_rows.size(); ++i)
            m_places[keyOf(m_rows[i])] = i;
        endRemoveRows();
    }

    Replica<Row> *m_source = nullptr;
    QList<Row> m_rows;
    QHash<QString, int> m_places;
};
