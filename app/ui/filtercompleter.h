// SPDX-License-Identifier: GPL-3.0-or-later
// FilterCompleter: what can be typed next into a filter like "status:failed customer:acme text": names of columns, and
// behind a colon the values that stand in that column.
#pragma once

#include <QAbstractItemModel>
#include <QCompleter>
#include <QLineEdit>
#include <QStringListModel>

class FilterCompleter final : public QCompleter {
    Q_OBJECT
public:
    /// `rows` is what is filtered, unfiltered. Both outlive this, or end together with it.
    FilterCompleter(QLineEdit &filter, const QAbstractItemModel &rows);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void offer();
    void take(const QString &word);
    QStringList columnsLike(const QString &word) const;
    QStringList valuesLike(const QString &key, const QString &begin) const;
    int wordAt() const;

    QLineEdit &m_filter;
    const QAbstractItemModel &m_rows;
    QStringListModel m_words;
};
