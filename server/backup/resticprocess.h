// SPDX-License-Identifier: GPL-3.0-or-later
// ResticProcess: one restic command as a child process, bounded in time and in what is kept of its output.
#pragma once

#include "shared/base/secret.h"
#include "shared/base/task.h"
#include <QProcess>
#include <QPromise>
#include <QTimer>

struct ResticCommand {
    QStringList arguments; // never a secret: everybody on the host can read them
    QProcessEnvironment environment; // nor here: it can be read as long as the program runs
    QString folder; // where it works
    Secret password; // given by its standard input
    std::chrono::milliseconds timeout = std::chrono::minutes(10);
};

class ResticProcess : public QObject {
    Q_OBJECT
public:
    explicit ResticProcess(ResticCommand command);
    /// Kills what still runs.
    ~ResticProcess() override;

    /// Ends well when restic does. The error holds what it complained of: `Gone` when what is in the repository is
    /// damaged or missing, else `Unavailable`, `Timeout`, or `Conflict` after interrupt().
    Task<Result<Done>> run();
    /// Makes run() fail with `reason`.
    void interrupt(const QString &reason) { end(Error{ErrorCode::Conflict, reason, {}, {}}); }

signals:
    /// A line of its standard output.
    void line(const QByteArray &text);

private:
    void readOutput();
    void readErrors();
    void onFinished();
    void end(const Result<Done> &result);
    void killGroup();

    ResticCommand m_command;
    QProcess m_process;
    QTimer m_deadline;
    QByteArray m_output; // of each, a line as far as it has come
    QByteArray m_errors;
    QStringList m_complaints;
    QPromise<Result<Done>> m_promise;
    qint64 m_group = 0;
};
