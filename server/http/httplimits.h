// SPDX-License-Identifier: GPL-3.0-or-later
// HttpLimits: how much of anything one client may take.
#pragma once

#include <QtGlobal>
#include <chrono>

struct HttpLimits {
    qsizetype headBytes = 16 * 1024;
    int headerLines = 100;
    qint64 bodyBytes = 1024 * 1024;
    /// Of all clients together, while their bodies arrive; whoever goes beyond gets 503.
    qint64 bodyBytesTogether = 256 * 1024 * 1024;
    int connections = 4096;
    /// Requests of one connection that may wait for their answers; the next is not read until one is sent.
    int pipelined = 16;
    /// Answer bytes a client may leave unread before its next request is read.
    qint64 outBytes = 256 * 1024;
    std::chrono::milliseconds headerTimeout{10'000};
    std::chrono::milliseconds bodyTimeout{30'000};
    std::chrono::milliseconds idleTimeout{75'000};
    /// Time a client may take to read what waits for it, and the bytes a second it has to take of a large answer.
    std::chrono::milliseconds writeTimeout{30'000};
    qint64 readRate = 16 * 1024;
};
