// SPDX-License-Identifier: GPL-3.0-or-later
// What ./dev bench needs to measure logs: a search in a large store, and a thousand followers. Prints JSON.
#include "server/logs/logstore.h"
#include "tests/support/follower.h"
#include <QDir>
#include <QElapsedTimer>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <thread>

static QList<OutputLine> someLines(qint64 first, int count) {
    static constexpr const char *verbs[] = {"GET", "POST", "PUT", "DELETE"};
    static constexpr const char *nouns[] = {"orders", "users", "invoices", "sessions", "products", "carts"};
    QList<OutputLine> lines;
    lines.reserve(count);
    for (qint64 i = first; i < first + count; ++i)
        lines.append({1'700'000'000'000'000'000 + i * 1'000'000, LogStream::Stdout, QStringLiteral("web"),
            QByteArray(verbs[i % 4]) + " /api/" + nouns[i * 7 % 6] + '/' + QByteArray::number(i * 2654435761 % 100'000)
                + " 200 " + QByteArray::number(i % 977)
                + " ms request=" + QByteArray::number(quint64(i * 0x9e3779b97f4a7c15), 16)});
    return lines;
}

static int search(const QString &folder, qint64 total) {
    LogLimits limits;
    limits.maxBytes = qint64(1) << 40;
    limits.maxAge = std::chrono::hours(24 * 365 * 100);
    LogStore store(folder, limits);
    const ServiceId id = ServiceId::make(SystemClock());
    QElapsedTimer timer;
    timer.start();
    qint64 bytes = 0;
    for (qint64 i = 0; i < total; i += 1000) {
        QList<OutputLine> batch = someLines(i, 1000);
        if (i == total / 2 / 1000 * 1000)
            batch[500].text += " the-needle-in-the-haystack";
        for (const OutputLine &line : batch)
            bytes += line.text.size();
        store.append(id, batch, {1, quint64(i)});
    }
    const double append = double(timer.nsecsElapsed()) / 1e9;
    const QDir logs(folder + u'/' + id.value);
    while (logs.entryList({QStringLiteral("*.log")}, QDir::Files).size() > 1)
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    qint64 stored = 0;
    for (const QFileInfo &file : logs.entryInfoList(QDir::Files))
        stored += file.size();
    const auto timed = [&](const char *text, const char *regex) {
        LogFilter filter;
        filter.search = text;
        if (regex)
            filter.regex = *LogPattern::parse(QString::fromLatin1(regex));
        timer.start();
        const qint64 found = store.tail(id, 100, filter).totalInRange;
        return std::pair(double(timer.nsecsElapsed()) / 1e6, found);
    };
    (void)timed("warms the cache", nullptr);
    const auto rare = timed("the-needle-in", nullptr);
    const auto none = timed("nothing like it", nullptr);
    const auto common = timed("/api/carts/7", nullptr);
    const auto pattern = timed("", "carts/[0-9]+ 200 97[0-9] ms");
    std::printf(
        "{\"lines\":%lld,\"text_bytes\":%lld,\"stored_bytes\":%lld,\"append_s\":%.2f,\"rare_ms\":%.1f,\"rare\":%lld,"
        "\"none_ms\":%.1f,\"common_ms\":%.1f,\"common\":%lld,\"regex_ms\":%.1f,\"regex\":%lld}\n",
        static_cast<long long>(total), static_cast<long long>(bytes), static_cast<long long>(stored), append,
        rare.first, static_cast<long long>(rare.second), none.first, common.first,
        static_cast<long long>(common.second), pattern.first, static_cast<long long>(pattern.second));
    return 0;
}

/// SERVICE:COUNT followers each; says "ready", then ends when each has had `lines` lines.
static int follow(quint16 port, const QByteArray &key, const QList<QByteArray> &services, int count, qint64 lines) {
    std::vector<std::unique_ptr<Follower>> followers;
    for (const QByteArray &service : services)
        for (int i = 0; i < count; ++i) {
            followers.push_back(std::make_unique<Follower>(port, key));
            if (!followers.back()->isOpen())
                return 1;
            followers.back()->send("{\"type\":\"subscribe\",\"request\":1,\"channel\":\"logs\",\"service_id\":\""
                + service + "\",\"tail\":10000}");
        }
    std::puts("ready");
    std::fflush(stdout);
    const auto isDone = [&](const auto &one) { return one->lines >= lines || !one->isOpen(); };
    QElapsedTimer timer;
    qint64 began = 0;
    timer.start();
    while (!std::all_of(followers.begin(), followers.end(), isDone) && timer.elapsed() < 180'000) {
        receiveAny(followers, 1000);
        if (began == 0 && followers.front()->lines > 0)
            began = timer.elapsed();
    }
    std::vector<qint64> delays;
    qint64 wrong = 0, gaps = 0, missing = 0, frames = 0;
    for (const auto &one : followers) {
        delays.insert(delays.end(), one->delays.begin(), one->delays.end());
        wrong += one->wrong;
        gaps += one->gaps;
        frames += one->frames;
        missing += std::max<qint64>(0, lines - one->lines);
    }
    std::sort(delays.begin(), delays.end());
    const auto at = [&delays](double part) {
        return delays.empty() ? 0.0 : double(delays[size_t(part * double(delays.size() - 1))]) / 1000;
    };
    std::printf("{\"followers\":%zu,\"wrong\":%lld,\"gaps\":%lld,\"missing\":%lld,\"frames\":%lld,\"seconds\":%.2f,"
                "\"p50_ms\":%.1f,"
                "\"p99_ms\":%.1f,\"max_ms\":%.1f}\n",
        followers.size(), static_cast<long long>(wrong), static_cast<long long>(gaps), static_cast<long long>(missing),
        static_cast<long long>(frames), double(timer.elapsed() - began) / 1000, at(0.5), at(0.99), at(1));
    return 0;
}

int main(int argc, char **argv) {
    const QByteArray what = argc > 1 ? argv[1] : "";
    if (what == "search" && argc == 4)
        return search(QString::fromLocal8Bit(argv[2]), std::atoll(argv[3]));
    if (what == "follow" && argc >= 6) { // PORT COUNT LINES SERVICE...; the key in the environment
        QList<QByteArray> services;
        for (int i = 5; i < argc; ++i)
            services.append(argv[i]);
        return follow(
            quint16(std::atoi(argv[2])), qgetenv("AAP_BENCH_KEY"), services, std::atoi(argv[3]), std::atoll(argv[4]));
    }
    std::fputs("bench_logs search FOLDER LINES | follow PORT COUNT LINES SERVICE...\n", stderr);
    return 2;
}
