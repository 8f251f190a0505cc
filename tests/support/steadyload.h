// SPDX-License-Identifier: GPL-3.0-or-later
// SteadyLoad: requests at an even rate from threads of its own, each answer looked at.
#pragma once

#include <QMap>
#include <QStringList>
#include <QTcpSocket>
#include <atomic>
#include <chrono>
#include <mutex>
#include <thread>
#include <vector>

class SteadyLoad {
public:
    /// Half of the threads keep their connection, half open one for each request. `slow` is asked by one more thread,
    /// again and again: a path whose answer takes its time.
    SteadyLoad(QByteArray host, quint16 port, int perSecond, QByteArray slow) : m_host(std::move(host)), m_port(port) {
        constexpr int threads = 8;
        const auto pause = std::chrono::microseconds(1'000'000 * threads / perSecond);
        for (int i = 0; i < threads; ++i)
            m_threads.emplace_back([this, pause, keep = i % 2 == 0] { work("/", pause, keep); });
        m_threads.emplace_back([this, slow] { work(slow, std::chrono::microseconds(0), false); });
    }
    ~SteadyLoad() { stop(); }

    void stop() {
        m_stopping = true;
        for (std::thread &thread : m_threads)
            if (thread.joinable())
                thread.join();
    }
    /// Answers by their body; what went wrong has what was got instead.
    QMap<QByteArray, int> answers() {
        const std::lock_guard lock(m_mutex);
        return m_answers;
    }
    QStringList failures() {
        const std::lock_guard lock(m_mutex);
        return m_failures;
    }
    std::chrono::microseconds slowest() const { return std::chrono::microseconds(m_slowest.load()); }

private:
    using Clock = std::chrono::steady_clock;

    void work(const QByteArray &path, std::chrono::microseconds pause, bool keep) {
        QTcpSocket socket;
        for (auto due = Clock::now(); !m_stopping; due += pause) {
            std::this_thread::sleep_until(due);
            const auto begin = Clock::now();
            ask(socket, path, keep);
            const qint64 took = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - begin).count();
            if (pause.count() > 0 && took > m_slowest)
                m_slowest = took;
        }
    }
    void ask(QTcpSocket &socket, const QByteArray &path, bool keep) {
        if (!keep || socket.state() != QAbstractSocket::ConnectedState) {
            socket.abort();
            socket.connectToHost(QStringLiteral("127.0.0.1"), m_port);
            if (!socket.waitForConnected(10000))
                return note({}, "no connection: " + socket.errorString().toUtf8());
        }
        socket.write(
            "GET " + path + " HTTP/1.1\r\nHost: " + m_host + (keep ? "" : "\r\nConnection: close") + "\r\n\r\n");
        QByteArray answer;
        qsizetype end = -1, length = -1;
        while (end < 0 || answer.size() < end + 4 + length) {
            if (!socket.waitForReadyRead(10000))
                return note({}, "cut off: " + socket.errorString().toUtf8() + ": " + answer.left(60));
            answer += socket.readAll();
            end = answer.indexOf("\r\n\r\n");
            const qsizetype header = answer.toLower().indexOf("content-length: ");
            if (end >= 0 && header >= 0 && header < end)
                length = answer.mid(header + 16, answer.indexOf('\r', header) - header - 16).toLongLong();
            else if (end >= 0)
                return note({}, "no length: " + answer.left(200));
        }
        answer.startsWith("HTTP/1.1 200 ") ? note(answer.mid(end + 4), {}) : note({}, answer.left(60));
    }
    void note(const QByteArray &body, const QByteArray &failure) {
        const std::lock_guard lock(m_mutex);
        if (failure.isEmpty())
            ++m_answers[body];
        else
            m_failures.append(QString::fromUtf8(failure));
    }

    QByteArray m_host;
    quint16 m_port;
    std::atomic<bool> m_stopping = false;
    std::atomic<qint64> m_slowest = 0;
    std::mutex m_mutex;
    QMap<QByteArray, int> m_answers;
    QStringList m_failures;
    std::vector<std::thread> m_threads;
};
