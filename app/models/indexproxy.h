// SPDX-License-Identifier: GPL-3.0-or-later
// IndexProxy: filter and order as one vector of row numbers. QSortFilterProxyModel needs seconds for scattered matches
// in 100,000 rows; this needs milliseconds.
#pragma once

#include <QAbstractProxyModel>
#include <vector>

class IndexProxy : public QAbstractProxyModel {
    Q_OBJECT
public:
    explicit IndexProxy(QAbstractItemModel &source, QObject *parent = nullptr);

    /// Words that all have to be in the row's texts; `status:failed` asks for a word in a column that shows a state.
    void setFilter(const QString &text);
    const QString &filter() const { return m_filter; }

    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;
    QModelIndex mapToSource(const QModelIndex &proxy) const override;
    QModelIndex mapFromSource(const QModelIndex &source) const override;
    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &) const override { return {}; }
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;

private:
    bool keeps(int row) const;
    bool before(int a, int b) const;
    void rebuild();
    void place(int row);
    void takeOut(int row);
    int positionOf(int row) const;

    QAbstractItemModel &m_source;
    QString m_filter;
    QStringList m_words;
    int m_column = 0;
    Qt::SortOrder m_order = Qt::AscendingOrder;
    std::vector<int> m_rows;
};
