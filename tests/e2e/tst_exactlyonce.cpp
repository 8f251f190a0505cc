// SPDX-License-Identifier: GPL-3.0-or-later
// The promise: a client that is cut off at a thousand places, and whose server is killed at fifty, has every line and
// every change exactly once and in order.
#include "tests/support/follower.h"
#include "tests/support/livepanel.h"
#include "tests/support/script.h"
#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTest>

class tst_exactlyonce : public QObject {
    Q_OBJECT

    static constexpr int kills = 50;
    static constexpr int cutsBetween = 20;
    static constexpr qint64 total = 1'000'000;

private slots:
    void everyLineAndChangeArrivesOnceWhateverIsCutOrKilled() {
        LivePanel panel;
        QTemporaryDir templates;
        // Bursts at full speed; in between the test has time for its cuts.
        QVERIFY(addScript(templates, "writer",
            "i=0; while [ $$i -lt 1000000 ]; do seq -f n=%.0f $$((i+1)) $$((i+1000)); i=$$((i+1000)); sleep 0.02; "
            "done; exec sleep "
            "1000"));
        const QMap<QString, QString> environment{{QStringLiteral("AAP_TEMPLATES"), templates.path()}};
        QVERIFY2(panel.start(environment), panel.log().constData());
        const QJsonObject made = panel
                                     .post("/api/services",
                                         {{QStringLiteral("name"), QStringLiteral("writer")},
                                             {QStringLiteral("template"), QStringLiteral("writer")}})
                                     .json();
        (void)panel.finished(made[QLatin1String("operation_id")].toString());
        const QByteArray id = made[QLatin1String("id")].toString().toLatin1();
        const QByteArray oldest =
            panel.get("/api/services/" + id + "/logs?tail=1").json()[QLatin1String("oldest")].toString().toLatin1();

        const quint32 seed = QRandomGenerator::global()->generate();
        QRandomGenerator random(seed);
        qInfo("seed %u", seed);
        QByteArray cursor = oldest;
        qint64 seq = 0, number = 0, rev = 0, changes = 0, cuts = 0, patches = 0, midStream = 0;
        const auto listen = [&] {
            auto follower = std::make_unique<Follower>(panel.port(), panel.key());
            follower->lastSeq = seq;
            follower->lastNumber = number;
            follower->lastRev = rev;
            follower->cursor = cursor;
            if (follower->isOpen()) {
                follower->send("{\"type\":\"subscribe\",\"request\":1,\"channel\":\"changes\",\"after\":"
                    + QByteArray::number(rev) + "}");
                follower->send("{\"type\":\"subscribe\",\"request\":2,\"channel\":\"logs\",\"service_id\":\"" + id
                    + "\",\"after\":\"" + cursor + "\"}");
            }
            return follower;
        };
        const auto learn = [&](const Follower &follower) {
            QCOMPARE(follower.wrong + follower.wrongNumbers + follower.gaps + follower.wrongRevs + follower.errors, 0);
            if (seq == 0 && follower.lines > 0)
                QCOMPARE(follower.lastSeq, follower.lines); // it began with the first
            if (rev == 0 && follower.changes > 0)
                QCOMPARE(follower.lastRev, follower.changes);
            seq = follower.lastSeq;
            number = follower.lastNumber;
            rev = follower.lastRev;
            cursor = follower.cursor;
            changes += follower.changes;
        };

        for (int kill = 0; kill <= kills; ++kill) {
            for (int cut = 0; cut < cutsBetween; ++cut, ++cuts) {
                const auto follower = listen();
                QVERIFY(follower->isOpen());
                if (cut % 4 == 0) {
                    ++patches;
                    const QByteArray body = "{\"labels\":{\"n\":\"" + QByteArray::number(patches) + "\"}}";
                    QCOMPARE(panel.request("PATCH", "/api/services/" + id, body).status, 200);
                }
                const int reads = random.bounded(6);
                for (int i = 0; i < reads; ++i)
                    follower->await(random.bounded(15));
                const bool isLast = cut + 1 == cutsBetween && kill < kills;
                if (isLast) { // the server goes first
                    panel.kill();
                    while (follower->receive())
                        follower->await(10);
                }
                // Lines had come and more were to come; else there was nothing that could have been lost.
                midStream += follower->lines > 0 && follower->lastNumber < total;
                follower->cut();
                learn(*follower);
                if (QTest::currentTestFailed())
                    return;
            }
            if (kill < kills)
                QVERIFY2(panel.start(environment), panel.log().constData());
        }
        QVERIFY(cuts >= 1000);
        qInfo("%lld cuts, %lld of them while lines came, %d kills: %lld lines by then", cuts, midStream, kills, number);
        // How many depends on the machine; a hundred are enough to lose something.
        QVERIFY2(midStream >= 100, qPrintable(QStringLiteral("only %1 of %2").arg(midStream).arg(cuts)));

        const auto follower = listen();
        const qint64 lastRev = panel.get("/api/info").json()[QLatin1String("rev")].toInteger();
        QElapsedTimer timer;
        timer.start();
        while ((follower->lastNumber < total || follower->lastRev < lastRev) && !timer.hasExpired(60'000))
            follower->await(100);
        learn(*follower);
        QCOMPARE(number, total);
        QCOMPARE(rev, changes);
        QVERIFY(changes >= patches);
        QVERIFY(rev >= lastRev);
        QVERIFY(panel.removeAll());
        QCOMPARE(panel.stop(), 0);
    }
};

QTEST_GUILESS_MAIN(tst_exactlyonce)
#include "tst_exactlyonce.moc"
