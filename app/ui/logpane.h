// SPDX-License-Identifier: GPL-3.0-or-later
// LogPane: the log of a service, or of several by time, as it is written: its lines, and what one can do with them.
#pragma once

#include "app/models/logsource.h"
#include "app/ui/banner.h"
#include "app/ui/logbar.h"
#include "app/ui/stateview.h"
#include <QStackedWidget>

class LogExport;

class LogPane final : public QWidget {
    Q_OBJECT
public:
    struct Log {
        ServiceId service;
        QString name;
    };

    explicit LogPane(Workspace &workspace, QWidget *parent = nullptr);
    ~LogPane() override;

    /// Shows other logs, or none.
    void follow(const QList<Log> &logs);
    void follow(const ServiceId &service, const QString &name);
    /// How another one shows the same log, and the line one stands at there.
    void takeOver(const LogPane &before);
    LogView *lines() const { return m_lines; }
    LogModel &model() { return m_model; }
    LogBar *bar() const { return m_bar; }
    void focusLines() { m_lines->setFocus(); }
    void focusFind() { m_bar->focusFind(); }

    static constexpr qsizetype mostLogs = 10;

private:
    void open();
    void onOpened();
    void find(const QString &text);
    void findOnServer();
    void showFound();
    void clear();
    void remember();
    void recall(int source);

    Workspace &m_workspace;
    LogModel m_model;
    LogView *m_lines;
    LogBar *m_bar;
    Banner *m_banner;
    StateView *m_state;
    QStackedWidget *m_stack;
    LogExport *m_export;
    std::vector<std::unique_ptr<LogSource>> m_sources;
    /// Where one wants to stand when the log is open.
    std::optional<LogPlace> m_place;
    QString m_regex;
    bool m_isTooLong = false;
};
