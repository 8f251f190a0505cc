// SPDX-License-Identifier: GPL-3.0-or-later
// Backups where there is no room for them: what is said, and that nothing is lost or left behind.
#include "tests/support/livepanel.h"
#include "tests/support/script.h"
#include <QDir>
#include <QFile>
#include <QStandardPaths>
#include <QTest>
#include <sys/mount.h>
#include <sys/statvfs.h>

class tst_backupspace : public QObject {
    Q_OBJECT

    static constexpr qint64 dataBytes = 12 << 20;
    LivePanel m_panel;
    QTemporaryDir m_away;
    QByteArray m_service;

    static QString text(const QJsonObject &object, const char *name) { return object[QLatin1String(name)].toString(); }
    QJsonObject settled(const QByteArray &id) {
        QJsonObject now;
        (void)QTest::qWaitFor(
            [&] {
                now = m_panel.get("/api/backups/" + id).json();
                const QString status = text(now, "status");
                return now[QLatin1String("phase")].isNull()
                    && (status == QLatin1String("verified") || status == QLatin1String("failed"));
            },
            60000);
        return now;
    }
    QJsonObject made() {
        const HttpAnswer answer =
            m_panel.post("/api/backups", {{QStringLiteral("service_id"), QString::fromLatin1(m_service)}});
        return settled(text(answer.json(), "id").toLatin1());
    }
    QByteArray data() {
        QFile file(m_panel.dataDir() + QStringLiteral("/services/") + QString::fromLatin1(m_service)
            + QStringLiteral("/data/large"));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(none)");
    }
    QString filler() const { return m_panel.dataDir() + QStringLiteral("/filler"); }
    /// Leaves room for the records, and for half of the data.
    void fill() {
        struct statvfs room { };
        QCOMPARE(::statvfs(QFile::encodeName(m_panel.dataDir()).constData(), &room), 0);
        QFile file(filler());
        QVERIFY(file.open(QIODevice::WriteOnly));
        const qint64 most = qint64(room.f_bavail) * qint64(room.f_bsize) - dataBytes / 2;
        QVERIFY(most > 0);
        const QByteArray block(1 << 20, 'x');
        for (qint64 written = 0; written < most; written += block.size())
            QCOMPARE(file.write(block.constData(), std::min(qint64(block.size()), most - written)),
                std::min(qint64(block.size()), most - written));
    }

private slots:
    void initTestCase() {
        if (QStandardPaths::findExecutable(QStringLiteral("restic")).isEmpty())
            QSKIP("needs the package restic");
        QVERIFY(addScript(m_away, "sleeper", "exec sleep 600"));
        QVERIFY(QDir().mkpath(m_panel.dataDir()));
        QCOMPARE(
            ::mount("none", QFile::encodeName(m_panel.dataDir()).constData(), "tmpfs", 0, "size=64m,mode=0700"), 0);
        QVERIFY2(m_panel.start({{QStringLiteral("AAP_TEMPLATES"), m_away.path()},
                     {QStringLiteral("AAP_BACKUP_REPOSITORY"), m_away.filePath(QStringLiteral("repository"))}}),
            m_panel.log().constData());
        const QJsonObject service = m_panel
                                        .post("/api/services",
                                            {{QStringLiteral("name"), QStringLiteral("sleeper")},
                                                {QStringLiteral("template"), QStringLiteral("sleeper")}})
                                        .json();
        m_service = text(service, "id").toLatin1();
        QCOMPARE(text(m_panel.finished(text(service, "operation_id")), "status"), QStringLiteral("succeeded"));
        QFile file(m_panel.dataDir() + QStringLiteral("/services/") + QString::fromLatin1(m_service)
            + QStringLiteral("/data/large"));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(QByteArray(dataBytes, 'd')) == dataBytes);
    }
    void cleanupTestCase() {
        QVERIFY(m_panel.removeAll());
        QCOMPARE(m_panel.stop(), 0);
        ::umount2(QFile::encodeName(m_panel.dataDir()).constData(), MNT_DETACH);
    }

    void aFullDiskIsSaidAndNothingIsLost() {
        const QJsonObject saved = made();
        QVERIFY2(text(saved, "status") == QLatin1String("verified"), QJsonDocument(saved).toJson().constData());
        const QByteArray id = text(saved, "id").toLatin1();
        fill();
        const auto isClear = [this] {
            return QDir(m_panel.dataDir() + QStringLiteral("/backup/work"))
                .entryList(QDir::AllEntries | QDir::NoDotAndDotDot)
                .isEmpty();
        };

        const QJsonObject failed = made();
        QCOMPARE(text(failed, "status"), QStringLiteral("failed"));
        QVERIFY2(text(failed, "error").contains(QLatin1String("full")), qPrintable(text(failed, "error")));
        QVERIFY(isClear());

        QCOMPARE(m_panel.post("/api/backups/" + id + "/verify").status, 201);
        const QJsonObject tried = settled(id);
        QCOMPARE(text(tried, "status"), QStringLiteral("verified")); // it was, and nothing speaks against it
        QVERIFY2(text(tried, "error").contains(QLatin1String("full")), qPrintable(text(tried, "error")));
        QVERIFY(isClear());

        const HttpAnswer asked = m_panel.request("POST", "/api/backups/" + id + "/restore", "{}");
        QCOMPARE(asked.status, 201);
        const QJsonObject restored = m_panel.finished(text(asked.json(), "id"));
        QCOMPARE(text(restored, "status"), QStringLiteral("failed"));
        QVERIFY2(text(restored, "error").contains(QLatin1String("full")), qPrintable(text(restored, "error")));
        QCOMPARE(m_panel.state(m_service), QStringLiteral("running"));
        QVERIFY(data() == QByteArray(dataBytes, 'd'));

        QVERIFY(QFile::remove(filler()));
        QCOMPARE(text(made(), "status"), QStringLiteral("verified"));
    }
};

QTEST_GUILESS_MAIN(tst_backupspace)
#include "tst_backupspace.moc"
