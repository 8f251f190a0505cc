// SPDX-License-Identifier: GPL-3.0-or-later
// TableModel: rows of a struct behind a table of columns; changed by difference, so selection and scrolling survive.
#pragma once

#include <QAbstractTableModel>
#include <QCoreApplication>
#include <QHash>
#include <QSet>
#include <span>

namespace ModelRole {
enum { Sort = Qt::UserRole, Id, Status };
}

template <typename Row>
struct Column {
    const char *title;
    QVariant (*text)(const Row &);
    QVariant (*sort)(const Row &) = nullptr; // the text, when there is none
    Qt::Alignment alignment = Qt::AlignLeft | Qt::AlignVCenter;
    QVariant (*toolTip)(const Row &) = nullptr;
    /// A word of the API that decides a colour, for the columns that show a state.
    QString (*status)(const Row &) = nullptr;
};

/// `Row` has an `id` with a QString `value`.
template <typename Row>
class TableModel : public QAbstractTableModel {
public:
    using QAbstractTableModel::QAbstractTableModel;

    int rowCount(const QModelIndex &parent = {}) const final { return parent.isValid() ? 0 : int(m_rows.size()); }
    int columnCount(const QModelIndex &parent = {}) const final { return parent.isValid() ? 0 : int(columns().size()); }
    QVariant headerData(int section, Qt::Orientation orientation, int role) const final {
        if (orientation != Qt::Horizontal || section < 0 || section >= int(columns().size()))
            return {};
        const Column<Row> &column = columns()[size_t(section)];
        if (role == Qt::DisplayRole)
            return QCoreApplication::translate(metaObject()->className(), column.title);
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
            return row.id.value;
        case ModelRole::Status:
            return column.status ? QVariant(column.status(row)) : QVariant();
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
        QSet<QString> kept;
        for (const Row &row : next)
            kept.insert(row.id.value);
        for (int i = int(m_rows.size()); i-- > 0;)
            if (!kept.contains(m_rows[i].id.value))
                removeAt(i);
        for (const Row &row : next)
            upsert(row);
    }
    void upsert(const Row &row) {
        const int known = rowOf(row.id.value);
        if (known < 0) {
            const int end = int(m_rows.size());
            beginInsertRows({}, end, end);
            m_places.insert(row.id.value, end);
            m_rows.append(row);
            endInsertRows();
        } else if (!(m_rows[known] == row)) {
            m_rows[known] = row;
            emit dataChanged(index(known, 0), index(known, columnCount() - 1));
        }
    }
    void remove(const QString &id) {
        if (const int known = rowOf(id); known >= 0)
            removeAt(known);
    }

protected:
    virtual std::span<const Column<Row>> columns() const = 0;

private:
    void removeAt(int number) {
        beginRemoveRows({}, number, number);
        m_places.remove(m_rows[number].id.value);
        m_rows.removeAt(number);
        for (int i = number; i < m_rows.size(); ++i)
            m_places[m_rows[i].id.value] = i;
        endRemoveRows();
    }

    QList<Row> m_rows;
    QHash<QString, int> m_places;
};
