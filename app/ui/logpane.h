// SPDX-License-Identifier: GPL-3.0-or-later
// LogPane: the log of one service, as it is written: its lines, what one can do with them, and where to find in them.
#pragma once

#include "app/client/workspace.h"
#include "app/ui/logview.h"
#include "app/ui/stateview.h"
#include <QLineEdit>
#include <QStackedWidget>

class LogPane final : public QWidget {
    Q_OBJECT
public:
    explicit LogPane(Workspace &workspace, QWidget *parent = nullptr);
    ~LogPane() override;

    /// Shows another service's log, or none for an empty id.
    void follow(const ServiceId &service, const QString &name);
    LogView *lines() const { return m_lines; }
    void focusLines() { m_lines->setFocus(); }
    void focusFind();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    Task<> open(ServiceId service);
    void find(const QString &text);
    void showFound();
    void save();
    void stop();

    Workspace &m_workspace;
    LogView *m_lines;
    StateView *m_state;
    QStackedWidget *m_stack;
    QLineEdit *m_find;
    QLabel *m_found;
    QPushButton *m_follow;
    ServiceId m_service;
    QString m_name;
    bool m_subscribed = false;
};
