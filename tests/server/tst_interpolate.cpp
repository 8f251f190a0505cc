// SPDX-License-Identifier: GPL-3.0-or-later
// Placeholders: every form, and what is not one.
#include "server/catalog/interpolate.h"
#include <QTest>

class tst_interpolate : public QObject {
    Q_OBJECT
private slots:
    void formsAreFilledIn_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        QTest::newRow("plain") << "nothing here"
                               << "nothing here";
        QTest::newRow("name") << "a ${NAME} b"
                              << "a value b";
        QTest::newRow("twice") << "${NAME}${NAME}"
                               << "valuevalue";
        QTest::newRow("empty is a value") << "[${EMPTY}]"
                                          << "[]";
        QTest::newRow("default for empty") << "${EMPTY:-other}"
                                           << "other";
        QTest::newRow("default for unknown") << "${UNKNOWN:-other}"
                                             << "other";
        QTest::newRow("default not needed") << "${NAME:-other}"
                                            << "value";
        QTest::newRow("empty default") << "[${UNKNOWN:-}]"
                                       << "[]";
        QTest::newRow("default with colons") << "${UNKNOWN:-a:b:-c}"
                                             << "a:b:-c";
        QTest::newRow("dollar") << "$${NAME} costs 5$$"
                                << "${NAME} costs 5$";
        QTest::newRow("lonely dollar") << "5$ and $x and ${NAME"
                                       << "5$ and $x and ${NAME";
        QTest::newRow("no second look") << "${TRAP}"
                                        << "${NAME}";
        QTest::newRow("required and there") << "${NAME:?say it}"
                                            << "value";
    }
    void formsAreFilledIn() {
        QFETCH(QString, text);
        QFETCH(QString, expected);
        const QMap<QString, QString> values{{QStringLiteral("NAME"), QStringLiteral("value")},
            {QStringLiteral("EMPTY"), QStringLiteral("")}, {QStringLiteral("TRAP"), QStringLiteral("${NAME}")}};
        const Result<QString> done = interpolate(text, values);
        QVERIFY(done);
        QCOMPARE(*done, expected);
    }
    void whatHasNoValueIsNamed() {
        const Result<QString> unknown = interpolate(QStringLiteral("${UNKNOWN}"), {});
        QVERIFY(!unknown);
        QCOMPARE(unknown.error().fields.firstKey(), QStringLiteral("variables.UNKNOWN"));
        const Result<QString> required = interpolate(QStringLiteral("${UNKNOWN:?a key from the console}"), {});
        QVERIFY(!required);
        QCOMPARE(required.error().fields.first(), QStringLiteral("a key from the console"));
    }
};

QTEST_GUILESS_MAIN(tst_interpolate)
#include "tst_interpolate.moc"
