// SPDX-License-Identifier: GPL-3.0-or-later
// Secrets at rest: what was sealed opens where it was sealed, with the same key, and nowhere else.
#include "server/services/vault.h"
#include <QFile>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>
#include <csignal>
#include <sys/resource.h>

class tst_vault : public QObject {
    Q_OBJECT

    static QString keyFile(const QTemporaryDir &dir) { return dir.filePath(QStringLiteral("secret.key")); }
    static void write(const QString &path, const QByteArray &bytes) {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
    }

private slots:
    void whatIsSealedOpensAgainAlsoAfterARestart() {
        QTemporaryDir dir;
        QString box;
        {
            const auto vault = Vault::open(dir.path(), true);
            QVERIFY(vault);
            box = vault->seal(Secret("top secret"), "svc_1/PASSWORD");
            QVERIFY(!QByteArray::fromBase64(box.toLatin1()).contains("secret"));
        }
        QCOMPARE(QFile(keyFile(dir)).permissions() & 0x0fff,
            QFile::Permissions(QFile::ReadUser | QFile::WriteUser) & 0x0fff);
        const auto again = Vault::open(dir.path(), false);
        QVERIFY(again);
        QCOMPARE(again->unseal(box, "svc_1/PASSWORD")->reveal(), QByteArray("top secret"));
        QVERIFY(again->seal(Secret("top secret"), "svc_1/PASSWORD") != box); // never the same box twice
        QVERIFY(again->unseal(again->seal(Secret(""), ""), "")->isEmpty());
    }
    void aBoxThatWasMovedOrAlteredDoesNotOpen() {
        QTemporaryDir dir, other;
        const auto vault = Vault::open(dir.path(), true);
        const QString box = vault->seal(Secret("value"), "svc_1/A");
        for (const char *context : {"svc_2/A", "svc_1/AB", "svc_1/", ""})
            QVERIFY(!vault->unseal(box, context));
        QVERIFY(!Vault::open(other.path(), true)->unseal(box, "svc_1/A"));
        const QByteArray bytes = QByteArray::fromBase64(box.toLatin1());
        for (qsizetype i = 0; i < bytes.size(); ++i) {
            QByteArray altered = bytes;
            altered[i] = char(altered[i] ^ 1);
            QVERIFY(!vault->unseal(QString::fromLatin1(altered.toBase64()), "svc_1/A"));
            QVERIFY(!vault->unseal(QString::fromLatin1(bytes.first(i).toBase64()), "svc_1/A"));
        }
        QVERIFY(!vault->unseal(QStringLiteral("no base64 at all!"), "svc_1/A"));
    }
    void aLostOrDamagedKeyIsNeverReplacedWhereSomethingIsSealed() {
        QTemporaryDir dir;
        QCOMPARE(Vault::open(dir.path(), false).error().code, ErrorCode::Validation);
        QVERIFY(!QFile::exists(keyFile(dir)));
        for (const QByteArray &bytes : {QByteArray(), QByteArray(31, 'k'), QByteArray(33, 'k')}) {
            write(keyFile(dir), bytes);
            QCOMPARE(Vault::open(dir.path(), false).error().code, ErrorCode::Validation);
            QCOMPARE(QFile(keyFile(dir)).size(), bytes.size());
        }
    }
    void aFirstStartThatBrokeOffHalfWayIsMadeGood() {
        QTemporaryDir dir;
        write(keyFile(dir), "half");
        QVERIFY(Vault::open(dir.path(), true));
        QVERIFY(Vault::open(dir.path(), false));
    }
    void aFullDiskLeavesNoHalfAKey() {
        QTemporaryDir dir;
        signal(SIGXFSZ, SIG_IGN);
        rlimit before{};
        getrlimit(RLIMIT_FSIZE, &before);
        const rlimit full{0, before.rlim_max};
        setrlimit(RLIMIT_FSIZE, &full); // a file that may not grow behaves as a full disk does
        const auto vault = Vault::open(dir.path(), true);
        setrlimit(RLIMIT_FSIZE, &before);
        QCOMPARE(vault.error().code, ErrorCode::Unavailable);
        QVERIFY(!QFile::exists(keyFile(dir)));
    }
    void generatedSecretsAreLongEnoughAndNeverTheSame() {
        QSet<QString> seen;
        for (int i = 0; i < 1000; ++i) {
            const QString secret = generateSecret(24);
            QCOMPARE(secret.size(), 24);
            QVERIFY(!secret.contains(u'0') && !secret.contains(u'O') && !secret.contains(u'l'));
            seen.insert(secret);
        }
        QCOMPARE(seen.size(), 1000);
    }
};

QTEST_GUILESS_MAIN(tst_vault)
#include "tst_vault.moc"
