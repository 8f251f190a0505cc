// SPDX-License-Identifier: GPL-3.0-or-later
// RecordTable: the table every list is shown in: sorted, filtered, with remembered columns; and in its place what there
// is to say while it has no rows.
#pragma once

#include "app/models/indexproxy.h"
#include "app/models/tablemodel.h"
#include "app/ui/columnlayout.h"
#include "app/ui/stateview.h"
#include <QPointer>
#include <QStackedWidget>
#include <QTableView>

class RecordTable final : public QStackedWidget {
    Q_OBJECT
public:
    /// What is said when there are no rows at all, and when the filter lets none through.
    struct Words {
        QString icon;
        QString empty;
        QString action;
        QString noMatch;
    };

    /// `name` is what screen readers say. `settings` is where the columns are remembered, empty for nowhere.
    RecordTable(QAbstractItemModel &model, const QString &name, const Words &words, const QString &settings = {},
        QWidget *parent = nullptr);

    QTableView *view() const { return m_view; }
    IndexProxy &proxy() { return m_proxy; }
    StateView *state() const { return m_state; }

    /// See ColumnLayout. Brings back the remembered sorting too, so what is sorted by otherwise is said before.
    void setWidths(const QList<int> &widths, const QList<int> &elastic, const QList<int> &yielding = {}) {
        m_columns->setWidths(widths, elastic, yielding);
    }
    void sortBy(int column, Qt::SortOrder order) { m_view->sortByColumn(column, order); }
    void setFilter(const QString &text);
    void setWords(const Words &words);

    /// Rows are on their way.
    void setLoading();
    /// Rows are there, or there are none.
    void setLoaded();
    /// `action` is what the button says that emits retry(); "Try again" unless given.
    void setProblem(const QString &what, const Problem &problem, const QString &action = {});

    /// All rows, whatever the filter.
    const QAbstractItemModel &rows() const { return m_model; }
    /// Row numbers of the model, in the order they are shown.
    QList<int> selectedRows() const;
    /// The only selected row; -1 for none or several.
    int selectedRow() const;
    void select(const QString &id);
    /// What is selected, sorted and scrolled there; of rows that are still to come when they are loaded.
    void takeOver(const RecordTable &before);

signals:
    void selectionChanged();
    /// Enter or a double click on a row.
    void activated(int row);
    /// The button of the empty table.
    void emptyAction();
    /// The button of the "nothing matches".
    void clearFilter();
    void retry();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    enum class Phase { Loading, Loaded, Failed };
    void update();
    void selectWanted();

    QTableView *m_view;
    StateView *m_state;
    QAbstractItemModel &m_model;
    IndexProxy m_proxy;
    Words m_words;
    ColumnLayout *m_columns;
    /// Selected last; while a filter hides it nothing is selected.
    QString m_selected;
    QStringList m_wanted; // to be selected as soon as they are there
    Phase m_phase = Phase::Loaded;
};
