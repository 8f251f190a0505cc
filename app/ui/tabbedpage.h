// SPDX-License-Identifier: GPL-3.0-or-later
// TabbedPage: a page of several tables in tabs; its filter and its button are those of the table that is shown.
#pragma once

#include "app/ui/panelpage.h"
#include <QTabWidget>

class RecordPane;

class TabbedPage : public PanelPage {
    Q_OBJECT
public:
    explicit TabbedPage(const Words &words, QWidget *parent = nullptr);
    QTabWidget *tabs() const { return m_tabs; }
    void setOnline(bool online) override;

protected:
    /// `filter` is what the empty filter says.
    void addPane(RecordPane *pane, const QString &title, const QString &filter);

private:
    struct Pane {
        RecordPane *pane;
        QString filter;
    };
    void showPane();
    void showAction();

    QTabWidget *m_tabs;
    QList<Pane> m_panes;
};
