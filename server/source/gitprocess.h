// SPDX-License-Identifier: GPL-3.0-or-later
// GitProcess: one git command as a child process, bounded in time, output and the size of what it writes.
#pragma once

#include "shared/base/task.h"
#include <QProcess>
#include <QPromise>
#include <QTimer>
#include <memory>

struct GitCommand {
    QStringList arguments; // never a credential: everybody on the host can read them
    QProcessEnvironment environment;
    std::chrono::milliseconds timeout = std::chrono::minutes(1);
    qint64 maxOutput = 64 * 1024;
    /// No file it writes becomes larger.
    qint64 maxFile = 0;
};

class GitProcess : public QObject {
    Q_OBJECT
public:
    explicit GitProcess(GitCommand command);
    /// Kills what still runs.
    ~GitProcess() override;

    /// What it wrote to its standard output. Errors hold the last lines it complained with.
    Task<Result<QByteArray>> run();
    /// Makes run() fail with `reason`.
    void interrupt(const QString &reason) { end(Error{ErrorCode::Conflict, reason, {}, {}}); }

signals:
    /// "Receiving objects:  45% (450/1000), 1.20 MiB | 2.00 MiB/s"
    void progress(const QString &line);

private:
    void readErrors();
    void onFinished();
    void end(const Result<QByteArray> &result);
    void killGroup();

    GitCommand m_command;
    QProcess m_process;
    QTimer m_deadline;
    QByteArray m_output;
    QByteArray m_line; // of standard error, as far as it has come
    QStringList m_complaints;
    QPromise<Result<QByteArray>> m_promise;
    qint64 m_group = 0;
};
