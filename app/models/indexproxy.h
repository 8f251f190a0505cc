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

    /// Words that all have to be in the row's texts. `status:failed` asks one column, named by its key; of a column
    /// that shows a state it is the API's word or the one that is shown that has to begin so.
    void setFilter(const QString &text);
    const QString &filter() const { return m_filter; }

    /// Column -1: as they come.
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;
    QModelIndex mapToSource(const QModelIndex &proxy) const override;
    QModelIndex mapFromSource(const QModelIndex &source) const override;
    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &) const override { return {}; }
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;

private:
    struct Term {
        int column = -1; // any
        QString text;
    };
    bool keeps(int row) const;
    bool matches(const Term &term, int row, int column) const;
    Term termOf(const QString &word) const;
    bool before(int a, int b) const;
    void rebuild();
    void place(int row);
    void takeOut(int row);
    int positionOf(int row) const;

    QAbstractItemModel &m_source;
    QString m_filter;
    QList<Term> m_terms;
    int m_column = 0;
    Qt::SortOrder m_order = Qt::AscendingOrder;
    std::vector<int> m_rows;
};
