// SPDX-License-Identifier: GPL-3.0-or-later
// Secrets at rest: what was sealed opens where it was sealed, with the same key, and nowhere else.
#include "server/services/vault.h"
#include <QFile>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>
#include <csignal>
#include <sodium.h>
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
            QVERIFY(!QByteArray::fromBase64(box.mid(7).toLatin1()).contains("secret"));
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
        QVERIFY(box.startsWith(QLatin1String("sealed:")));
        const QByteArray bytes = QByteArray::fromBase64(box.mid(7).toLatin1());
        for (qsizetype i = 0; i < bytes.size(); ++i) {
            QByteArray altered = bytes;
            altered[i] = char(altered[i] ^ 1);
            QVERIFY(!vault->unseal(QStringLiteral("sealed:") + QString::fromLatin1(altered.toBase64()), "svc_1/A"));
            QVERIFY(
                !vault->unseal(QStringLiteral("sealed:") + QString::fromLatin1(bytes.first(i).toBase64()), "svc_1/A"));
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
    void aRotationLosesNothingWhereverItIsBrokenOff() {
        QTemporaryDir dir;
        auto vault = Vault::open(dir.path(), true);
        const QString before = vault->seal(Secret("value"), "svc_1/A");
        QVERIFY(vault->addKey());
        const QString after = vault->seal(Secret("value"), "svc_1/A");
        QVERIFY(before.left(18) != after.left(18)); // each says whose it is
        for (const bool again : {false, true}) { // broken off here, it begins anew
            auto second = Vault::open(dir.path(), false);
            if (again)
                QVERIFY(second->addKey());
            QCOMPARE(second->keyCount(), again ? 3 : 2);
            for (const QString &box : {before, after})
                QCOMPARE(second->unseal(box, "svc_1/A")->reveal(), QByteArray("value"));
        }
        auto third = Vault::open(dir.path(), false);
        const QString renewed = *third->reseal(before, "svc_1/A");
        QVERIFY(renewed != before && *third->reseal(renewed, "svc_1/A") == renewed);
        QVERIFY(!third->reseal(before, "svc_1/B"));
        QVERIFY(third->forgetFormerKeys());
        QCOMPARE(QFileInfo(keyFile(dir)).size(), 32);
        QCOMPARE(QFile(keyFile(dir)).permissions() & 0x0fff,
            QFile::Permissions(QFile::ReadUser | QFile::WriteUser) & 0x0fff);
        const auto last = Vault::open(dir.path(), false);
        QCOMPARE(last->unseal(renewed, "svc_1/A")->reveal(), QByteArray("value"));
        QVERIFY(!last->unseal(before, "svc_1/A") && !last->unseal(after, "svc_1/A"));
    }
    void boxesFromBeforeTheKeysHadNamesOpen() {
        QTemporaryDir dir;
        write(keyFile(dir), QByteArray(32, 'k'));
        const auto vault = Vault::open(dir.path(), false);
        // XSalsa20-Poly1305 of the length of the context, the context and "value", with the nonce nnn...
        QByteArray plain("\7\0\0\0svc_1/Avalue", 16), box(24 + 16 + plain.size(), 'n');
        crypto_secretbox_easy(reinterpret_cast<unsigned char *>(box.data()) + 24,
            reinterpret_cast<const unsigned char *>(plain.constData()), size_t(plain.size()),
            reinterpret_cast<const unsigned char *>(box.constData()),
            reinterpret_cast<const unsigned char *>(QByteArray(32, 'k').constData()));
        const QString former = QString::fromLatin1(box.toBase64());
        QCOMPARE(vault->unseal(former, "svc_1/A")->reveal(), QByteArray("value"));
        QVERIFY(!vault->unseal(former, "svc_1/B"));
        QVERIFY(vault->reseal(former, "svc_1/A")->startsWith(QLatin1String("sealed:")));
    }
    void aCredentialComesBeforeTheFile() {
        QTemporaryDir dir, credentials;
        const QString box = Vault::open(dir.path(), true, {})->seal(Secret("value"), "c");
        write(credentials.filePath(QStringLiteral("secret.key")), QByteArray(32, 'c'));
        auto vault = Vault::open(dir.path(), false, credentials.path());
        QCOMPARE(vault->unseal(box, "c")->reveal(), QByteArray("value")); // of the file beside it
        QVERIFY(vault->addKey());
        const QString renewed = *vault->reseal(box, "c");
        QVERIFY(renewed != box);
        QVERIFY(vault->forgetFormerKeys());
        QVERIFY(!QFile::exists(keyFile(dir)));
        vault = Vault::open(dir.path(), false, credentials.path());
        QCOMPARE(vault->unseal(renewed, "c")->reveal(), QByteArray("value"));
        QCOMPARE(vault->addKey().error().code, ErrorCode::Validation); // who made it has to put a new one there
        write(credentials.filePath(QStringLiteral("secret.key")), QByteArray(32, 'd') + QByteArray(32, 'c'));
        vault = Vault::open(dir.path(), false, credentials.path());
        QVERIFY(vault->addKey() && *vault->reseal(renewed, "c") != renewed);
        write(credentials.filePath(QStringLiteral("secret.key")), "short");
        QCOMPARE(Vault::open(dir.path(), false, credentials.path()).error().code, ErrorCode::Validation);
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
