// SPDX-License-Identifier: GPL-3.0-or-later
// Starting, finding, ordering and reading.
#include "server/engine/process/shimclient.h"
#include "server/shim/procstat.h"
#include <QCoroFuture>
#include <QCoroTimer>
#include <QDir>
#include <QPromise>
#include <csignal>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace std::chrono_literals;

static constexpr qsizetype linesAtOnce = 4096;

ShimClient::ShimClient(QString home, QString service, OutputPosition stored, QObject *parent)
    : QObject(parent), m_home(std::move(home)), m_service(std::move(service)), m_read(stored) {
    m_more.setSingleShot(true);
    connect(&m_more, &QTimer::timeout, this, &ShimClient::readSpool);
    connect(&m_socket, &QLocalSocket::readyRead, this, &ShimClient::readSocket);
    connect(&m_socket, &QLocalSocket::disconnected, this, [this] {
        drainSpool();
        emit gone();
    });
}

ShimClient::~ShimClient() {
    m_socket.disconnect(this);
    if (m_runDir >= 0)
        ::close(m_runDir);
}

/// fork, setsid, fork, exec: the shim is nobody's child that anyone would wait for, and outlives this process.
static bool spawnDetached(const QByteArray &program, const QByteArray &argument, int in, int out) {
    const pid_t child = fork();
    if (child == 0) {
        setsid();
        if (fork() != 0)
            _exit(0);
        sigset_t none;
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, nullptr);
        dup2(in, STDIN_FILENO);
        dup2(out, STDOUT_FILENO);
        closefrom(3); // a dup of the daemon's listening socket would keep its port after its end
        execl(program.constData(), program.constData(), argument.constData(), nullptr);
        _exit(127);
    }
    int status = 0;
    return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

Task<Result<Done>> ShimClient::launch(QString program, QByteArray spec) {
    const Error failed{ErrorCode::Unavailable, QStringLiteral("The service's supervisor could not be started"),
        QStringLiteral("See the log of aiadminpaneld; the program is %1").arg(program), {}};
    int in[2], out[2];
    if (pipe2(in, O_CLOEXEC) != 0)
        co_return failed;
    if (pipe2(out, O_CLOEXEC) != 0) {
        ::close(in[0]);
        ::close(in[1]);
        co_return failed;
    }
    // The whole spec fits the pipe, so writing it cannot block.
    const bool fits = fcntl(in[1], F_SETPIPE_SZ, 1 << 20) >= spec.size();
    const bool written = fits && ::write(in[1], spec.constData(), size_t(spec.size())) == spec.size();
    ::close(in[1]);
    const bool spawned = written
        && spawnDetached(QFile::encodeName(program), QFile::encodeName(m_home + QStringLiteral("/run")), in[0], out[1]);
    ::close(in[0]);
    ::close(out[1]);
    if (!spawned) {
        ::close(out[0]);
        co_return failed;
    }
    QPromise<bool> promise;
    promise.start();
    QFuture<bool> ready = promise.future();
    auto answer = [&promise](bool good) {
        if (promise.future().isFinished())
            return;
        promise.addResult(good);
        promise.finish();
    };
    QSocketNotifier notifier(out[0], QSocketNotifier::Read);
    QTimer timeout;
    timeout.setSingleShot(true);
    connect(&notifier, &QSocketNotifier::activated, &notifier, [&] {
        char text[16] = {};
        notifier.setEnabled(false);
        answer(::read(out[0], text, sizeof text - 1) > 0 && text[0] == 'r');
    });
    connect(&timeout, &QTimer::timeout, &timeout, [&] { answer(false); });
    timeout.start(10s);
    const bool good = co_await ready;
    notifier.setEnabled(false);
    ::close(out[0]);
    if (!good || !co_await connectSocket())
        co_return failed;
    co_return Done{};
}

Task<bool> ShimClient::find() {
    const bool connected = co_await connectSocket();
    if (connected && isTheRightOne())
        co_return true;
    m_socket.abort();
    co_return false;
}

/// A pid is given again after its end; with the start time it names one process for good.
bool ShimClient::isTheRightOne() const {
    QFile pidFile(m_home + QStringLiteral("/run/shim.pid"));
    if (!pidFile.open(QIODevice::ReadOnly))
        return false;
    const QList<QByteArray> noted = pidFile.read(64).trimmed().split(' ');
    ucred peer{};
    socklen_t length = sizeof peer;
    ProcessStat stat;
    return noted.size() == 2
        && getsockopt(int(m_socket.socketDescriptor()), SOL_SOCKET, SO_PEERCRED, &peer, &length) == 0
        && peer.pid == noted[0].toInt() && peer.uid == geteuid() && readProcessStat(peer.pid, stat)
        && stat.startTime == noted[1].toULongLong();
}

Task<bool> ShimClient::connectSocket() {
    if (m_runDir < 0)
        m_runDir =
            ::open(QFile::encodeName(m_home + QStringLiteral("/run")).constData(), O_PATH | O_DIRECTORY | O_CLOEXEC);
    // By way of the descriptor, since sun_path is 108 bytes short and data directories are not.
    m_socket.connectToServer(QStringLiteral("/proc/self/fd/%1/shim.sock").arg(m_runDir));
    if (!m_socket.waitForConnected(1000)) // a local connect ends at once, one way or the other
        co_return false;
    m_helloed = false;
    for (int tries = 0; tries < 200 && !m_helloed && isConnected(); ++tries)
        co_await QCoro::sleepFor(tries < 20 ? 1ms : 10ms);
    if (!m_helloed)
        m_socket.abort();
    co_return m_helloed;
}

void ShimClient::order(const QByteArray &line) {
    m_socket.write(line + '\n');
    m_socket.flush();
}

void ShimClient::acknowledge(const OutputPosition &stored) {
    if (isConnected())
        order("ack " + QByteArray::number(stored.segment) + ' ' + QByteArray::number(stored.offset));
}

void ShimClient::readSocket() {
    m_in += m_socket.read(64 * 1024);
    if (m_in.size() > 256 * 1024)
        return m_socket.abort();
    for (qsizetype end; (end = m_in.indexOf('\n')) >= 0;) {
        const QByteArray line = m_in.left(end);
        m_in.remove(0, end + 1);
        obeyed(line.split(' '));
    }
    if (m_socket.bytesAvailable() > 0)
        QMetaObject::invokeMethod(this, &ShimClient::readSocket, Qt::QueuedConnection);
}

void ShimClient::obeyed(const QList<QByteArray> &words) {
    const QByteArray &verb = words.first();
    const QString name = QString::fromUtf8(words.value(1));
    if (verb == "hello") {
        if (name != m_service)
            return m_socket.abort();
        m_revision = words.value(2).toInt();
        m_pid = words.value(3).toInt();
        m_helloed = true;
    } else if (verb == "state") {
        emit stateChanged(name, words.value(2) == "running");
    } else if (verb == "exited") {
        readSpool(); // its last lines come before the news of its end
        emit exited(
            {name, words.value(2).toInt(), words.value(3).toInt(), words.value(4).toInt(), words.value(5) == "1"});
    } else if (verb == "spool") {
        m_written = {words.value(1).toUInt(), words.value(2).toULongLong()};
        if (!m_more.isActive())
            m_more.start(0);
    }
}

void ShimClient::drainSpool() {
    const QStringList segments =
        QDir(m_home + QStringLiteral("/spool")).entryList({QStringLiteral("*.spool")}, QDir::Files, QDir::Name);
    if (segments.isEmpty())
        return;
    const QFileInfo last(m_home + QStringLiteral("/spool/") + segments.last());
    m_written = {last.baseName().toUInt(), quint64(last.size())};
    for (OutputPosition before; before != m_read;) {
        before = m_read;
        readSpool();
    }
}

void ShimClient::readSpool() {
    if (m_read.segment == 0) { // nothing stored yet: begin with the oldest there is
        const QStringList segments =
            QDir(m_home + QStringLiteral("/spool")).entryList({QStringLiteral("*.spool")}, QDir::Files, QDir::Name);
        m_read = {segments.isEmpty() ? m_written.segment : segments.first().left(8).toUInt(), 0};
    }
    QList<OutputLine> lines;
    bool more = true;
    while (more && lines.size() < linesAtOnce) {
        const quint32 segment = m_read.segment;
        more = readSegment(lines);
        // A batch is of one revision, and that may be another one in each segment.
        if (m_read.segment != segment && !lines.isEmpty())
            break;
    }
    if (!lines.isEmpty())
        emit output(lines, m_read);
    if (more)
        m_more.start(0); // the rest after whatever else waits for this thread
}

/// Makes the present segment the open one.
bool ShimClient::openSegment() {
    const QString path = QStringLiteral("%1/spool/%2.spool").arg(m_home).arg(m_read.segment, 8, 10, QLatin1Char('0'));
    if (m_segment && m_segment->fileName() == path)
        return true;
    m_segment = std::make_unique<QFile>(path);
    m_segmentRevision = 0;
    if (!m_segment->open(QIODevice::ReadOnly | QIODevice::Unbuffered)) {
        m_segment.reset();
        return false;
    }
    const QByteArray first = m_segment->read(sizeof(spool::Header) + 16);
    spool::Header header{};
    memcpy(&header, first.constData(), std::min(sizeof header, size_t(first.size())));
    if (header.kind == spool::Kind::Revision)
        m_segmentRevision = first.mid(sizeof header, qsizetype(std::min<quint32>(header.length, 16))).toInt();
    return true;
}

/// Reads a stretch of the present segment. False: there is nothing more now.
bool ShimClient::readSegment(QList<OutputLine> &lines) {
    if (!openSegment()) {
        if (m_read.segment >= m_written.segment)
            return false;
        m_read = {m_read.segment + 1, 0};
        return true;
    }
    static constexpr qint64 stretch = 512 * 1024;
    const bool isLast = m_read.segment >= m_written.segment;
    const qint64 end = isLast ? qint64(m_written.offset) : m_segment->size();
    if (qint64(m_read.offset) >= end) {
        if (isLast)
            return false;
        m_read = {m_read.segment + 1, 0};
        return true;
    }
    m_segment->seek(qint64(m_read.offset));
    const QByteArray bytes =
        m_segment->read(std::min(end - qint64(m_read.offset), stretch + qint64(spool::maxLineBytes)));
    qsizetype at = 0;
    while (at + qsizetype(sizeof(spool::Header)) <= bytes.size() && at < stretch) {
        spool::Header header;
        memcpy(&header, bytes.constData() + at, sizeof header);
        const qsizetype next = at + qsizetype(sizeof header) + qsizetype(header.length);
        if (header.length > spool::maxLineBytes + 512 || header.nameLength > header.length || next > bytes.size())
            break;
        noteRecord(header, QByteArrayView(bytes).sliced(at + qsizetype(sizeof header), header.length), lines);
        at = next;
    }
    if (at == 0) { // a torn record: the shim died inside it, and its successor went on in the next segment
        if (isLast)
            return false;
        m_read = {m_read.segment + 1, 0};
        return true;
    }
    m_read.offset += quint64(at);
    return true;
}

void ShimClient::noteRecord(const spool::Header &header, QByteArrayView body, QList<OutputLine> &lines) {
    OutputLine line;
    line.timeNs = header.timeNs;
    line.revision = m_segmentRevision;
    line.component = QString::fromUtf8(body.first(header.nameLength));
    const QByteArrayView payload = body.sliced(header.nameLength);
    switch (header.kind) {
    case spool::Kind::Line:
        line.stream = header.stream == spool::Stream::Stderr ? LogStream::Stderr : LogStream::Stdout;
        line.text = payload.toByteArray();
        if (header.flags & spool::Cut)
            line.text += " [cut at 1 MiB]";
        break;
    case spool::Kind::Start:
        line.stream = LogStream::System;
        line.text = "started with process id " + payload.toByteArray();
        break;
    case spool::Kind::Gap: {
        spool::GapCount gap{};
        memcpy(&gap, payload.data(), std::min(sizeof gap, size_t(payload.size())));
        line.stream = LogStream::System;
        line.text = QByteArray::number(qulonglong(gap.lines)) + " lines could not be kept";
        break;
    }
    case spool::Kind::Exit: {
        spool::ExitStatus exit{};
        memcpy(&exit, payload.data(), std::min(sizeof exit, size_t(payload.size())));
        line.stream = LogStream::System;
        line.text = exit.signal != 0 ? "ended by signal " : "ended with exit code ";
        line.text += QByteArray::number(exit.signal != 0 ? exit.signal : exit.code);
        if (exit.outOfMemory)
            line.text += " for want of memory";
        if (exit.willRestartInMs >= 0)
            line.text += ", starting again in " + QByteArray::number(exit.willRestartInMs) + " ms";
        break;
    }
    default:
        return;
    }
    lines.append(line);
}
