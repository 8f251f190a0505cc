// SPDX-License-Identifier: GPL-3.0-or-later
// The small widgets every page is made of: banner, empty state, header, and the cell that shows a state.
#pragma once

#include "shared/contract/problem.h"
#include <QFrame>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QStyledItemDelegate>

/// What failed, what to do, and the request's id; pushes the page down and never covers it.
class Banner final : public QFrame {
    Q_OBJECT
public:
    explicit Banner(QWidget *parent = nullptr);
    void showProblem(const QString &what, const Problem &problem, bool canRetry = false);
    void showNotice(const QString &text);

signals:
    void retry();

private:
    QLabel *m_text;
    QPushButton *m_retry;
    QPushButton *m_copy;
    QString m_details;
};

/// One sentence and the action that fills the page.
class EmptyState final : public QWidget {
    Q_OBJECT
public:
    EmptyState(const QString &iconName, const QString &text, const QString &action, QWidget *parent = nullptr);
    void setText(const QString &text, const QString &action);

signals:
    void triggered();

private:
    QLabel *m_text;
    QPushButton *m_action;
};

/// Title, filter and the page's one main action.
class PageHeader final : public QWidget {
    Q_OBJECT
public:
    PageHeader(const QString &title, const QString &placeholder, const QString &action, QWidget *parent = nullptr);
    QLineEdit *filter() const { return m_filter; }
    QPushButton *action() const { return m_action; }

private:
    QLineEdit *m_filter;
    QPushButton *m_action;
};

/// A dot in the state's colour and its word: never the colour alone.
class StatusDelegate final : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

class QTableView;
/// The look and behaviour all tables share.
void setUpTable(QTableView *table, const QString &name);
