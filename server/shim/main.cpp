// SPDX-License-Identifier: GPL-3.0-or-later
// aiadminpanel-shim RUN_DIR: keeps one service. It owns the pipes, the spool and the exit statuses of its components,
// so that the daemon may end, crash or be upgraded while they run. Reads its spec from stdin, obeys lines on a socket:
//   start NAME · stop NAME · stop-all · ack SEGMENT OFFSET · quit
// and tells: hello SERVICE REVISION PID · state NAME running|waiting|stopped PID · exited NAME CODE SIGNAL RESTART_MS
// OOM · spool SEGMENT OFFSET
#include "server/shim/procstat.h"
#include "server/shim/shim.h"
#include <cerrno>
#include <csignal>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

static std::string readAll(int fd) {
    std::string all;
    char buffer[65536];
    ssize_t got = 0;
    while ((got = read(fd, buffer, sizeof buffer)) > 0 && all.size() < (8u << 20))
        all.append(buffer, size_t(got));
    return all;
}

static int fail(const char *what) {
    std::fprintf(stderr, "aiadminpanel-shim: %s: %s\n", what, std::strerror(errno));
    return 1;
}

int main(int argc, char **argv) {
    if (argc != 2 || argv[1][0] == '-') {
        std::fputs("usage: aiadminpanel-shim RUN_DIR < SPEC\nKeeps one service of aiadminpaneld; not meant to be run "
                   "by hand.\n",
            argc == 2 && std::strcmp(argv[1], "--help") == 0 ? stdout : stderr);
        return argc == 2 && std::strcmp(argv[1], "--help") == 0 ? 0 : 2;
    }
    const rlimit noCore{0, 0};
    setrlimit(RLIMIT_CORE, &noCore);
    prctl(PR_SET_DUMPABLE, 0);
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    setsid(); // a session of its own number: by that the daemon knows what it has left, when it was killed
    umask(077);

    ShimSpec spec;
    if (!parseSpec(readAll(STDIN_FILENO), spec))
        return fail("the spec on stdin is not one");
    if (chdir(argv[1]) != 0)
        return fail(argv[1]);
    const int spoolDir = ::open("../spool", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (spoolDir < 0)
        return fail("spool folder");

    // Relative to the run folder: sun_path is 108 bytes short.
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strcpy(address.sun_path, "shim.sock");
    // One shim a service: a second one would take the first one's socket away. Held, by the open file, to the end.
    const int lock = ::open("shim.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock < 0 || flock(lock, LOCK_EX | LOCK_NB) != 0)
        return fail("another shim keeps this service");
    unlink("shim.sock");
    const int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (listener < 0 || bind(listener, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0
        || listen(listener, 4) != 0)
        return fail("socket");

    sigset_t set;
    sigemptyset(&set);
    // A terminal's end is no reason to stop, and the daemon's sends no signal.
    for (const int number : {SIGCHLD, SIGTERM, SIGINT, SIGHUP, SIGPIPE})
        sigaddset(&set, number);
    sigprocmask(SIG_BLOCK, &set, nullptr);
    const int signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    if (signals < 0)
        return fail("signalfd");

    Shim shim(std::move(spec), spoolDir, listener);
    if (!shim.openSpool())
        return fail("spool");
    // Ready: whoever started us waits for this.
    ProcessStat self;
    readProcessStat(getpid(), self);
    const int pidFile = ::open("shim.pid", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    dprintf(pidFile, "%d %llu\n", getpid(), self.startTime);
    close(pidFile);
    dprintf(STDOUT_FILENO, "ready\n");
    const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
    for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
        dup2(null, fd);
    return shim.run(signals);
}
