// SPDX-License-Identifier: GPL-3.0-or-later
// Accepting, telling, reading.
#include "server/shim/controlsocket.h"
#include <cerrno>
#include <sys/socket.h>
#include <unistd.h>

static constexpr size_t inLimit = 64 * 1024;
static constexpr size_t outLimit = 1 << 20;

bool ControlSocket::accept() {
    const int client = accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (client < 0)
        return false;
    ucred peer{};
    socklen_t length = sizeof peer;
    getsockopt(client, SOL_SOCKET, SO_PEERCRED, &peer, &length);
    if (peer.uid != geteuid()) {
        close(client);
        return false;
    }
    if (m_client >= 0)
        close(m_client); // a new daemon takes over from one that is gone without saying so
    m_client = client;
    m_in.clear();
    m_out.clear();
    return true;
}

void ControlSocket::tell(const std::string &line) {
    if (m_client < 0 || m_out.size() > outLimit)
        return;
    m_out += line + '\n';
    flush();
}

void ControlSocket::flush() {
    const ssize_t sent = send(m_client, m_out.data(), m_out.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent > 0)
        m_out.erase(0, size_t(sent));
}

std::vector<std::string> ControlSocket::readLines() {
    std::vector<std::string> lines;
    char buffer[4096];
    const ssize_t got = recv(m_client, buffer, sizeof buffer, MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return lines;
    if (got <= 0 || m_in.size() > inLimit) {
        close(m_client);
        m_client = -1;
        return lines;
    }
    m_in.append(buffer, size_t(got));
    for (size_t end; (end = m_in.find('\n')) != std::string::npos; m_in.erase(0, end + 1))
        lines.push_back(m_in.substr(0, end));
    return lines;
}
