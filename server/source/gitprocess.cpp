// SPDX-License-Identifier: GPL-3.0-or-later
// Starting, listening, ending.
#include "server/source/gitprocess.h"
#include <QCoroFuture>
#include <csignal>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

using namespace std::chrono_literals;

static constexpr qsizetype keptComplaints = 6;
static constexpr qsizetype longestLine = 400;

GitProcess::GitProcess(GitCommand command) : m_command(std::move(command)) {
    m_promise.start();
    m_process.setProgram(QStringLiteral("git"));
    m_process.setArguments(m_command.arguments);
    m_process.setProcessEnvironment(m_command.environment);
    m_process.setStandardInputFile(QProcess::nullDevice());
    m_process.setChildProcessModifier([most = m_command.maxFile] {
        // A group of its own, so that its children end with it. Only calls that are safe after fork().
        ::setsid();
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        const rlimit none{0, 0};
        ::setrlimit(RLIMIT_CORE, &none);
        const rlimit file{rlim_t(most), rlim_t(most)};
        if (most > 0)
            ::setrlimit(RLIMIT_FSIZE, &file);
        // Ignored, a write beyond the limit fails and git says so; else its helpers die without a word.
        ::signal(SIGXFSZ, SIG_IGN);
    });
    connect(&m_process, &QProcess::readyReadStandardError, this, &GitProcess::readErrors);
    connect(&m_process, &QProcess::readyReadStandardOutput, this, [this] {
        m_output += m_process.readAllStandardOutput();
        if (m_output.size() > m_command.maxOutput)
            end(Error{ErrorCode::PayloadTooLarge, QStringLiteral("The repository has too many files"), {}, {}});
    });
    connect(&m_process, &QProcess::finished, this, &GitProcess::onFinished);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            end(Error{ErrorCode::Unavailable, QStringLiteral("git cannot be started: %1").arg(m_process.errorString()),
                QStringLiteral("Install the package git on the server"), {}});
    });
    connect(&m_deadline, &QTimer::timeout, this, [this] {
        end(Error{ErrorCode::Timeout, QStringLiteral("git was not done after %1 seconds").arg(m_command.timeout / 1s),
            {}, {}});
    });
    m_deadline.setSingleShot(true);
}

GitProcess::~GitProcess() {
    killGroup();
    m_process.disconnect(this);
    if (m_process.state() != QProcess::NotRunning)
        m_process.waitForFinished(1000);
}

Task<Result<QByteArray>> GitProcess::run() {
    m_deadline.start(m_command.timeout);
    m_process.start();
    m_group = m_process.processId();
    auto future = m_promise.future();
    co_return co_await future;
}

void GitProcess::killGroup() {
    if (m_group > 0)
        ::kill(pid_t(-m_group), SIGKILL);
    m_group = 0;
}

void GitProcess::end(const Result<QByteArray> &result) {
    if (m_promise.future().isFinished())
        return;
    m_deadline.stop();
    killGroup();
    m_promise.addResult(result);
    m_promise.finish();
}

void GitProcess::readErrors() {
    m_line += m_process.readAllStandardError();
    for (;;) {
        const auto stop = std::find_if(m_line.begin(), m_line.end(), [](char c) { return c == '\n' || c == '\r'; });
        const qsizetype length = stop - m_line.begin();
        if (stop == m_line.end() && length < longestLine)
            return;
        const QString line = QString::fromUtf8(m_line.first(std::min(length, longestLine))).simplified();
        m_line.remove(0, stop == m_line.end() ? length : length + 1);
        if (line.contains(u'%')) {
            emit progress(line);
        } else if (!line.isEmpty()) {
            m_complaints.append(line);
            if (m_complaints.size() > keptComplaints)
                m_complaints.removeFirst();
        }
    }
}

void GitProcess::onFinished() {
    m_output += m_process.readAllStandardOutput();
    m_line += '\n';
    readErrors();
    m_group = 0; // its number may be another's from now on
    if (m_process.exitStatus() == QProcess::NormalExit && m_process.exitCode() == 0)
        return end(m_output);
    const QString said = m_complaints.join(u'\n');
    if (said.contains(QLatin1String("File too large")))
        return end(Error{ErrorCode::PayloadTooLarge,
            QStringLiteral("The repository is larger than %1 MiB").arg(m_command.maxFile >> 20), {}, {}});
    QString last;
    for (const QString &line : std::as_const(m_complaints))
        if (last.isEmpty() || line.startsWith(QLatin1String("fatal: ")))
            last = line;
    last.remove(QLatin1String("fatal: "));
    end(Error{ErrorCode::Unavailable,
        last.isEmpty() ? QStringLiteral("git ended with code %1").arg(m_process.exitCode()) : last, said, {}});
}
