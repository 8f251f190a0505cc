// SPDX-License-Identifier: GPL-3.0-or-later
// Shim: keeps the components of one service: starts, restarts and ends them, and writes what they say into the spool.
#pragma once

#include "server/shim/controlsocket.h"
#include "server/shim/linesplitter.h"
#include "server/shim/spec.h"
#include "server/shim/spoolwriter.h"
#include <chrono>
#include <optional>
#include <sys/types.h>
#include <utility>
#include <vector>

class Shim {
public:
    Shim(ShimSpec spec, int spoolFolder, int listener);
    bool openSpool() { return m_spool.open(); }
    /// Until the daemon says quit, or SIGTERM does. `signals` is a signalfd with SIGCHLD and SIGTERM in it.
    int run(int signals);

private:
    using Time = std::chrono::steady_clock::time_point;

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

    Component *find(std::string_view name);
    bool anyRunning() const;

    void start(Component &component);
    void stop(Component &component);
    /// In the reverse order of starting.
    void stopAll();
    void ended(Component &component, int status);
    void reap();
    std::optional<Time> nextTime() const;
    void onTime(Time now);

    void readPipe(Component &component, Pipe &pipe);
    void flushPipe(Component &component, Pipe &pipe);
    void closePipe(Component &component, Pipe &pipe);

    void greet();
    void obey(std::string_view line);
    void tellSpool();

    ShimSpec m_spec;
    SpoolWriter m_spool;
    ControlSocket m_control;
    std::vector<Component> m_components;
    std::pair<unsigned, uint64_t> m_told{};
    unsigned long m_outOfMemoryKills = 0;
    bool m_quit = false;
};
