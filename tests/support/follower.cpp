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
    sendFrame(1, text);
}

void Follower::sendFrame(int opcode, QByteArrayView payload) {
    QByteArray frame;
    frame.append(char(0x80 | opcode));
    if (payload.size() < 126)
        frame.append(char(0x80 | payload.size()));
    else
        frame.append(char(0x80 | 126)).append(char(payload.size() >> 8)).append(char(payload.size()));
    frame.append(4, '\0'); // a mask of zeros masks nothing
    frame.append(payload);
    (void)!::send(m_fd, frame.constData(), size_t(frame.size()), MSG_NOSIGNAL);
}

bool Follower::receive() {
    static thread_local std::array<char, 1 << 18> bytes;
    bool isAlive = m_fd >= 0;
    for (bool more = true; isAlive && more;) {
        const auto got = ::recv(m_fd, bytes.data(), bytes.size(), MSG_DONTWAIT);
        if (got < 0 && (errno == EAGAIN || errno == EINTR))
            break;
        isAlive = got > 0;
        m_in.append(bytes.data(), std::max<qsizetype>(0, got));
        more = got == qsizetype(bytes.size());
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
        const QByteArrayView payload = QByteArrayView(m_in).sliced(at + 2 + lengthBytes, qsizetype(size));
        if ((head[0] & 15) == 1)
            take(payload);
        else if ((head[0] & 15) == 9 && size < 126) // who does not answer a ping is taken for gone
            sendFrame(10, payload);
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

/// What is in a frame of lines. A thousand followers get the same bytes: those seen a moment ago are not read again.
struct Follower::Lines {
    QByteArray payload;
    QByteArray cursor;
    std::vector<qint64> seqs;
    std::vector<qint64> numbers;
    std::vector<qint64> times;
};

const Follower::Lines &Follower::read(QByteArrayView payload) {
    static thread_local std::array<Lines, 64> latest;
    static thread_local size_t next = 0;
    for (const Lines &lines : latest)
        if (lines.payload.size() == payload.size()
            && std::memcmp(lines.payload.constData(), payload.data(), size_t(payload.size())) == 0)
            return lines;
    Lines &lines = latest[next++ % latest.size()];
    lines = {payload.toByteArray(), stringAfter(payload, "\"cursor\":\"").toByteArray(), {}, {}, {}};
    static constexpr QByteArrayView mark = "{\"seq\":"; // a quote inside a text has a backslash in front
    static constexpr QByteArrayView name = "\"text\":\"";
    for (const char *at = payload.data(), *end = at + payload.size();;) {
        at = static_cast<const char *>(::memmem(at, size_t(end - at), mark.data(), size_t(mark.size())));
        if (!at)
            break;
        at += mark.size();
        lines.seqs.push_back(numberAt(payload, at - payload.data()));
        const auto *text = static_cast<const char *>(
            ::memmem(at, std::min<size_t>(size_t(end - at), 250), name.data(), size_t(name.size())));
        if (!text || end - text < name.size() + 2 || text[name.size() + 1] != '=')
            continue;
        const qint64 number = numberAt(payload, text + name.size() + 2 - payload.data());
        if (text[name.size()] == 't')
            lines.times.push_back(number);
        else if (text[name.size()] == 'n')
            lines.numbers.push_back(number);
    }
    return lines;
}

void Follower::takeLines(QByteArrayView payload) {
    const Lines &found = read(payload);
    for (const qint64 seq : found.seqs) {
        wrong += lastSeq != 0 && seq != lastSeq + 1;
        lastSeq = seq;
    }
    lines += qint64(found.seqs.size());
    for (const qint64 number : found.numbers) {
        wrongNumbers += number != lastNumber + 1;
        lastNumber = number;
    }
    if (!found.times.empty()) {
        timespec now{};
        ::clock_gettime(CLOCK_REALTIME, &now);
        for (const qint64 time : found.times)
            delays.push_back(now.tv_sec * 1'000'000LL + now.tv_nsec / 1000 - time);
    }
    cursor = found.cursor;
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
