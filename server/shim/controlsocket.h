// SPDX-License-Identifier: GPL-3.0-or-later
// ControlSocket: the daemon's connection to a shim. One daemon at a time; lines both ways; what it does not read is
// bounded and then dropped, since a new connection is told everything anyway.
#pragma once

#include <string>
#include <vector>

class ControlSocket {
public:
    explicit ControlSocket(int listener) : m_listener(listener) { }

    int listener() const { return m_listener; }
    /// -1 while no daemon is connected.
    int client() const { return m_client; }
    bool hasToWrite() const { return !m_out.empty(); }

    /// True when a daemon has connected; one that was there before is let go.
    bool accept();
    void tell(const std::string &line);
    void flush();
    /// The lines that have come in full.
    std::vector<std::string> readLines();

private:
    int m_listener;
    int m_client = -1;
    std::string m_in, m_out;
};
