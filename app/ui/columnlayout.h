// SPDX-License-Identifier: GPL-3.0-or-later
// ColumnLayout: how wide the columns of a table are and in what order: as somebody has chosen, which is remembered, and
// as there is room.
#pragma once

#include <QSet>
#include <QTableView>

class ColumnLayout final : public QObject {
    Q_OBJECT
public:
    /// `settings` is where order, widths and sorting are remembered, empty for nowhere. The view has its model already.
    ColumnLayout(QTableView &view, const QString &settings);

    /// Widths in pixels by column, as long as nobody has chosen others. The columns `elastic` share what is left and
    /// are never narrower than their widths, but for those somebody has given a width: they keep it. While there is not
    /// room for all, those of `yielding` are left out, the first one first; when that is not enough the table scrolls
    /// sideways.
    void setWidths(const QList<int> &widths, const QList<int> &elastic, const QList<int> &yielding);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void fit();
    void restore();
    void remember() const;
    QString keyOf(int column) const;

    QTableView &m_view;
    QString m_settings;
    QList<int> m_widths;
    QList<int> m_yielding;
    QList<int> m_elastic;
    QSet<int> m_chosen; // whose width is somebody's choice
    bool m_fitting = false;
};
