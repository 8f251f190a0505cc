// SPDX-License-Identifier: GPL-3.0-or-later
// Custom domains and TLS: whose a domain is, and by which certificate it is served.
#include "tests/e2e/edgefixture.h"

class tst_domains : public QObject {
    Q_OBJECT

    EdgeFixture m_edge;
    QByteArray m_path;
    QProcess m_dns;
    QMap<QByteArray, QByteArray> m_records; // TXT

    /// A name server that knows these records and nothing else.
    bool serve(const QMap<QByteArray, QByteArray> &records) {
        if (m_dns.state() != QProcess::NotRunning) {
            m_dns.kill();
            m_dns.waitForFinished();
        }
        QStringList options{QStringLiteral("--no-daemon"), QStringLiteral("--no-resolv"), QStringLiteral("--no-hosts"),
            QStringLiteral("--conf-file=/dev/null"), QStringLiteral("--listen-address=127.0.0.1"),
            QStringLiteral("--bind-interfaces"), QStringLiteral("--user=root"), QStringLiteral("--pid-file="),
            QStringLiteral("--local=/test/")};
        for (auto it = records.begin(); it != records.end(); ++it)
            options.append(QStringLiteral("--txt-record=%1,%2")
                               .arg(QString::fromLatin1(it.key()), QString::fromLatin1(it.value())));
        m_dns.setProcessChannelMode(QProcess::MergedChannels);
        m_dns.start(QStringLiteral("/usr/sbin/dnsmasq"), options);
        QByteArray said;
        return QTest::qWaitFor([&] { return (said += m_dns.readAll()).contains("started"); }, 5000);
    }
    QJsonObject domain(const QByteArray &path, int index = 0) {
        return m_edge.get(path, "domains").toArray()[index].toObject();
    }
    HttpAnswer patch(const QByteArray &path, const QJsonArray &domains) {
        const QJsonObject body{{QStringLiteral("custom_domains"), domains}};
        return m_edge.panel.request("PATCH", path, QJsonDocument(body).toJson());
    }
    /// What a browser that trusts the panel's authority gets.
    Fetched secure(const QString &url) {
        return fetch(url,
            {QStringLiteral("--cacert"),
                m_edge.edgeFolder() + QStringLiteral("/work/storage/pki/authorities/local/root.crt")});
    }

private slots:
    void initTestCase() {
        m_edge.settings.insert(QStringLiteral("AAP_EDGE_TLS"), QStringLiteral("internal"));
        m_edge.settings.insert(QStringLiteral("AAP_EDGE_RESOLVER"), QStringLiteral("127.0.0.1"));
        QVERIFY(serve({}));
        QVERIFY2(m_edge.start(), m_edge.panel.log().constData());
        m_path = m_edge.create("shop", {QStringLiteral("Shop.Example.TEST")});
        QVERIFY2(!m_path.isEmpty(), QJsonDocument(m_edge.last).toJson().constData());
    }
    void cleanupTestCase() {
        QVERIFY(m_edge.panel.removeAll());
        QCOMPARE(m_edge.panel.stop(), 0);
        m_dns.kill();
        m_dns.waitForFinished();
    }

    void httpsByTheOwnAuthorityAndHttpLeadsThere() {
        QCOMPARE(m_edge.get(m_path, "url").toString(), QStringLiteral("https://shop.apps.test"));
        Fetched answer;
        QTRY_COMPARE_WITH_TIMEOUT((answer = secure(QStringLiteral("https://shop.apps.test/"))).status, 200, 15000);
        QCOMPARE(answer.protocol, QByteArray("2"));
        QCOMPARE(answer.json()[QLatin1String("x-forwarded-proto")].toString(), QStringLiteral("https"));
        const Fetched plain = fetch(QStringLiteral("http://shop.apps.test/page?a=1"));
        QCOMPARE(plain.status, 308);
        QCOMPARE(plain.location, QByteArray("https://shop.apps.test/page?a=1"));
        QCOMPARE(fetch(QStringLiteral("http://unknown.apps.test/")).status, 404);
        QCOMPARE(fetch(QStringLiteral("https://shop.apps.test/")).status, 0); // nobody else trusts it
    }
    void aDomainIsRoutedOnlyWhenItsOwnerWantsIt() {
        const QJsonObject before = domain(m_path);
        QCOMPARE(before[QLatin1String("name")].toString(), QStringLiteral("shop.example.test"));
        QVERIFY(!before[QLatin1String("verified")].toBool());
        QVERIFY(m_edge.stepOf(m_edge.last, "route")[QLatin1String("message")].toString().contains(
            QLatin1String("not yet: shop.example.test")));
        QCOMPARE(fetch(QStringLiteral("http://shop.example.test")).status, 404);
        const QStringList record = before[QLatin1String("expected")].toString().split(u' ');
        QCOMPARE(record.value(0), QStringLiteral("_aiadminpanel.shop.example.test"));
        QCOMPARE(record.value(1), QStringLiteral("TXT"));

        QVERIFY(serve({{record[0].toLatin1(), "something else"}}));
        QVERIFY(m_edge.act(m_path, "deploy"));
        QVERIFY(!domain(m_path)[QLatin1String("verified")].toBool());

        QVERIFY(serve({{record[0].toLatin1(), record[2].toLatin1()}}));
        QVERIFY(m_edge.act(m_path, "deploy"));
        QVERIFY(domain(m_path)[QLatin1String("verified")].toBool());
        QVERIFY(domain(m_path)[QLatin1String("expected")].isNull());
        QTRY_COMPARE_WITH_TIMEOUT(secure(QStringLiteral("https://shop.example.test/")).status, 200, 15000);
        QCOMPARE(fetch(QStringLiteral("http://shop.example.test/")).status, 308);
    }
    void aDomainSomebodyHasIsAConflict() {
        const QByteArray path = m_edge.create("rival");
        const HttpAnswer answer = patch(path, {QStringLiteral("a.example.test"), QStringLiteral("shop.example.test")});
        QCOMPARE(answer.status, 409);
        QVERIFY(answer.json()[QLatin1String("error")][QLatin1String("fields")].toObject().contains(
            QLatin1String("custom_domains.1")));
        const HttpAnswer created = m_edge.panel.post("/api/services",
            {{QStringLiteral("name"), QStringLiteral("third")}, {QStringLiteral("template"), QStringLiteral("mirror")},
                {QStringLiteral("custom_domains"), QJsonArray{QStringLiteral("shop.example.test")}}});
        QCOMPARE(created.status, 409);
        QVERIFY(created.body.contains("custom_domains.0"));
    }
    void wrongNamesAreRefused_data() {
        QTest::addColumn<QJsonArray>("names");
        QTest::newRow("an address") << QJsonArray{QStringLiteral("192.0.2.1")};
        QTest::newRow("an IPv6 address") << QJsonArray{QStringLiteral("[::1]")};
        QTest::newRow("one label") << QJsonArray{QStringLiteral("localhost")};
        QTest::newRow("a wildcard") << QJsonArray{QStringLiteral("*.example.test")};
        QTest::newRow("a port") << QJsonArray{QStringLiteral("a.example.test:80")};
        QTest::newRow("a placeholder") << QJsonArray{QStringLiteral("{env.HOME}.test")};
        QTest::newRow("below the base domain") << QJsonArray{QStringLiteral("other.apps.test")};
        QTest::newRow("the base domain") << QJsonArray{QStringLiteral("apps.test")};
        QTest::newRow("twice") << QJsonArray{QStringLiteral("a.example.test"), QStringLiteral("A.example.test")};
        QTest::newRow("empty") << QJsonArray{QString()};
    }
    void wrongNamesAreRefused() {
        QFETCH(QJsonArray, names);
        const HttpAnswer answer = patch(m_path, names);
        QCOMPARE(answer.status, 422);
        QVERIFY(answer.body.contains("custom_domains."));
    }
    void namesInOtherScriptsHaveTheirAsciiForm() {
        QCOMPARE(patch(m_path, {QStringLiteral("shop.example.test"), QString::fromUtf8("bücher.test")}).status, 200);
        QCOMPARE(domain(m_path, 1)[QLatin1String("name")].toString(), QStringLiteral("xn--bcher-kva.test"));
        QVERIFY(domain(m_path, 0)[QLatin1String("verified")].toBool()); // what is known stays known
        QVERIFY(m_edge.get(m_path, "pending_changes").toBool());
    }
    void oneLeftOutIsNotRoutedAnyMore() {
        QCOMPARE(patch(m_path, {}).status, 200);
        QTRY_COMPARE(fetch(QStringLiteral("http://shop.example.test/")).status, 404);
        QCOMPARE(m_edge.get(m_path, "domains").toArray().size(), 0);
    }
};

QTEST_GUILESS_MAIN(tst_domains)
#include "tst_domains.moc"
