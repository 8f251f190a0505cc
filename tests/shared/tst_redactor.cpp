// SPDX-License-Identifier: GPL-3.0-or-later
// Known secrets in any text.
#include "shared/base/redactor.h"
#include <QTest>

class tst_redactor : public QObject {
    Q_OBJECT

private slots:
    void everyOccurrenceIsReplaced() {
        const Redactor redactor({QStringLiteral("hunter22")});
        QCOMPARE(redactor.apply(QByteArray("hunter22 and hunter22hunter22!")), "(secret) and (secret)(secret)!");
        QCOMPARE(redactor.apply(QStringLiteral("\u00fc hunter22")), QStringLiteral("\u00fc (secret)"));
        QVERIFY(redactor.concerns("xhunter22x") && !redactor.concerns("hunter2"));
        QCOMPARE(redactor.apply(QByteArray("hunter2\xff")), QByteArray("hunter2\xff"));
    }
    void aSecretInAnotherDoesNotSpoilIt() {
        for (const QStringList &order : {QStringList{QStringLiteral("opensesame"), QStringLiteral("opensesame-two")},
                 QStringList{QStringLiteral("opensesame-two"), QStringLiteral("opensesame")}})
            QCOMPARE(Redactor(order).apply(QByteArray("opensesame-two opensesame")), "(secret) (secret)");
    }
    void linesAndEncodedFormsAreKnown() {
        const Redactor redactor({QStringLiteral("p@ss/word 1"), QStringLiteral("first line\nno\nlast line\n")});
        QCOMPARE(redactor.apply(QByteArray("postgres://me:p%40ss%2Fword%201@db")), "postgres://me:(secret)@db");
        QCOMPARE(redactor.apply(QByteArray("first line")), "(secret)");
        QCOMPARE(redactor.apply(QByteArray("no last line")), "no (secret)");
    }
    void shortValuesAreNoSecrets() {
        const Redactor redactor({QString(), QStringLiteral("abc"), QStringLiteral("12345")});
        QVERIFY(redactor.isEmpty());
        QCOMPARE(redactor.apply(QByteArray("abc 12345")), "abc 12345");
    }
    void theLatestStayWhenThereAreTooMany() {
        Redactor all;
        for (int i = 0; i < 1000; ++i)
            all.add(Redactor({QStringLiteral("secret number %1").arg(i)}));
        QVERIFY(all.concerns("secret number 999"));
        QCOMPARE(all.apply(QByteArray("secret number 999")), "(secret)");
    }
};

QTEST_APPLESS_MAIN(tst_redactor)
#include "tst_redactor.moc"
