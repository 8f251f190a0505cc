// SPDX-License-Identifier: GPL-3.0-or-later
// A data directory without room: what is refused, what goes on, and that all is well again afterwards.
#include "tests/support/livepanel.h"
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QTest>
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <unistd.h>

class tst_fulldisk : public QObject {
    Q_OBJECT

    LivePanel m_panel;
    QTemporaryDir m_templates;
    QString m_id;

    QString filler() const { return m_panel.dataDir() + QStringLiteral("/filler"); }
    void fill() {
        const int file = ::open(QFile::encodeName(filler()).constData(), O_CREAT | O_WRONLY, 0600);
        const QByteArray block(4096, 'x');
        while (::write(file, block.constData(), size_t(block.size())) > 0)
            ;
        ::close(file);
        struct statvfs room { };
        QCOMPARE(::statvfs(QFile::encodeName(m_panel.dataDir()).constData(), &room), 0);
        QVERIFY(room.f_bavail <= 1);
    }
    QByteArray path(const char *more = "") const { return "/api/services/" + m_id.toLatin1() + more; }
    QJsonObject service() { return m_panel.get(path()).json(); }
    HttpAnswer create(const char *name) {
        return m_panel.post("/api/services",
            {{QStringLiteral("name"), QString::fromLatin1(name)},
                {QStringLiteral("template"), QStringLiteral("counts")}});
    }
    /// The numbers that are to be read, in their order.
    QList<int> numbers() {
        QList<int> all;
        const QJsonArray lines = m_panel.get(path("/logs?tail=1000")).json()[QLatin1String("data")].toArray();
        for (const QJsonValue &line : lines)
            all.append(line[QLatin1String("text")].toString().toInt());
        return all;
    }

private slots:
    void initTestCase() {
        QFile file(m_templates.filePath(QStringLiteral("counts.yaml")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(
            "apiVersion: v2\nkind: Template\nmetadata: {name: counts, displayName: Counts, description: For tests, "
            "category: devtools, version: \"1\"}\nspec:\n  process:\n    components:\n      - name: main\n"
            "        command: [sh, -c, \"i=0; while :; do i=$$((i+1)); echo $$i; sleep 0.05; done\"]\n");
        file.close();
        QVERIFY(QDir().mkpath(m_panel.dataDir()));
        QCOMPARE(
            ::mount("none", QFile::encodeName(m_panel.dataDir()).constData(), "tmpfs", 0, "size=24m,mode=0700"), 0);
        QVERIFY2(m_panel.start({{QStringLiteral("AAP_TEMPLATES"), m_templates.path()}}), m_panel.log().constData());
        const QJsonObject made = create("counter").json();
        m_id = made[QLatin1String("id")].toString();
        QCOMPARE(m_panel.finished(made[QLatin1String("operation_id")].toString())[QLatin1String("status")].toString(),
            QStringLiteral("succeeded"));
    }
    void cleanupTestCase() {
        QVERIFY(m_panel.removeAll());
        QCOMPARE(m_panel.stop(), 0);
        ::umount2(QFile::encodeName(m_panel.dataDir()).constData(), MNT_DETACH);
    }

    void writesAreRefusedWithTheReasonAndReadsGoOn() {
        QTRY_VERIFY(numbers().size() > 5);
        fill();
        // What is reserved already may still take one or the other.
        HttpAnswer refused;
        for (int i = 0; i < 200 && refused.status < 400; ++i)
            refused = m_panel.request("PATCH", path(),
                QByteArray("{\"labels\":{\"a\":\"") + QByteArray(60, char('a' + i % 26)) + "\"}}",
                {{"content-type", "application/json"}});
        QCOMPARE(refused.status, 503);
        QVERIFY2(refused.body.contains("disk"), refused.body.constData());
        QCOMPARE(create("another").status, 503);
        QCOMPARE(m_panel.get("/api/services?search=another").json()[QLatin1String("total")].toInt(), 0);
        QCOMPARE(service()[QLatin1String("status")].toString(), QStringLiteral("running"));
        // It lives, and is not ready, until it is found to take changes again.
        const QJsonObject health = m_panel.get("/api/health").json();
        QCOMPARE(health[QLatin1String("ready")].toBool(true), false);
        QCOMPARE(health[QLatin1String("checks")][QLatin1String("database")].toString(), QStringLiteral("failing"));
        QVERIFY(m_panel.get("/api/metrics").body.contains("\naiadminpanel_database_failing 1\n"));
    }
    void linesStayReadableAndNoneIsLost() {
        const int seen = numbers().last();
        QTRY_VERIFY_WITH_TIMEOUT(numbers().last() > seen + 20, 10000);
        const auto problems = [this] { return m_panel.get("/api/info").json()[QLatin1String("problems")].toArray(); };
        const auto health = [this] { return m_panel.get("/api/health").json()[QLatin1String("status")].toString(); };
        // The last page that was begun still takes lines.
        const auto isAboutLines = [](const QJsonValue &problem) {
            return problem.toString().contains(QLatin1String("takes no log lines (is the disk full?)"));
        };
        QTRY_VERIFY_WITH_TIMEOUT(std::ranges::any_of(problems(), isAboutLines), 20'000);
        QCOMPARE(health(), QStringLiteral("degraded"));
        QVERIFY(QFile::remove(filler()));
        QTRY_COMPARE_WITH_TIMEOUT(m_panel.get("/api/health?ready=true").status, 200, 20'000);
        QTRY_COMPARE(health(), QStringLiteral("ok"));
        QVERIFY(problems().isEmpty());
        const int freed = numbers().last();
        QTRY_VERIFY_WITH_TIMEOUT(numbers().last() > freed + 20, 10000);
        const QList<int> all = numbers();
        for (qsizetype i = 1; i < all.size(); ++i)
            QCOMPARE(all[i], all[i - 1] + 1);
    }
    void whenThereIsRoomAgainEverythingWorks() {
        QCOMPARE(m_panel.request("PATCH", path(), "{\"labels\":{\"a\":\"b\"}}", {{"content-type", "application/json"}})
                     .status,
            200);
        const QJsonObject made = create("another").json();
        QCOMPARE(m_panel.finished(made[QLatin1String("operation_id")].toString())[QLatin1String("status")].toString(),
            QStringLiteral("succeeded"));
    }
    void whatWasAcknowledgedSurvivesAKillWhileTheDiskIsFull() {
        fill();
        m_panel.kill();
        QVERIFY(QFile::remove(filler()));
        QVERIFY2(m_panel.start({{QStringLiteral("AAP_TEMPLATES"), m_templates.path()}}), m_panel.log().constData());
        QCOMPARE(service()[QLatin1String("labels")].toObject()[QLatin1String("a")].toString(), QStringLiteral("b"));
        QTRY_COMPARE(service()[QLatin1String("status")].toString(), QStringLiteral("running"));
        const QList<int> all = numbers();
        QTRY_VERIFY(numbers().last() > all.last() + 5);
    }
    void aStartWithoutRoomSaysSo() {
        m_panel.kill();
        fill();
        const bool started = m_panel.start({{QStringLiteral("AAP_TEMPLATES"), m_templates.path()}});
        if (started) // what it needs was there: then it serves
            QCOMPARE(service()[QLatin1String("status")].toString(), QStringLiteral("running"));
        else
            QVERIFY2(m_panel.log().contains("disk") || m_panel.log().contains("space"), m_panel.log().constData());
        QVERIFY(QFile::remove(filler()));
        if (!started)
            QVERIFY2(m_panel.start({{QStringLiteral("AAP_TEMPLATES"), m_templates.path()}}), m_panel.log().constData());
    }
};

QTEST_GUILESS_MAIN(tst_fulldisk)
#include "tst_fulldisk.moc"
