// SPDX-License-Identifier: GPL-3.0-or-later
// What the tests of operations that are broken off share: operations of every kind, broken off at every place, and what
// has to hold afterwards.
#pragma once

#include "tests/e2e/dockerpanel.h"
#include "tests/support/engineproxy.h"
#include <QFile>
#include <QJsonArray>
#include <QTest>

class BrokenOff : public QObject {
protected:
    using At = EngineProxy::At;
    using Deed = EngineProxy::Deed;

    /// As the template `composed`, without a health check.
    static constexpr char unchecked[] =
        "services:\n"
        "  web:\n    image: tiny:1\n    command: [/bin/web]\n    environment: {TEXT: \"${TEXT}\", MODE: \"${MODE}\"}\n"
        "    expose: [\"8080\"]\n    depends_on: [side]\n    stop_grace_period: 0s\n"
        "  side:\n    image: tiny:1\n    command: [sleep, \"100000\"]\n    stop_grace_period: 0s\n";

    LivePanel &panel() { return m_docker->panel; }
    static QString field(const QJsonObject &json, const char *key) { return json[QLatin1String(key)].toString(); }
    QJsonObject operation() { return panel().get("/api/operations/" + m_operation.toLatin1()).json(); }
    int liveRevision() { return m_service->get()[QLatin1String("revision")].toInt(); }
    bool isCreation() const { return m_kind.startsWith("create"); }
    bool bringsUpARevision() const { return m_kind == "deploy" || m_kind == "rollback"; }

    void setUp() {
        m_docker = std::make_unique<DockerPanel>();
        QVERIFY(m_docker->host.isRunning());
        m_proxy = std::make_unique<EngineProxy>(m_docker->host.socketPath());
        m_docker->address = m_proxy->address();
        QTRY_VERIFY(QFile::exists(m_proxy->address().mid(7)));
        QVERIFY2(m_docker->start(), panel().log().constData());
    }
    void tearDown() {
        QCOMPARE(m_docker->things(), QStringList());
        QCOMPARE(panel().stop(), 0);
        m_docker.reset();
        m_proxy.reset();
    }
    /// Deletes what the test has made.
    void clear() {
        m_proxy->disarm();
        if (!panel().isRunning())
            QVERIFY(m_docker->start());
        m_service.reset();
        QVERIFY(panel().removeAll());
    }

    /// Brings a service to where an operation of that kind begins; `round` makes each one's contents its own.
    void makeReady(const QByteArray &kind, int round) {
        m_kind = kind;
        if (isCreation())
            return m_service.reset();
        if (!m_service) {
            m_service = std::make_unique<LiveService>(*m_docker, QStringLiteral("broken-%1").arg(++m_number));
            QCOMPARE(field(m_service->created, "status"), QStringLiteral("succeeded"));
            if (kind == "rollback")
                QCOMPARE(field(m_service->deploy("second"), "status"), QStringLiteral("succeeded"));
        }
        const QString status = m_service->text("status");
        if (kind == "start" && status != QLatin1String("stopped"))
            QCOMPARE(field(m_service->act("stop"), "status"), QStringLiteral("succeeded"));
        if (kind != "start" && status != QLatin1String("running"))
            QCOMPARE(field(m_service->act("start"), "status"), QStringLiteral("succeeded"));
        if (kind == "deploy")
            QCOMPARE(m_service->patch(QByteArray("text-" + QByteArray::number(round)).constData()), 200);
        m_before = liveRevision();
        QCOMPARE(m_service->page().isEmpty(), kind == "start");
    }
    /// Begins one; it is under way afterwards.
    void begin() {
        if (isCreation()) {
            QJsonObject body{{QStringLiteral("name"), QStringLiteral("broken-%1").arg(++m_number)}};
            if (m_kind == "create") {
                body.insert(QStringLiteral("template"), QStringLiteral("composed"));
            } else {
                body.insert(QStringLiteral("compose"), QString::fromLatin1(unchecked));
                body.insert(QStringLiteral("variables"),
                    QJsonObject{{QStringLiteral("TEXT"), QStringLiteral("one")},
                        {QStringLiteral("MODE"), QStringLiteral("serve")}});
            }
            const QJsonObject made = panel().post("/api/services", body).json();
            m_service = std::make_unique<LiveService>(*m_docker, made);
            m_operation = field(made, "operation_id");
        } else if (m_kind == "delete") {
            panel().request("DELETE", m_service->path + "?purge=true");
            const QByteArray deletions = "/api/operations?kind=delete&service_id=" + m_service->id.toLatin1();
            m_operation = field(panel().get(deletions).json()[QLatin1String("data")][0].toObject(), "id");
        } else {
            m_operation = field(panel().post(m_service->path + '/' + m_kind).json(), "id");
        }
    }
    /// Until the proxy has done what it was told to; false when the operation makes fewer calls.
    bool awaitDeed() {
        (void)QTest::qWaitFor([this] { return !m_proxy->done().isEmpty() || panel().isIdle(); }, 30000);
        const bool isDone = !m_proxy->done().isEmpty();
        m_proxy->disarm();
        return isDone;
    }
    /// Until its step of that number is over; false when it has fewer.
    bool awaitStep(int number) {
        QString status;
        (void)QTest::qWaitFor(
            [&] {
                const QJsonArray steps = operation()[QLatin1String("steps")].toArray();
                status = number <= steps.size() ? field(steps[number - 1].toObject(), "status") : QString();
                return status != QLatin1String("pending") && status != QLatin1String("running");
            },
            30000);
        return !status.isEmpty();
    }

    bool hasEnded() {
        const QString status = field(operation(), "status");
        return status != QLatin1String("queued") && status != QLatin1String("running");
    }
    /// It runs, serves what its live revision says, and nothing else of it is there.
    void checkServing() {
        QTRY_COMPARE_WITH_TIMEOUT(m_service->text("status"), QStringLiteral("running"), 30000);
        const int revision = liveRevision();
        QTRY_COMPARE(m_docker->things(m_service->id), m_service->expected(revision));
        QTRY_COMPARE(m_service->page(), m_service->shownBy(revision));
        QTRY_COMPARE(m_docker->running(), 2);
    }
    /// It is down, with nothing left but what the revision is started from again.
    void checkStopped() {
        QTRY_COMPARE_WITH_TIMEOUT(m_service->text("status"), QStringLiteral("stopped"), 30000);
        QCOMPARE(m_docker->running(), 0);
        const QStringList expected = m_service->expected(liveRevision());
        const QStringList things = m_docker->things(m_service->id);
        for (const QString &thing : things)
            QVERIFY2(expected.contains(thing), qPrintable(thing));
    }
    void checkGone() {
        QTRY_COMPARE(m_docker->things(m_service->id), QStringList());
        QCOMPARE(panel().get(m_service->path).status, 404);
    }

    std::unique_ptr<DockerPanel> m_docker;
    std::unique_ptr<EngineProxy> m_proxy;
    std::unique_ptr<LiveService> m_service;
    QByteArray m_kind;
    QString m_operation;
    int m_before = 0; // the live revision before the operation
    int m_number = 0;
};
