// SPDX-License-Identifier: GPL-3.0-or-later
// LivePanel: the real aiadminpaneld on a free port and a data directory of its own, and plain requests to it. Every
// answer is held against the OpenAPI document; a misfit fails the test.
#pragma once

#include "tests/support/contractcheck.h"
#include <QJsonObject>
#include <QMap>
#include <QProcess>
#include <QTemporaryDir>
#include <memory>

struct HttpAnswer {
    int status = 0;
    QMap<QByteArray, QByteArray> headers; // names in lower case
    QByteArray body;
    QJsonObject json() const;
    QString errorCode() const;
};

struct HttpQuestion {
    QByteArray method;
    QByteArray target;
    QByteArray body;
    QMap<QByteArray, QByteArray> headers;
};

class LivePanel {
public:
    LivePanel();
    ~LivePanel();

    /// Starts the daemon and waits for its ready line. Rate limits are off unless `environment` says otherwise.
    bool start(const QMap<QString, QString> &environment = {}, const QStringList &arguments = {});
    /// SIGTERM and wait; the exit code.
    int stop();
    /// kill -9: nothing of the daemon's own code runs any more.
    void kill();
    bool isRunning() const { return m_process && m_process->state() == QProcess::Running; }

    HttpAnswer request(const QByteArray &method, const QByteArray &target, const QByteArray &body = {},
        QMap<QByteArray, QByteArray> headers = {});
    /// By one connection each, all of them asked before one is answered.
    QList<HttpAnswer> together(const QList<HttpQuestion> &questions);
    /// Holds an answer that came another way against the OpenAPI document.
    void check(const HttpQuestion &question, const HttpAnswer &answer) const;
    HttpAnswer get(const QByteArray &target) { return request("GET", target); }
    HttpAnswer post(const QByteArray &target, const QJsonObject &body = {});
    /// Nothing is queued and nothing runs. An operation goes from the first to the second, never back.
    bool isIdle();
    /// A service's status; of one that failed, with the error, so that a comparison that fails says why.
    QString state(const QByteArray &serviceId);
    /// Deletes every service with its data and waits until that is done.
    bool removeAll();
    /// Waits for an operation's end and returns it.
    QJsonObject finished(const QString &operationId);

    QString dataDir() const { return m_dir.path() + QStringLiteral("/data"); }
    quint16 port() const { return m_port; }
    QByteArray key() const { return m_key; }
    qint64 pid() const { return m_process ? m_process->processId() : 0; }
    /// Everything the daemon has written to stderr so far.
    QByteArray log();
    /// What a start that did not get ready ended with.
    int exitCode() const { return m_process ? m_process->exitCode() : -1; }

private:
    void endShims() const;
    QByteArray wireOf(const HttpQuestion &question) const;
    HttpAnswer answerOf(const HttpQuestion &question, const QByteArray &wire) const;

    QTemporaryDir m_dir;
    std::unique_ptr<QProcess> m_process;
    std::unique_ptr<ContractCheck> m_contract;
    QByteArray m_key;
    QByteArray m_log;
    quint16 m_port = 0;
};
