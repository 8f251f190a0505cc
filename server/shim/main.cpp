// SPDX-License-Identifier: GPL-3.0-or-later
// aiadminpanel-shim RUN_DIR: keeps one service. It owns the pipes, the spool
// and the exit statuses of its components, so that the daemon may end, crash or
// be upgraded while they run. Reads its spec from stdin, obeys lines on a
// socket:
//   start NAME · stop NAME · stop-all · ack SEGMENT OFFSET · quit
// and tells: hello SERVICE PID · state NAME running|stopped PID · exited NAME
// CODE SIGNAL RESTART_MS OOM · spool SEGMENT OFFSET
#include "server/shim/launch.h"
#include "server/shim/linesplitter.h"
#include "server/shim/spoolwriter.h"
#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <memory>
#include <optional>
#include <poll.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace std::chrono_literals;
using Time = std::chrono::steady_clock::time_point;

namespace {

constexpr auto partialLineTimeout = 200ms;
constexpr auto longestBackoff = 60s;
constexpr size_t clientOutLimit = 1 << 20;

struct Pipe {
    int fd = -1;
    spool::Stream stream = spool::Stream::Stdout;
    LineSplitter splitter;
    std::optional<Time> flushAt;
};

struct Component {
    const ComponentSpec *spec = nullptr;
    pid_t pid = 0;
    Pipe pipes[2];
    bool wanted = false; // the daemon wants it to run
    std::optional<Time> killAt; // the grace period's end
    std::optional<Time> restartAt;
    Time startedAt{};
    int failures = 0;
};

class Shim {
public:
    Shim(ShimSpec spec, int spoolDir, int listener)
        : m_spec(std::move(spec)), m_spool(spoolDir), m_listener(listener), m_components(m_spec.components.size()) {
        for (size_t i = 0; i < m_components.size(); ++i)
            m_components[i].spec = &m_spec.components[i];
    }
    bool open() { return m_spool.open(); }
    int run(int signals);

private:
    Component *find(std::string_view name);
    void start(Component &component);
    void stop(Component &component);
    void readPipe(Component &component, Pipe &pipe);
    void closePipe(Component &component, Pipe &pipe);
    void reap();
    void ended(Component &component, int status);
    void onTime(Time now);
    void accept();
    void readClient();
    void obey(std::string_view line);
    void tell(const std::string &line);
    void sendToClient();
    void tellSpool();
    bool anyRunning() const {
        return std::any_of(m_components.begin(), m_components.end(), [](const Component &c) { return c.pid > 0; });
    }
    std::optional<Time> nextTime() const;

    ShimSpec m_spec;
    SpoolWriter m_spool;
    int m_listener;
    std::vector<Component> m_components;
    int m_client = -1;
    std::string m_clientIn, m_clientOut;
    std::pair<unsigned, uint64_t> m_told{};
    unsigned long m_outOfMemoryKills = 0;
    bool m_quit = false;
};

Component *Shim::find(std::string_view name) {
    const auto it = std::find_if(
        m_components.begin(), m_components.end(), [name](const Component &c) { return c.spec->name == name; });
    return it == m_components.end() ? nullptr : &*it;
}

void Shim::start(Component &component) {
    component.wanted = true;
    component.restartAt.reset();
    if (component.pid > 0)
        return;
    int out[2], err[2];
    if (pipe2(out, O_CLOEXEC) != 0 || pipe2(err, O_CLOEXEC) != 0)
        return tell("exited " + component.spec->name + " -1 0 -1");
    for (const int fd : {out[0], err[0]}) {
        fcntl(fd, F_SETFL, O_NONBLOCK);
        fcntl(fd, F_SETPIPE_SZ, 1 << 20);
    }
    for (Pipe &old : component.pipes)
        closePipe(component, old);
    component.pipes[0] = {out[0], spool::Stream::Stdout, {}, {}};
    component.pipes[1] = {err[0], spool::Stream::Stderr, {}, {}};
    component.pid = launch(m_spec, *component.spec, out[1], err[1]);
    component.startedAt = std::chrono::steady_clock::now();
    close(out[1]);
    close(err[1]);
    if (component.pid < 0) {
        component.pid = 0;
        component.wanted = false;
        return tell("exited " + component.spec->name + " -1 0 -1");
    }
    m_spool.append(spool::Kind::Start, spool::Stream::Stdout, 0, component.spec->name, std::to_string(component.pid));
    tell("state " + component.spec->name + " running " + std::to_string(component.pid));
}

void Shim::stop(Component &component) {
    component.wanted = false;
    component.restartAt.reset();
    if (component.pid <= 0)
        return tell("state " + component.spec->name + " stopped 0");
    if (component.killAt)
        return;
    signalGroup(component.pid, component.spec->stopSignal);
    component.killAt = std::chrono::steady_clock::now() + std::chrono::milliseconds(component.spec->graceMs);
}

void Shim::readPipe(Component &component, Pipe &pipe) {
    static char buffer[256 * 1024];
    const ssize_t got = read(pipe.fd, buffer, sizeof buffer);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (got <= 0)
        return closePipe(component, pipe);
    const auto emit = [&](std::string_view line, uint8_t flags) {
        m_spool.append(spool::Kind::Line, pipe.stream, flags, component.spec->name, line);
    };
    pipe.splitter.feed({buffer, size_t(got)}, emit);
    if (pipe.splitter.hasPartial())
        pipe.flushAt = std::chrono::steady_clock::now() + partialLineTimeout;
    else
        pipe.flushAt.reset();
}

void Shim::closePipe(Component &component, Pipe &pipe) {
    if (pipe.fd < 0)
        return;
    pipe.splitter.flushPartial([&](std::string_view line, uint8_t flags) {
        m_spool.append(spool::Kind::Line, pipe.stream, flags, component.spec->name, line);
    });
    close(pipe.fd);
    pipe.fd = -1;
    pipe.flushAt.reset();
}

void Shim::ended(Component &component, int status) {
    // What it wrote before its end is still in the pipes; a child of its that
    // lives on must not hold us up.
    for (Pipe &pipe : component.pipes) {
        for (int rounds = 0; pipe.fd >= 0 && rounds < 64; ++rounds) {
            pollfd poll{pipe.fd, POLLIN, 0};
            if (::poll(&poll, 1, 0) <= 0)
                break;
            readPipe(component, pipe);
        }
        if (pipe.fd >= 0)
            pipe.splitter.flushPartial([&](std::string_view line, uint8_t flags) {
                m_spool.append(spool::Kind::Line, pipe.stream, flags, component.spec->name, line);
            });
    }
    signalGroup(component.pid, SIGKILL);
    component.pid = 0;
    killLeftovers(*component.spec);
    const auto kills = outOfMemoryKills(m_spec);
    const bool outOfMemory = kills > m_outOfMemoryKills && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
    m_outOfMemoryKills = kills;
    component.killAt.reset();
    const bool good = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    const bool again =
        component.wanted && (component.spec->restart == "always" || (component.spec->restart == "on-failure" && !good));
    const auto now = std::chrono::steady_clock::now();
    int delay = -1;
    if (again) {
        // A run of ten seconds counts as a good start: the next failure begins the
        // backoff anew.
        component.failures = now - component.startedAt > 10s ? 0 : component.failures;
        delay = int(std::min<long long>(
            std::chrono::milliseconds(longestBackoff).count(), 100LL << std::min(component.failures, 12)));
        ++component.failures;
        component.restartAt = now + std::chrono::milliseconds(delay);
    }
    if (!anyRunning())
        killTree(m_spec, 0);
    const spool::ExitStatus exit{WIFEXITED(status) ? WEXITSTATUS(status) : -1,
        WIFSIGNALED(status) ? WTERMSIG(status) : 0, delay, component.wanted ? 0 : 1, outOfMemory ? 1 : 0};
    m_spool.append(spool::Kind::Exit, spool::Stream::Stdout, 0, component.spec->name,
        {reinterpret_cast<const char *>(&exit), sizeof exit});
    tellSpool();
    tell("exited " + component.spec->name + ' ' + std::to_string(exit.code) + ' ' + std::to_string(exit.signal) + ' '
        + std::to_string(delay) + (outOfMemory ? " 1" : " 0"));
}

void Shim::reap() {
    int status = 0;
    while (const pid_t pid = waitpid(-1, &status, WNOHANG)) {
        if (pid < 0)
            return;
        for (Component &component : m_components)
            if (component.pid == pid)
                ended(component, status);
    }
}

std::optional<Time> Shim::nextTime() const {
    std::optional<Time> next;
    auto consider = [&next](const std::optional<Time> &time) {
        if (time && (!next || *time < *next))
            next = time;
    };
    for (const Component &component : m_components) {
        consider(component.killAt);
        consider(component.restartAt);
        for (const Pipe &pipe : component.pipes)
            consider(pipe.flushAt);
    }
    return next;
}

void Shim::onTime(Time now) {
    for (Component &component : m_components) {
        if (component.killAt && *component.killAt <= now) {
            component.killAt.reset();
            signalGroup(component.pid, SIGKILL);
        }
        if (component.restartAt && *component.restartAt <= now)
            start(component);
        for (Pipe &pipe : component.pipes) {
            if (!pipe.flushAt || *pipe.flushAt > now)
                continue;
            pipe.flushAt.reset();
            pipe.splitter.flushPartial([&](std::string_view line, uint8_t flags) {
                m_spool.append(spool::Kind::Line, pipe.stream, flags, component.spec->name, line);
            });
        }
    }
}

void Shim::accept() {
    const int client = accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (client < 0)
        return;
    ucred peer{};
    socklen_t length = sizeof peer;
    getsockopt(client, SOL_SOCKET, SO_PEERCRED, &peer, &length);
    if (peer.uid != geteuid()) {
        close(client);
        return;
    }
    if (m_client >= 0)
        close(m_client); // a new daemon takes over from one that is gone without
                         // saying so
    m_client = client;
    m_clientIn.clear();
    m_clientOut.clear();
    m_told = {};
    tell("hello " + m_spec.service + ' ' + std::to_string(getpid()));
    for (const Component &component : m_components)
        tell("state " + component.spec->name
            + (component.pid > 0          ? " running "
                    : component.restartAt ? " waiting "
                                          : " stopped ")
            + std::to_string(component.pid));
    tellSpool();
}

void Shim::tell(const std::string &line) {
    if (m_client < 0 || m_clientOut.size() > clientOutLimit)
        return;
    m_clientOut += line + '\n';
    sendToClient();
}

void Shim::sendToClient() {
    const ssize_t sent = send(m_client, m_clientOut.data(), m_clientOut.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent > 0)
        m_clientOut.erase(0, size_t(sent));
}

void Shim::tellSpool() {
    const std::pair<unsigned, uint64_t> now{m_spool.segment(), m_spool.offset()};
    if (m_client < 0 || now == m_told)
        return;
    m_told = now;
    tell("spool " + std::to_string(now.first) + ' ' + std::to_string(now.second));
}

void Shim::readClient() {
    char buffer[4096];
    const ssize_t got = recv(m_client, buffer, sizeof buffer, MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (got <= 0 || m_clientIn.size() > 64 * 1024) {
        close(m_client);
        m_client = -1;
        return;
    }
    m_clientIn.append(buffer, size_t(got));
    for (size_t end; (end = m_clientIn.find('\n')) != std::string::npos;) {
        const std::string line = m_clientIn.substr(0, end);
        m_clientIn.erase(0, end + 1);
        obey(line);
    }
}

void Shim::obey(std::string_view line) {
    const size_t space = line.find(' ');
    const std::string_view verb = line.substr(0, space);
    const std::string rest(space == line.npos ? std::string_view() : line.substr(space + 1));
    Component *component = find(rest);
    if (verb == "start" && component) {
        component->failures = 0;
        start(*component);
    } else if (verb == "stop" && component) {
        stop(*component);
    } else if (verb == "stop-all") {
        for (auto it = m_components.rbegin(); it != m_components.rend(); ++it)
            stop(*it);
    } else if (verb == "ack") {
        unsigned segment = 0;
        unsigned long long offset = 0;
        if (std::sscanf(rest.c_str(), "%u %llu", &segment, &offset) == 2)
            m_spool.acknowledge(segment, offset);
    } else if (verb == "quit") {
        m_quit = true;
    }
}

int Shim::run(int signals) {
    while (!m_quit || anyRunning()) {
        std::vector<pollfd> polls{{signals, POLLIN, 0}, {m_listener, POLLIN, 0}};
        std::vector<std::pair<Component *, Pipe *>> owners;
        if (m_client >= 0)
            polls.push_back({m_client, short(POLLIN | (m_clientOut.empty() ? 0 : POLLOUT)), 0});
        const size_t firstPipe = polls.size();
        for (Component &component : m_components) {
            for (Pipe &pipe : component.pipes) {
                if (pipe.fd < 0)
                    continue;
                polls.push_back({pipe.fd, POLLIN, 0});
                owners.emplace_back(&component, &pipe);
            }
        }
        int timeout = -1;
        if (const auto next = nextTime())
            timeout = int(std::max<long long>(
                0, std::chrono::ceil<std::chrono::milliseconds>(*next - std::chrono::steady_clock::now()).count()));
        if (poll(polls.data(), polls.size(), timeout) < 0 && errno != EINTR)
            return 1;
        for (size_t i = firstPipe; i < polls.size(); ++i)
            if (polls[i].revents && owners[i - firstPipe].second->fd == polls[i].fd)
                readPipe(*owners[i - firstPipe].first, *owners[i - firstPipe].second);
        if (polls[0].revents) {
            signalfd_siginfo info;
            while (read(signals, &info, sizeof info) == sizeof info) { }
            reap();
        }
        onTime(std::chrono::steady_clock::now());
        tellSpool();
        if (m_client >= 0 && firstPipe == 3 && polls[2].fd == m_client) {
            if (polls[2].revents & POLLOUT)
                sendToClient();
            if (polls[2].revents & (POLLIN | POLLHUP | POLLERR))
                readClient();
        }
        if (polls[1].revents)
            accept();
    }
    killTree(m_spec, 0);
    unlink("shim.sock");
    unlink("shim.pid");
    return 0;
}

std::string readAll(int fd) {
    std::string all;
    char buffer[65536];
    ssize_t got = 0;
    while ((got = read(fd, buffer, sizeof buffer)) > 0 && all.size() < (8u << 20))
        all.append(buffer, size_t(got));
    return all;
}

int fail(const char *what) {
    std::fprintf(stderr, "aiadminpanel-shim: %s: %s\n", what, std::strerror(errno));
    return 1;
}

} // namespace

int main(int argc, char **argv) {
    if (argc != 2 || argv[1][0] == '-') {
        std::fputs("usage: aiadminpanel-shim RUN_DIR < SPEC\nKeeps one service of "
                   "aiadminpaneld; not meant to be run "
                   "by hand.\n",
            argc == 2 && std::strcmp(argv[1], "--help") == 0 ? stdout : stderr);
        return argc == 2 && std::strcmp(argv[1], "--help") == 0 ? 0 : 2;
    }
    const rlimit noCore{0, 0};
    setrlimit(RLIMIT_CORE, &noCore);
    prctl(PR_SET_DUMPABLE, 0);
    prctl(PR_SET_CHILD_SUBREAPER, 1);
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
    // One shim a service: a second one would take the first one's socket away.
    // Held, by the open file, to the end.
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
    for (const int number : {SIGCHLD, SIGTERM, SIGINT, SIGHUP, SIGPIPE})
        sigaddset(&set,
            number); // the daemon's end, or a terminal's, is no reason to stop
    sigprocmask(SIG_BLOCK, &set, nullptr);
    const int signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    if (signals < 0)
        return fail("signalfd");

    Shim shim(std::move(spec), spoolDir, listener);
    if (!shim.open())
        return fail("spool");
    // Ready: whoever started us waits for this.
    const int pidFile = ::open("shim.pid", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    dprintf(pidFile, "%d\n", getpid());
    close(pidFile);
    dprintf(STDOUT_FILENO, "ready\n");
    const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
    for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
        dup2(null, fd);
    return shim.run(signals);
}
