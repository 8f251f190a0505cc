// SPDX-License-Identifier: GPL-3.0-or-later
// Prints the microseconds of CPU it takes to let a request in (who it is, its limit, its permission): by a key, then by
// the cookie of a session; 10,000 of each, asked in turn.
#include "server/http/gate.h"
#include <QCoreApplication>
#include <QTemporaryDir>
#include <cstdio>
#include <ctime>

static double cpuMicroseconds() {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return double(time.tv_sec) * 1e6 + double(time.tv_nsec) / 1e3;
}

static HttpRequest requestWith(const char *name, const QByteArray &value) {
    HttpRequest request;
    request.method = "GET";
    request.path = "/api/services";
    request.peer = QHostAddress(QHostAddress::LocalHost);
    request.head = value;
    request.headers.append({"host", "127.0.0.1:8080"});
    request.headers.append({"accept", "*/*"});
    request.headers.append({name, request.head});
    return request;
}

int main(int argc, char **argv) {
    QCoreApplication app(argc, argv);
    static constexpr int each = 10'000, rounds = 20;
    const QTemporaryDir folder;
    const SystemClock clock;
    Database database;
    if (!database.open(folder.filePath(QStringLiteral("panel.db"))))
        return 1;
    AuthService auth(database, clock);
    SessionLimits limits;
    limits.all = limits.perUser = each + 1;
    SessionService sessions(database, auth, clock, limits);
    Gate gate(auth, sessions, clock, {0, 1'000'000'000, 0});
    UserRecord user;
    user.id = UserId::make(clock);
    user.role = Role::Operator;
    user.name = QStringLiteral("Ada");
    QList<HttpRequest> byKey, byCookie;
    for (int i = 0; i < each; ++i) {
        const AuthService::NewKey key = AuthService::makeKey(clock, QStringLiteral("k"), Role::Operator, {});
        auth.remember(key.record);
        byKey.append(requestWith("authorization", "Bearer " + key.text.reveal()));
        const auto made = sessions.make(user.id, QStringLiteral("127.0.0.1"), QStringLiteral("bench"));
        sessions.remember(made.record, user);
        byCookie.append(requestWith("cookie", "session=" + made.cookie.reveal()));
    }
    for (const QList<HttpRequest> *requests : {&byKey, &byCookie}) {
        double best = 1e9;
        for (int round = 0; round < rounds; ++round) {
            const double begin = cpuMicroseconds();
            for (const HttpRequest &request : *requests)
                if (gate.enter(request, Permission::ServicesRead, RateClass::Normal).refusal)
                    return 2;
            best = std::min(best, (cpuMicroseconds() - begin) / each);
        }
        std::printf("%.3f ", best);
    }
    std::printf("\n");
    database.close();
    return 0;
}
