// SPDX-License-Identifier: GPL-3.0-or-later
// The folder belongs to the server and is open to Caddy's group for reading; only work/ is Caddy's own. So what Caddy
// could be made to do there never leads the server, which may be root, anywhere else.
#include "server/edge/caddyprocess.h"
#include <QCoroTimer>
#include <QDir>
#include <QFile>
#include <QSaveFile>
#include <QStandardPaths>
#include <charconv>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace std::chrono_literals;

CaddyProcess::CaddyProcess(QString folder, int uid, QObject *parent)
    : QObject(parent), m_folder(std::move(folder)), m_uid(geteuid() == 0 ? uid : 0) { }

CaddyProcess::~CaddyProcess() {
    m_notifier.reset();
    for (const int descriptor : {m_process, m_workFolder})
        if (descriptor >= 0)
            ::close(descriptor);
}

static Error unavailable(const QString &what, const QString &details = {}) {
    return {ErrorCode::Unavailable, what, details, {}};
}

/// mkdir, or chmod of what is there, and chown where the server is root.
static bool makeFolder(const QString &name, mode_t mode, int uid, int gid) {
    const QByteArray path = QFile::encodeName(name);
    if (::mkdir(path.constData(), mode) != 0 && errno != EEXIST)
        return false;
    return ::chmod(path.constData(), mode) == 0
        && (gid == 0 || ::lchown(path.constData(), uid_t(uid), gid_t(gid)) == 0);
}

Result<Done> CaddyProcess::open() {
    const QString work = m_folder + QStringLiteral("/work");
    if (!makeFolder(m_folder, 0750, 0, m_uid) || !makeFolder(m_folder + QStringLiteral("/routes"), 0755, 0, 0)
        || !makeFolder(work, 0700, m_uid, m_uid))
        return unavailable(QStringLiteral("The folder %1 cannot be made").arg(m_folder), qt_error_string());
    if (m_workFolder < 0)
        m_workFolder = ::open(QFile::encodeName(work).constData(), O_PATH | O_DIRECTORY | O_CLOEXEC);
    watch();
    return {};
}

QString CaddyProcess::socketPath() const {
    return QStringLiteral("/proc/self/fd/%1/admin.sock").arg(m_workFolder);
}

QString CaddyProcess::lastWords() const {
    QFile file(m_folder + QStringLiteral("/start.log"));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    file.seek(std::max<qint64>(0, file.size() - 4096));
    const QList<QByteArray> lines = file.read(4096).trimmed().split('\n');
    return QString::fromUtf8(lines.last()).left(500);
}

/// The descriptor of the lock when it is free, -1 when a Caddy holds it.
int CaddyProcess::takeLock() const {
    const QByteArray path = QFile::encodeName(m_folder + QStringLiteral("/caddy.pid"));
    const int lock = ::open(path.constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock < 0 || ::flock(lock, LOCK_EX | LOCK_NB) == 0)
        return lock;
    ::close(lock);
    return -1;
}

bool CaddyProcess::isRunning() const {
    pollfd process{m_process, POLLIN, 0};
    return m_process >= 0 && ::poll(&process, 1, 0) == 0;
}

/// The pid in the file is believed only while the lock is held: then it cannot be another's by now.
void CaddyProcess::watch() {
    m_notifier.reset();
    if (m_process >= 0)
        ::close(std::exchange(m_process, -1));
    QFile file(m_folder + QStringLiteral("/caddy.pid"));
    if (!file.open(QIODevice::ReadOnly))
        return;
    const pid_t pid = file.read(16).trimmed().toInt();
    m_process = pid > 0 ? int(syscall(SYS_pidfd_open, pid, 0)) : -1;
    if (const int lock = takeLock(); lock >= 0) {
        ::close(lock);
        if (m_process >= 0)
            ::close(std::exchange(m_process, -1));
        return;
    }
    if (m_process < 0)
        return;
    m_notifier = std::make_unique<QSocketNotifier>(m_process, QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, [this] {
        m_notifier->setEnabled(false);
        emit ended();
    });
}

/// Its arguments, by way of setpriv where the server is root: another user without any capability but that for the
/// ports below 1024, and no way to more.
static QList<QByteArray> commandLine(const QString &caddy, int uid) {
    QList<QByteArray> command;
    if (uid != 0) {
        const QByteArray id = QByteArray::number(uid), only = "-all,+net_bind_service";
        command = {"/usr/bin/setpriv", "--reuid", id, "--regid", id, "--clear-groups", "--no-new-privs",
            "--bounding-set", only, "--inh-caps", only, "--ambient-caps", only, "--"};
    }
    command += {QFile::encodeName(caddy), "run", "--config", "-"};
    return command;
}

/// fork, setsid, fork, exec, with `in`, `out` and the lock (as descriptor 3) and nothing else of ours open.
static bool spawnDetached(const QList<QByteArray> &command, int folder, int in, int out, int lock) {
    std::vector<char *> arguments;
    for (const QByteArray &word : command)
        arguments.push_back(const_cast<char *>(word.constData()));
    arguments.push_back(nullptr);
    // No home: everything it keeps has a path of its own, relative to its folder.
    const char *const environment[]{"PATH=/usr/bin:/bin", "HOME=.", "XDG_DATA_HOME=.", "XDG_CONFIG_HOME=.", nullptr};
    const pid_t child = fork();
    if (child == 0) {
        setsid();
        if (fork() != 0)
            _exit(0);
        sigset_t none;
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, nullptr);
        const int high = fcntl(lock, F_DUPFD, 16), files = fcntl(in, F_DUPFD, 16), log = fcntl(out, F_DUPFD, 16);
        if (fchdir(folder) != 0 || dup2(files, STDIN_FILENO) < 0 || dup2(log, STDOUT_FILENO) < 0
            || dup2(log, STDERR_FILENO) < 0 || dup2(high, 3) < 0)
            _exit(126);
        closefrom(4);
        char pid[16];
        const auto end = std::to_chars(pid, pid + sizeof pid, getpid());
        if (ftruncate(3, 0) != 0 || pwrite(3, pid, size_t(end.ptr - pid), 0) < 0)
            _exit(126);
        execve(arguments[0], arguments.data(), const_cast<char *const *>(environment));
        _exit(127);
    }
    int status = 0;
    return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

Result<Done> CaddyProcess::launch(const QByteArray &config) {
    const QString caddy = QStandardPaths::findExecutable(QStringLiteral("caddy"));
    if (caddy.isEmpty())
        return unavailable(QStringLiteral("There is no program caddy"), QStringLiteral("Install the package caddy"));
    const QString path = m_folder + QStringLiteral("/caddy.json");
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(config) < 0 || !file.commit())
        return unavailable(QStringLiteral("%1 cannot be written").arg(path), file.errorString());
    const int lock = takeLock();
    if (lock < 0)
        return unavailable(QStringLiteral("A Caddy of this server runs already"));
    const int in = ::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC);
    const int out = ::open(QFile::encodeName(m_folder + QStringLiteral("/start.log")).constData(),
        O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
    ::unlinkat(m_workFolder, "admin.sock", 0); // of one that was killed
    const int folder =
        ::open(QFile::encodeName(m_folder + QStringLiteral("/work")).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool good =
        in >= 0 && out >= 0 && folder >= 0 && spawnDetached(commandLine(caddy, m_uid), folder, in, out, lock);
    for (const int descriptor : {in, out, folder, lock})
        if (descriptor >= 0)
            ::close(descriptor);
    return good ? Result<Done>() : unavailable(QStringLiteral("Caddy cannot be started"), qt_error_string());
}

Task<Result<Done>> CaddyProcess::start(QByteArray config) {
    CO_TRY_DONE(launch(config));
    // Until it listens there is nothing of it to wait at.
    const QString socket = socketPath();
    for (int tries = 0; tries < 1000; ++tries) {
        if (!isRunning())
            watch();
        if (::access(QFile::encodeName(socket).constData(), F_OK) == 0 && isRunning())
            co_return Done{};
        if (const int lock = tries > 20 ? takeLock() : -1; lock >= 0) {
            ::close(lock);
            co_return unavailable(QStringLiteral("Caddy ended at once"), lastWords());
        }
        co_await QCoro::sleepFor(10ms);
    }
    co_return Error{ErrorCode::Timeout, QStringLiteral("Caddy did not come up in time"), lastWords(), {}};
}

Task<Result<Done>> CaddyProcess::stop() {
    for (const auto &[signal, patience] : {std::pair{SIGTERM, 8s}, std::pair{SIGKILL, 2s}}) {
        if (!isRunning())
            co_return Done{};
        syscall(SYS_pidfd_send_signal, m_process, signal, nullptr, 0);
        for (auto waited = 0ms; waited < patience && isRunning(); waited += 10ms)
            co_await QCoro::sleepFor(10ms);
    }
    if (isRunning())
        co_return unavailable(QStringLiteral("Caddy does not end"));
    co_return Done{};
}
