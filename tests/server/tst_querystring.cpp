// SPDX-License-Identifier: GPL-3.0-or-later
// Query strings: decoding, splitting, and what is told of each parameter that does not fit.
#include "server/http/querystring.h"
#include "shared/contract/service.h"
#include <QTest>

class tst_querystring : public QObject {
    Q_OBJECT

    static ServiceQuery read(const QByteArray &query, QMap<QString, QString> &errors) {
        const QList<QueryPair> pairs = splitQuery(query, errors);
        QList<bool> used(pairs.size(), false);
        return readQuery<ServiceQuery>(pairs, used, errors);
    }

private slots:
    void escapesAreDecodedOrRefused_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("decoded");
        QTest::newRow("plain") << QByteArray("abc") << QStringLiteral("abc");
        QTest::newRow("empty") << QByteArray() << QStringLiteral("");
        QTest::newRow("plus") << QByteArray("a+b") << QStringLiteral("a b");
        QTest::newRow("escaped plus") << QByteArray("a%2Bb") << QStringLiteral("a+b");
        QTest::newRow("lower case") << QByteArray("%c3%a4") << QStringLiteral("\u00e4");
        QTest::newRow("at the end") << QByteArray("x%41") << QStringLiteral("xA");
        QTest::newRow("escaped percent") << QByteArray("%2541") << QStringLiteral("%41");
        for (const char *bad : {"%", "%4", "%4g", "%g4", "a%", "%00", "%ff", "%c3", "%c3%28", "%ed%a0%80", "%c0%80"})
            QTest::newRow(bad) << QByteArray(bad) << QString();
    }
    void escapesAreDecodedOrRefused() {
        QFETCH(QByteArray, text);
        QFETCH(QString, decoded);
        const auto result = percentDecoded(text, true);
        QCOMPARE(result.has_value(), !decoded.isNull());
        if (result)
            QCOMPARE(*result, decoded);
    }
    void aPlusInAPathIsAPlus() { QCOMPARE(*percentDecoded("a+b", false), QStringLiteral("a+b")); }
    void pairsAreSplitOnceEach() {
        QMap<QString, QString> errors;
        const auto pairs = splitQuery("a=1&&b=&c&d=x=y&", errors);
        QCOMPARE(pairs.size(), 4);
        QCOMPARE(pairs[0].value, QStringLiteral("1"));
        QVERIFY(pairs[1].value.isEmpty() && pairs[2].value.isEmpty());
        QCOMPARE(pairs[3].value, QStringLiteral("x=y"));
        QVERIFY(errors.isEmpty());
    }
    void repeatedAndIllFormedOnesAreNamed() {
        QMap<QString, QString> errors;
        QCOMPARE(splitQuery("a=1&a=2&b=%zz&%zz=1&%61=3", errors).size(), 1);
        QCOMPARE(QStringList(errors.keys()),
            QStringList({QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("query")}));
    }
    void thereAreAtMostSixtyFour() {
        QByteArray many;
        for (int i = 0; i < 100'000; ++i)
            many += 'p' + QByteArray::number(i) + "=1&";
        QMap<QString, QString> errors;
        QCOMPARE(splitQuery(many, errors).size(), 64);
        QVERIFY(errors.contains(QStringLiteral("query")));
    }
    void valuesAreReadByTheirTypes() {
        QMap<QString, QString> errors;
        const ServiceQuery query = read("page=2&per_page=100&status=running&search=a%20b&order=desc", errors);
        QVERIFY2(errors.isEmpty(), qPrintable(QStringList(errors.values()).join(u';')));
        QCOMPARE(*query.page, 2);
        QCOMPARE(*query.per_page, 100);
        QCOMPARE(*query.search, QStringLiteral("a b"));
    }
    void valuesOutOfRangeAreNamed_data() {
        QTest::addColumn<QByteArray>("query");
        for (const char *query : {"page=0", "page=-1", "page=2147483648", "page=99999999999999999999", "page=1.5",
                 "page=", "page=1e2", "page= 1x", "per_page=0", "per_page=101", "order=DESC", "status=Running"})
            QTest::newRow(query) << QByteArray(query);
    }
    void valuesOutOfRangeAreNamed() {
        QFETCH(QByteArray, query);
        QMap<QString, QString> errors;
        read(query, errors);
        QCOMPARE(QStringList(errors.keys()), QStringList{QString::fromLatin1(query.left(query.indexOf('=')))});
    }
};

QTEST_GUILESS_MAIN(tst_querystring)
#include "tst_querystring.moc"
