// SPDX-License-Identifier: GPL-3.0-or-later
// The life of components, and the loop over signals, pipes, time and the daemon's orders.
#include "server/shim/shim.h"
#include "server/shim/launch.h"
#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <poll.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace std::chrono_literals;

static constexpr auto partialLineTimeout = 200ms;
static constexpr auto longestBackoff = 60s;

Shim::Shim(ShimSpec spec, int spoolFolder, int listener)
    : m_spec(std::move(spec))
    , m_spool(spoolFolder, m_spec.revision)
    , m_control(listener)
    , m_components(m_spec.components.size()) {
    for (size_t i = 0; i < m_components.size(); ++i)
        m_components[i].spec = &m_spec.components[i];
}

bool Shim::anyRunning() const {
    return std::any_of(m_components.begin(), m_components.end(), [](const Component &c) { return c.pid > 0; });
}

Shim::Component *Shim::find(std::string_view name) {
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
        return m_control.tell("exited " + component.spec->name + " -1 0 -1 0");
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
        return m_control.tell("exited " + component.spec->name + " -1 0 -1 0");
    }
    m_spool.append(spool::Kind::Start, spool::Stream::Stdout, 0, component.spec->name, std::to_string(component.pid));
    m_control.tell("state " + component.spec->name + " running " + std::to_string(component.pid));
}

void Shim::stop(Component &component) {
    component.wanted = false;
    component.restartAt.reset();
    if (component.pid <= 0)
        return m_control.tell("state " + component.spec->name + " stopped 0");
    if (component.killAt)
        return;
    stopGently(m_spec, component.pid, component.spec->stopSignal);
    component.killAt = std::chrono::steady_clock::now() + std::chrono::milliseconds(component.spec->graceMs);
}

void Shim::stopAll() {
    for (auto it = m_components.rbegin(); it != m_components.rend(); ++it)
        stop(*it);
}

void Shim::readPipe(Component &component, Pipe &pipe) {
    static char buffer[256 * 1024];
    const ssize_t got = read(pipe.fd, buffer, sizeof buffer);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (got <= 0)
        return closePipe(component, pipe);
    const auto sink = [&](std::string_view line, uint8_t flags) {
        m_spool.append(spool::Kind::Line, pipe.stream, flags, component.spec->name, line);
    };
    pipe.splitter.feed({buffer, size_t(got)}, sink);
    if (pipe.splitter.hasPartial())
        pipe.flushAt = std::chrono::steady_clock::now() + partialLineTimeout;
    else
        pipe.flushAt.reset();
}

void Shim::flushPipe(Component &component, Pipe &pipe) {
    pipe.flushAt.reset();
    pipe.splitter.flushPartial([&](std::string_view line, uint8_t flags) {
        m_spool.append(spool::Kind::Line, pipe.stream, flags, component.spec->name, line);
    });
}

void Shim::closePipe(Component &component, Pipe &pipe) {
    if (pipe.fd < 0)
        return;
    flushPipe(component, pipe);
    close(pipe.fd);
    pipe.fd = -1;
}

void Shim::ended(Component &component, int status) {
    // What it wrote before its end is still in the pipes; a child of its that lives on must not hold us up.
    for (Pipe &pipe : component.pipes) {
        for (int rounds = 0; pipe.fd >= 0 && rounds < 64; ++rounds) {
            pollfd poll{pipe.fd, POLLIN, 0};
            if (::poll(&poll, 1, 0) <= 0)
                break;
            readPipe(component, pipe);
        }
        flushPipe(component, pipe);
    }
    signalGroup(component.pid, SIGKILL);
    component.pid = 0;
    killLeftovers(m_spec, *component.spec);
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
        // A run of ten seconds counts as a good start: the next failure begins the backoff anew.
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
    m_control.tell("exited " + component.spec->name + ' ' + std::to_string(exit.code) + ' '
        + std::to_string(exit.signal) + ' ' + std::to_string(delay) + (outOfMemory ? " 1" : " 0"));
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

std::optional<Shim::Time> Shim::nextTime() const {
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
        for (Pipe &pipe : component.pipes)
            if (pipe.flushAt && *pipe.flushAt <= now)
                flushPipe(component, pipe);
    }
}

void Shim::greet() {
    m_told = {};
    m_control.tell("hello " + m_spec.service + ' ' + std::to_string(m_spec.revision) + ' ' + std::to_string(getpid()));
    for (const Component &component : m_components) {
        const char *state = component.pid > 0 ? " running " : component.restartAt ? " waiting " : " stopped ";
        m_control.tell("state " + component.spec->name + state + std::to_string(component.pid));
    }
    tellSpool();
}

void Shim::tellSpool() {
    const std::pair<unsigned, uint64_t> now{m_spool.segment(), m_spool.offset()};
    if (m_control.client() < 0 || now == m_told)
        return;
    m_told = now;
    m_control.tell("spool " + std::to_string(now.first) + ' ' + std::to_string(now.second));
}

void Shim::obey(std::string_view line) {
    const size_t space = line.find(' ');
    const std::string_view verb = line.substr(0, space);
    const std::string rest(space == line.npos ? std::string_view() : line.substr(space + 1));
    Component *component = find(rest);
    if (verb == "start" && component && !m_quit) {
        component->failures = 0;
        start(*component);
    } else if (verb == "stop" && component) {
        stop(*component);
    } else if (verb == "stop-all") {
        stopAll();
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
        const int client = m_control.client();
        std::vector<pollfd> polls{{signals, POLLIN, 0}, {m_control.listener(), POLLIN, 0},
            {client, short(POLLIN | (m_control.hasToWrite() ? POLLOUT : 0)), 0}}; // poll() leaves -1 out
        const size_t firstPipe = polls.size();
        std::vector<std::pair<Component *, Pipe *>> owners;
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
            while (read(signals, &info, sizeof info) == sizeof info) {
                if (info.ssi_signo == SIGTERM) { // the host goes down, or somebody wants just this service to end
                    m_quit = true;
                    stopAll();
                }
            }
            reap();
        }
        onTime(std::chrono::steady_clock::now());
        if (polls[2].revents & POLLOUT)
            m_control.flush();
        if (polls[2].revents & (POLLIN | POLLHUP | POLLERR))
            for (const std::string &line : m_control.readLines())
                obey(line);
        if (polls[1].revents && m_control.accept())
            greet();
        tellSpool();
    }
    killTree(m_spec, 0);
    unlink("shim.sock");
    unlink("shim.pid");
    return 0;
}
