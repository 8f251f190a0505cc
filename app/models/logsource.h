// SPDX-License-Identifier: GPL-3.0-or-later
// LogSource: keeps one service's LogHistory filled from the server: its newest lines, then each as it is written, and
// older ones where one looks.
#pragma once

#include "app/client/workspace.h"
#include "app/models/loghistory.h"
#include "shared/contract/logcursor.h"
#include <QTimer>

class LogSource : public QObject {
    Q_OBJECT
public:
    LogSource(Workspace &workspace, ServiceId service, QString name, QObject *parent = nullptr);
    ~LogSource() override;

    const ServiceId &service() const { return m_service; }
    const QString &name() const { return m_name; }
    void setName(const QString &name) { m_name = name; }
    LogHistory &history() { return m_history; }
    bool isOpen() const { return m_isOpen; }

    /// Asks for the newest lines and follows; opened() or failed(). Again after a failure.
    void open();
    /// This line is looked at: it and its neighbours are asked for unless they are held. Of many in a short time only
    /// the last counts.
    void want(qint64 seq);
    /// Lines in front of all that is known to the end.
    void wantOlder();
    /// Asks the server which lines match, as many as it takes to be of use; foundOnServer() as they come. An empty
    /// expression ends that.
    void find(const QString &regex);
    bool isFinding() const { return m_isFinding; }
    /// Lines that match as the server counts them; nothing before it has.
    std::optional<qint64> totalFound() const { return m_totalFound; }

    /// So many of the newest lines are kept for when the server cannot be reached.
    static constexpr qsizetype keptLines = 500;

signals:
    void opened();
    void failed(const Problem &problem);
    /// Older lines could not be had; want() tries again.
    void pageFailed(const Problem &problem);
    void foundOnServer(const QList<LogEntry> &lines);
    void findingChanged();

private:
    Task<> load();
    void recall();
    void remember(const QList<LogEntry> &lines);
    void keep();
    Task<> loadPage(qint64 after, int limit);
    Task<> loadFound(QString regex, int round);
    void ask();
    QString cursor(qint64 seq) const { return LogCursor{m_history.epoch(), seq}.toString(); }
    void onGap(const GapEvent &gap);

    Workspace &m_workspace;
    ServiceId m_service;
    QString m_name;
    LogHistory m_history;
    QTimer m_ask;
    qint64 m_wanted = 0;
    QList<LogEntry> m_newest;
    QTimer m_keep;
    bool m_isWaiting = false; // for the server, to be asked as soon as it is there
    bool m_isLoading = false;
    bool m_isOpen = false;
    int m_round = 0; // of find(): answers to a former question are not ours
    bool m_isFinding = false;
    std::optional<qint64> m_totalFound;
};
