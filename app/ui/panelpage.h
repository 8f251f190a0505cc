// SPDX-License-Identifier: GPL-3.0-or-later
// PanelPage: one entry of the sidebar: its title, filter and one main action on top, a banner when something failed,
// and below what the page is about.
#pragma once

#include "app/client/workspace.h"
#include "app/ui/banner.h"
#include <QLineEdit>
#include <QWidget>

class RecordTable;

class PanelPage : public QWidget {
    Q_OBJECT
public:
    struct Words {
        QString icon;
        QString title;
        QString filter;
        QString action;
    };
    explicit PanelPage(const Words &words, QWidget *parent = nullptr);

    const Words &words() const { return m_words; }
    Banner *banner() const { return m_banner; }
    QLineEdit *filter() const { return m_filter; }
    QPushButton *action() const { return m_action; }
    /// Puts the keyboard into the table. (A focus proxy would make Tab leave out whatever stands beside the table.)
    void focusTable();
    /// Puts the keyboard into the filter, which stands at the list and not at the details.
    void focusFilter();
    /// The title says whose details fill the page, with the way back to the list before it. Empty: the page itself.
    void showDetail(const QString &name);
    /// Offline, what would change something is disabled.
    virtual void setOnline(bool online) { m_action->setEnabled(online); }
    /// Whether something goes on here that would end with the page.
    virtual bool isBusy() const { return false; }
    /// This page is shown in the place of another one of its kind, in another language: what was chosen there is here.
    virtual void takeOver(const PanelPage &before);

signals:
    /// How many things of this page need somebody; shown in the sidebar, 0 for none.
    void attention(int count);
    /// From the details to the list.
    void backRequested();
    /// Of a table that could not be loaded.
    void retryRequested();
    /// Not busy any more.
    void settled();

protected:
    void setContent(QWidget *content);
    /// The page's filter is the table's.
    void setTable(RecordTable *table);
    /// In the place of the rows, when there are none. `refused`: trying again does not help.
    void showFailure(const QString &what, const Problem &problem, bool refused);

private:
    Words m_words;
    QPushButton *m_back;
    QLabel *m_title;
    QLineEdit *m_filter;
    QPushButton *m_action;
    RecordTable *m_table = nullptr;
    Banner *m_banner;
};
