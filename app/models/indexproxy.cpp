// SPDX-License-Identifier: GPL-3.0-or-later
// Keeping the vector right, row by row, as the source changes.
#include "app/models/indexproxy.h"
#include "app/models/tablemodel.h"
#include <algorithm>

IndexProxy::IndexProxy(QAbstractItemModel &source, QObject *parent) : QAbstractProxyModel(parent), m_source(source) {
    setSourceModel(&source);
    connect(&source, &QAbstractItemModel::modelReset, this, &IndexProxy::rebuild);
    connect(&source, &QAbstractItemModel::rowsInserted, this, [this](const QModelIndex &, int first, int last) {
        for (int &row : m_rows)
            if (row >= first)
                row += last - first + 1;
        for (int row = first; row <= last; ++row)
            place(row);
    });
    connect(&source, &QAbstractItemModel::rowsAboutToBeRemoved, this, [this](const QModelIndex &, int first, int last) {
        for (int row = last; row >= first; --row)
            takeOut(row);
        for (int &row : m_rows)
            if (row > last)
                row -= last - first + 1;
    });
    connect(&source, &QAbstractItemModel::dataChanged, this, [this](const QModelIndex &from, const QModelIndex &to) {
        for (int row = from.row(); row <= to.row(); ++row) {
            const int at = positionOf(row);
            const bool kept = keeps(row);
            const bool inOrder = at >= 0 && (at == 0 || !before(row, m_rows[size_t(at - 1)]))
                && (at + 1 == int(m_rows.size()) || !before(m_rows[size_t(at + 1)], row));
            if (kept && inOrder) {
                emit dataChanged(index(at, 0), index(at, columnCount() - 1));
            } else if (kept && at >= 0) {
                // Moved as a move, so that a selection goes with it.
                std::vector<int> without = m_rows;
                without.erase(without.begin() + at);
                const auto to2 = std::lower_bound(
                    without.begin(), without.end(), row, [this](int a, int b) { return before(a, b); });
                const int target = int(to2 - without.begin());
                if (target != at && beginMoveRows({}, at, at, {}, target > at ? target + 1 : target)) {
                    m_rows.erase(m_rows.begin() + at);
                    m_rows.insert(m_rows.begin() + target, row);
                    endMoveRows();
                }
                emit dataChanged(index(target, 0), index(target, columnCount() - 1));
            } else {
                takeOut(row);
                place(row);
            }
        }
    });
    rebuild();
}

bool IndexProxy::matches(const Term &term, int row, int column) const {
    const QModelIndex index = m_source.index(row, column);
    if (const QString state = index.data(ModelRole::Status).toString(); term.column >= 0 && !state.isEmpty())
        return state.startsWith(term.text, Qt::CaseInsensitive)
            || index.data().toString().startsWith(term.text, Qt::CaseInsensitive);
    return index.data().toString().contains(term.text, Qt::CaseInsensitive);
}

bool IndexProxy::keeps(int row) const {
    return std::all_of(m_terms.begin(), m_terms.end(), [this, row](const Term &term) {
        if (term.column >= 0)
            return matches(term, row, term.column);
        for (int column = 0; column < m_source.columnCount(); ++column)
            if (matches(term, row, column))
                return true;
        return false;
    });
}

IndexProxy::Term IndexProxy::termOf(const QString &word) const {
    const qsizetype colon = word.indexOf(u':');
    for (int column = 0; colon > 0 && column < m_source.columnCount(); ++column)
        if (m_source.headerData(column, Qt::Horizontal, ModelRole::Key).toString() == word.left(colon))
            return {column, word.mid(colon + 1)};
    return {-1, word};
}

bool IndexProxy::before(int a, int b) const {
    if (m_column < 0)
        return a < b;
    const QVariant left = m_source.index(a, m_column).data(ModelRole::Sort);
    const QVariant right = m_source.index(b, m_column).data(ModelRole::Sort);
    int order = left.typeId() == QMetaType::QString
        ? left.toString().compare(right.toString(), Qt::CaseInsensitive)
        : (QVariant::compare(left, right) == QPartialOrdering::Less           ? -1
                : QVariant::compare(left, right) == QPartialOrdering::Greater ? 1
                                                                              : 0);
    if (m_order == Qt::DescendingOrder)
        order = -order;
    return order != 0 ? order < 0 : a < b;
}

void IndexProxy::rebuild() {
    beginResetModel();
    m_rows.clear();
    for (int row = 0; row < m_source.rowCount(); ++row)
        if (keeps(row))
            m_rows.push_back(row);
    std::sort(m_rows.begin(), m_rows.end(), [this](int a, int b) { return before(a, b); });
    endResetModel();
}

void IndexProxy::setFilter(const QString &text) {
    if (text == m_filter)
        return;
    m_filter = text;
    m_terms.clear();
    const QStringList words = text.split(u' ', Qt::SkipEmptyParts);
    for (const QString &word : words)
        m_terms.append(termOf(word));
    rebuild();
}

void IndexProxy::sort(int column, Qt::SortOrder order) {
    emit layoutAboutToBeChanged({}, VerticalSortHint);
    m_column = column;
    m_order = order;
    const QModelIndexList old = persistentIndexList();
    QList<int> sources;
    for (const QModelIndex &index : old)
        sources.append(m_rows[size_t(index.row())]);
    std::sort(m_rows.begin(), m_rows.end(), [this](int a, int b) { return before(a, b); });
    QModelIndexList now;
    for (qsizetype i = 0; i < old.size(); ++i)
        now.append(index(positionOf(sources[i]), old[i].column()));
    changePersistentIndexList(old, now);
    emit layoutChanged({}, VerticalSortHint);
}

int IndexProxy::positionOf(int row) const {
    const auto it = std::find(m_rows.begin(), m_rows.end(), row);
    return it == m_rows.end() ? -1 : int(it - m_rows.begin());
}

void IndexProxy::place(int row) {
    if (!keeps(row))
        return;
    const auto it = std::lower_bound(m_rows.begin(), m_rows.end(), row, [this](int a, int b) { return before(a, b); });
    const int at = int(it - m_rows.begin());
    beginInsertRows({}, at, at);
    m_rows.insert(it, row);
    endInsertRows();
}

void IndexProxy::takeOut(int row) {
    const int at = positionOf(row);
    if (at < 0)
        return;
    beginRemoveRows({}, at, at);
    m_rows.erase(m_rows.begin() + at);
    endRemoveRows();
}

QModelIndex IndexProxy::mapToSource(const QModelIndex &proxy) const {
    return proxy.isValid() && proxy.row() < int(m_rows.size())
        ? m_source.index(m_rows[size_t(proxy.row())], proxy.column())
        : QModelIndex();
}

QModelIndex IndexProxy::mapFromSource(const QModelIndex &source) const {
    const int at = source.isValid() ? positionOf(source.row()) : -1;
    return at < 0 ? QModelIndex() : createIndex(at, source.column());
}

QModelIndex IndexProxy::index(int row, int column, const QModelIndex &parent) const {
    return !parent.isValid() && row >= 0 && row < int(m_rows.size()) && column >= 0 && column < columnCount()
        ? createIndex(row, column)
        : QModelIndex();
}

int IndexProxy::rowCount(const QModelIndex &parent) const {
    return parent.isValid() ? 0 : int(m_rows.size());
}

int IndexProxy::columnCount(const QModelIndex &parent) const {
    return parent.isValid() ? 0 : m_source.columnCount();
}
