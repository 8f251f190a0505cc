// SPDX-License-Identifier: GPL-3.0-or-later
// Starting, listening, ending.
#include "server/backup/resticprocess.h"
#include <QCoroFuture>
#include <csignal>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

using namespace std::chrono_literals;

static constexpr qsizetype keptComplaints = 8;
static constexpr qsizetype longestComplaint = 400;
static constexpr qsizetype longestLine = 64 * 1024;

ResticProcess::ResticProcess(ResticCommand command) : m_command(std::move(command)) {
    m_promise.start();
    m_process.setProgram(QStringLiteral("restic"));
    m_process.setArguments(m_command.arguments);
    m_process.setProcessEnvironment(m_command.environment);
    m_process.setWorkingDirectory(m_command.folder);
    m_process.setChildProcessModifier([] {
        // A group of its own, so that its children (ssh) end with it. Only calls that are safe after fork().
        ::setsid();
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        const rlimit none{0, 0};
        ::setrlimit(RLIMIT_CORE, &none);
        ::setpriority(PRIO_PROCESS, 0, 10); // services come first
    });
    connect(&m_process, &QProcess::readyReadStandardOutput, this, &ResticProcess::readOutput);
    connect(&m_process, &QProcess::readyReadStandardError, this, &ResticProcess::readErrors);
    connect(&m_process, &QProcess::finished, this, &ResticProcess::onFinished);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            end(Error{ErrorCode::Unavailable,
                QStringLiteral("restic cannot be started: %1").arg(m_process.errorString()),
                QStringLiteral("Install the package restic on the server"), {}});
    });
    connect(&m_deadline, &QTimer::timeout, this, [this] {
        end(Error{ErrorCode::Timeout,
            QStringLiteral("restic was not done after %1 seconds").arg(m_command.timeout / 1s), {}, {}});
    });
    m_deadline.setSingleShot(true);
}

ResticProcess::~ResticProcess() {
    killGroup();
    m_process.disconnect(this);
    if (m_process.state() != QProcess::NotRunning)
        m_process.waitForFinished(1000);
}

Task<Result<Done>> ResticProcess::run() {
    m_deadline.start(m_command.timeout);
    m_process.start();
    m_group = m_process.processId();
    m_process.write(m_command.password.reveal());
    m_process.closeWriteChannel();
    auto future = m_promise.future();
    co_return co_await future;
}

void ResticProcess::killGroup() {
    if (m_group > 0)
        ::kill(pid_t(-m_group), SIGKILL);
    m_group = 0;
}

void ResticProcess::end(const Result<Done> &result) {
    if (m_promise.future().isFinished())
        return;
    m_deadline.stop();
    killGroup();
    m_promise.addResult(result);
    m_promise.finish();
}

/// Takes the lines that are whole out of `bytes`; of one that is too long only its end is left, which is dropped too.
template <typename Each>
static void takeLines(QByteArray &bytes, qsizetype longest, const Each &each) {
    qsizetype start = 0;
    for (qsizetype stop = 0; (stop = bytes.indexOf('\n', start)) >= 0; start = stop + 1)
        if (stop - start <= longest)
            each(bytes.mid(start, stop - start));
    bytes.remove(0, start);
    if (bytes.size() > longest + 1)
        bytes.truncate(longest + 1); // stays too long until its end has come
}

void ResticProcess::readOutput() {
    m_output += m_process.readAllStandardOutput();
    takeLines(m_output, longestLine, [this](const QByteArray &text) { emit line(text); });
}

void ResticProcess::readErrors() {
    m_errors += m_process.readAllStandardError();
    takeLines(m_errors, longestLine, [this](const QByteArray &text) {
        const QString complaint = QString::fromUtf8(text.left(longestComplaint)).simplified();
        if (complaint.isEmpty())
            return;
        m_complaints.append(complaint);
        if (m_complaints.size() > keptComplaints)
            m_complaints.removeAt(keptComplaints / 2); // the first ones say why, the last ones how it ended
    });
}

void ResticProcess::onFinished() {
    readOutput();
    m_errors += '\n';
    readErrors();
    m_group = 0; // its number may be another's from now on
    if (m_process.exitStatus() == QProcess::NormalExit && m_process.exitCode() == 0)
        return end(Done{});
    const QString said = m_complaints.join(u'\n');
    const auto says = [&said](const char *text) { return said.contains(QLatin1String(text), Qt::CaseInsensitive); };
    if (says("no space left on device") || says("disk quota exceeded"))
        return end(Error{ErrorCode::Unavailable, QStringLiteral("The disk is full"), said, {}});
    if (says("wrong password or no key found"))
        return end(
            Error{ErrorCode::Unavailable, QStringLiteral("The repository does not open with this password"), said, {}});
    if (says("unable to open config file") || says("Is there a repository"))
        return end(Error{ErrorCode::NotFound, QStringLiteral("There is no repository at backup.repository"), said, {}});
    for (const char *damage :
        {"ciphertext verification failed", "hash mismatch", "invalid data returned", "no such file or directory",
            "not found in repository", "not found in index", "no matching id found", "unexpected EOF"})
        if (says(damage))
            return end(
                Error{ErrorCode::Gone, QStringLiteral("The repository is damaged or lacks a part of it"), said, {}});
    QString last;
    for (const QString &complaint : std::as_const(m_complaints))
        if (last.isEmpty() || complaint.startsWith(QLatin1String("Fatal: ")))
            last = complaint;
    last.remove(QLatin1String("Fatal: "));
    end(Error{ErrorCode::Unavailable,
        last.isEmpty() ? QStringLiteral("restic ended with code %1").arg(m_process.exitCode()) : last, said, {}});
}
