// SPDX-License-Identifier: GPL-3.0-or-later
// Frames are looked through for what counts, not parsed: at a million lines that would be all the test does.
#include "tests/support/follower.h"
#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

Follower::Follower(quint16 port, const QByteArray &key, int receiveBuffer) {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (receiveBuffer > 0)
        ::setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, sizeof receiveBuffer);
    const timeval patience{5, 0};
    ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const QByteArray head =
        "GET /api/ws HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nAuthorization: "
        "Bearer "
        + key + "\r\n\r\n";
    bool isGood = ::connect(fd, reinterpret_cast<sockaddr *>(&address), sizeof address) == 0
        && ::send(fd, head.constData(), size_t(head.size()), MSG_NOSIGNAL) == head.size();
    qsizetype end = -1;
    while (isGood && (end = m_in.indexOf("\r\n\r\n")) < 0) {
        char bytes[4096];
        const auto got = ::recv(fd, bytes, sizeof bytes, 0);
        isGood = got > 0;
        m_in.append(bytes, std::max<qsizetype>(0, got));
    }
    if (!isGood || !m_in.startsWith("HTTP/1.1 101")) {
        ::close(fd);
        return;
    }
    m_in.remove(0, end + 4);
    ::fcntl(fd, F_SETFL, O_NONBLOCK);
    m_fd = fd;
}

Follower::~Follower() {
    cut();
}

void Follower::cut() {
    if (m_fd < 0)
        return;
    const linger now{1, 0}; // a reset, as of a cable that is pulled
    ::setsockopt(m_fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    ::close(m_fd);
    m_fd = -1;
    m_in.clear();
}

void Follower::send(const QByteArray &text) {
    QByteArray frame;
    frame.append(char(0x81));
    if (text.size() < 126)
        frame.append(char(0x80 | text.size()));
    else
        frame.append(char(0x80 | 126)).append(char(text.size() >> 8)).append(char(text.size()));
    frame.append(4, '\0'); // a mask of zeros masks nothing
    frame.append(text);
    (void)!::send(m_fd, frame.constData(), size_t(frame.size()), MSG_NOSIGNAL);
}

bool Follower::receive() {
    static thread_local std::array<char, 1 << 18> bytes;
    bool isAlive = m_fd >= 0;
    for (int rounds = 0; isAlive && rounds < 8; ++rounds) {
        const auto got = ::recv(m_fd, bytes.data(), bytes.size(), MSG_DONTWAIT);
        if (got < 0 && (errno == EAGAIN || errno == EINTR))
            break;
        isAlive = got > 0;
        m_in.append(bytes.data(), std::max<qsizetype>(0, got));
    }
    qsizetype at = 0;
    while (m_in.size() - at >= 2) {
        const auto *head = reinterpret_cast<const unsigned char *>(m_in.constData() + at);
        const int lengthBytes = head[1] < 126 ? 0 : head[1] == 126 ? 2 : 8;
        if (m_in.size() - at < 2 + lengthBytes)
            break;
        quint64 size = lengthBytes == 0 ? head[1] : 0;
        for (int i = 0; i < lengthBytes; ++i)
            size = size << 8 | head[2 + i];
        if (quint64(m_in.size() - at - 2 - lengthBytes) < size)
            break;
        if ((head[0] & 15) == 1)
            take(QByteArrayView(m_in).sliced(at + 2 + lengthBytes, qsizetype(size)));
        at += 2 + lengthBytes + qsizetype(size);
    }
    m_in.remove(0, at);
    return isAlive;
}

bool Follower::await(int ms) {
    pollfd one{m_fd, POLLIN, 0};
    return m_fd >= 0 && ::poll(&one, 1, ms) > 0 && receive();
}

static qint64 numberAt(QByteArrayView text, qsizetype at) {
    qint64 number = 0;
    for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at)
        number = number * 10 + (text[at] - '0');
    return number;
}

static QByteArrayView stringAfter(QByteArrayView payload, QByteArrayView name) {
    const qsizetype at = payload.lastIndexOf(name);
    if (at < 0)
        return {};
    const QByteArrayView rest = payload.sliced(at + name.size());
    return rest.first(rest.indexOf('"'));
}

void Follower::takeLines(QByteArrayView payload) {
    static constexpr QByteArrayView mark = "{\"seq\":"; // a quote inside a text has a backslash in front
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    const qint64 nowUs = now.tv_sec * 1'000'000LL + now.tv_nsec / 1000;
    for (const char *at = payload.data(), *end = at + payload.size();;) {
        at = static_cast<const char *>(::memmem(at, size_t(end - at), mark.data(), size_t(mark.size())));
        if (!at)
            break;
        at += mark.size();
        const qint64 seq = numberAt(payload, at - payload.data());
        wrong += lastSeq != 0 && seq != lastSeq + 1;
        lastSeq = seq;
        ++lines;
        static constexpr QByteArrayView name = "\"text\":\"";
        const auto *text = static_cast<const char *>(
            ::memmem(at, std::min<size_t>(size_t(end - at), 250), name.data(), size_t(name.size())));
        if (!text || end - text < name.size() + 2 || text[name.size() + 1] != '=')
            continue;
        const qint64 number = numberAt(payload, text + name.size() + 2 - payload.data());
        if (text[name.size()] == 't') {
            delays.push_back(nowUs - number);
        } else if (text[name.size()] == 'n') {
            wrongNumbers += number != lastNumber + 1;
            lastNumber = number;
        }
    }
    cursor = stringAfter(payload, "\"cursor\":\"").toByteArray();
}

void Follower::take(QByteArrayView payload) {
    ++frames;
    if (keepsPayloads)
        payloads.append(payload.toByteArray());
    if (payload.startsWith("{\"type\":\"service.logs\"")) {
        takeLines(payload);
    } else if (payload.startsWith("{\"type\":\"gap\"")) {
        const qint64 count = numberAt(payload, payload.lastIndexOf("\"count\":") + 8);
        gaps += count;
        lastSeq += count;
        cursor = stringAfter(payload, "\"to\":\"").toByteArray();
    } else if (payload.startsWith("{\"type\":\"change\"")) {
        const qint64 rev = numberAt(payload, payload.indexOf("\"rev\":") + 6);
        wrongRevs += lastRev != 0 && rev != lastRev + 1;
        lastRev = rev;
        ++changes;
    } else if (payload.startsWith("{\"type\":\"error\"")) {
        ++errors;
    }
}

void receiveAny(const std::vector<std::unique_ptr<Follower>> &followers, int ms) {
    std::vector<pollfd> polls;
    polls.reserve(followers.size());
    for (const auto &follower : followers)
        polls.push_back({follower->fd(), POLLIN, 0}); // poll() leaves -1 out
    if (::poll(polls.data(), polls.size(), ms) <= 0)
        return;
    for (size_t i = 0; i < polls.size(); ++i)
        if (polls[i].revents && !followers[i]->receive())
            followers[i]->cut();
}
