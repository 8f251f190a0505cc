// SPDX-License-Identifier: GPL-3.0-or-later
// Follower: a bare WebSocket client on a plain socket, of which a test can have a thousand. It holds each line against
// its number: what is lost, told twice or skipped without a word is counted.
#pragma once

#include <QByteArray>
#include <QList>
#include <memory>
#include <vector>

class Follower {
public:
    /// Connects and shakes hands; isOpen() says whether it worked.
    Follower(quint16 port, const QByteArray &key, int receiveBuffer = 0);
    ~Follower();
    Q_DISABLE_COPY_MOVE(Follower)

    bool isOpen() const { return m_fd >= 0; }
    int fd() const { return m_fd; }
    /// A text frame.
    void send(const QByteArray &text);
    /// Reads what is there, without waiting. False: the connection has ended.
    bool receive();
    /// Ends it without a word.
    void cut();
    /// Waits for something to read and takes it; false after `ms` without.
    bool await(int ms);

    /// Number of the last line; the next must be one more.
    qint64 lastSeq = 0;
    QByteArray cursor;
    qint64 lines = 0;
    qint64 frames = 0;
    qint64 wrong = 0; // lines out of order, lost or doubled
    qint64 gaps = 0; // lines told of as gone
    qint64 lastRev = 0;
    qint64 changes = 0;
    qint64 wrongRevs = 0;
    qint64 errors = 0;
    /// For texts like "n=NUMBER", which count from 1 without a hole.
    qint64 lastNumber = 0;
    qint64 wrongNumbers = 0;
    /// For lines whose text begins with "t=MICROSECONDS ": how long they took, in microseconds.
    std::vector<qint64> delays;
    /// Each payload, when it is wanted.
    bool keepsPayloads = false;
    QList<QByteArray> payloads;

private:
    void sendFrame(int opcode, QByteArrayView payload);
    void take(QByteArrayView payload);
    struct Lines;

    static const Lines &read(QByteArrayView payload);
    void takeLines(QByteArrayView payload);

    int m_fd = -1;
    QByteArray m_in;
};

/// Takes what any of them has to read; waits up to `ms` for it.
void receiveAny(const std::vector<std::unique_ptr<Follower>> &followers, int ms);
