// SPDX-License-Identifier: GPL-3.0-or-later
// What may be set, and what goes together.
#include "server/edge/edgeoptions.h"
#include <QTest>

class tst_edgeoptions : public QObject {
    Q_OBJECT

    using Setter = QString (EdgeOptions::*)(const QString &);
    struct Key {
        Setter set;
        QString text;
    };
    static inline const QMap<QString, Setter> setters{{QStringLiteral("edge.kind"), &EdgeOptions::setKind},
        {QStringLiteral("edge.admin"), &EdgeOptions::setAdmin}, {QStringLiteral("edge.http"), &EdgeOptions::setHttp},
        {QStringLiteral("edge.https"), &EdgeOptions::setHttps}, {QStringLiteral("edge.tls"), &EdgeOptions::setTls},
        {QStringLiteral("edge.email"), &EdgeOptions::setEmail}, {QStringLiteral("edge.drain"), &EdgeOptions::setDrain},
        {QStringLiteral("edge.resolver"), &EdgeOptions::setResolver},
        {QStringLiteral("edge.verify_domains"), &EdgeOptions::setVerifyDomains},
        {QStringLiteral("edge.entrypoint"), &EdgeOptions::setEntrypoint},
        {QStringLiteral("edge.cert_resolver"), &EdgeOptions::setCertResolver},
        {QStringLiteral("base_domain"), &EdgeOptions::setBaseDomain},
        {QStringLiteral("public_url"), &EdgeOptions::setPublicUrl}};

private slots:
    void eachValueIsCheckedByItself_data() {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("good");
        const auto row = [](const char *key, const char *text, bool good) {
            QTest::addRow("%s %s", key, text) << QString::fromLatin1(key) << QString::fromLatin1(text) << good;
        };
        for (const char *kind : {"none", "caddy", "traefik"})
            row("edge.kind", kind, true);
        row("edge.kind", "nginx", false);
        row("edge.admin", "unix:///run/caddy/admin.sock", true);
        row("edge.admin", "http://127.0.0.1:2019", true);
        row("edge.admin", "http://[::1]:2019", true);
        row("edge.admin", "http://192.0.2.1:2019", false);
        row("edge.admin", "http://127.0.0.1", false);
        row("edge.admin", "https://127.0.0.1:2019", false);
        row("edge.admin", "unix:relative", false);
        row("edge.http", ":8080", true);
        row("edge.http", "192.0.2.1:80", true);
        row("edge.http", "[::]:80", true);
        row("edge.http", "80", false);
        row("edge.http", ":0", false);
        row("edge.http", ":70000", false);
        row("edge.http", "host:80", false);
        row("edge.https", "off", true);
        row("edge.tls", "internal", true);
        row("edge.tls", "on", false);
        row("edge.email", "a@example.com", true);
        row("edge.email", "a", false);
        row("edge.drain", "0s", true);
        row("edge.drain", "10m", true);
        row("edge.drain", "11m", false);
        row("edge.drain", "-1s", false);
        row("edge.resolver", "127.0.0.1", true);
        row("edge.resolver", "dns.example.com", false);
        row("edge.verify_domains", "false", true);
        row("edge.verify_domains", "no", false);
        row("edge.entrypoint", "websecure", true);
        row("edge.entrypoint", "a b", false);
        row("base_domain", "Apps.Example.com", true);
        row("base_domain", "apps", false);
        row("base_domain", "192.0.2.1", false);
        row("public_url", "https://panel.example.com", true);
        row("public_url", "panel.example.com", false);
        row("public_url", "https://user:word@panel.example.com", false);
    }
    void eachValueIsCheckedByItself() {
        QFETCH(QString, key);
        QFETCH(QString, text);
        QFETCH(bool, good);
        EdgeOptions options;
        QCOMPARE((options.*setters.value(key))(text).isEmpty(), good);
    }

    void whatDoesNotGoTogetherNamesTheKey_data() {
        QTest::addColumn<QStringList>("given"); // key=value
        QTest::addColumn<QString>("blamed"); // empty: it is right
        const auto row = [](const char *given, const char *blamed) {
            QTest::newRow(given) << QString::fromLatin1(given).split(u' ', Qt::SkipEmptyParts)
                                 << QString::fromLatin1(blamed);
        };
        row("", "");
        row("edge.kind=caddy", "edge.kind");
        row("edge.kind=caddy base_domain=apps.test", "");
        row("edge.kind=caddy base_domain=apps.test edge.tls=acme edge.email=a@b.test", "");
        row("edge.kind=caddy base_domain=apps.test edge.tls=internal", "");
        row("edge.kind=caddy base_domain=apps.test edge.tls=internal edge.https=off", "edge.tls");
        row("edge.kind=caddy base_domain=apps.test edge.tls=internal edge.https=:80", "edge.https");
        row("edge.kind=caddy base_domain=apps.test edge.https=:443", "edge.https");
        row("edge.kind=caddy base_domain=apps.test edge.email=a@b.test", "edge.email");
        row("edge.kind=caddy base_domain=apps.test edge.admin=http://127.0.0.1:2019", "");
        row("edge.kind=caddy base_domain=apps.test edge.admin=http://127.0.0.1:2019 edge.tls=acme", "");
        row("edge.kind=caddy base_domain=apps.test edge.admin=http://127.0.0.1:2019 edge.tls=internal", "edge.tls");
        row("edge.admin=http://127.0.0.1:2019", "edge.admin");
        row("edge.tls=internal", "edge.tls");
        row("edge.kind=traefik base_domain=apps.test edge.tls=acme edge.cert_resolver=le", "");
        row("edge.kind=traefik base_domain=apps.test edge.tls=internal", "edge.tls");
        row("edge.kind=traefik base_domain=apps.test edge.cert_resolver=le", "edge.cert_resolver");
        row("edge.kind=caddy base_domain=apps.test edge.entrypoint=web", "edge.entrypoint");
    }
    void whatDoesNotGoTogetherNamesTheKey() {
        QFETCH(QStringList, given);
        QFETCH(QString, blamed);
        EdgeOptions options;
        QStringList keys;
        for (const QString &one : given) {
            keys.append(one.section(u'=', 0, 0));
            QCOMPARE((options.*setters.value(keys.last()))(one.section(u'=', 1)), QString());
        }
        QCOMPARE(options.conflicts(keys).keys(), blamed.isEmpty() ? QStringList() : QStringList{blamed});
    }

    void urlsHaveTheirPortWhereItIsNotTheUsualOne() {
        EdgeOptions options;
        QCOMPARE(options.urlOf(QStringLiteral("a.test")), QStringLiteral("http://a.test"));
        QCOMPARE(options.setHttp(QStringLiteral(":8080")), QString());
        QCOMPARE(options.urlOf(QStringLiteral("a.test")), QStringLiteral("http://a.test:8080"));
        QCOMPARE(options.setTls(QStringLiteral("acme")), QString());
        QCOMPARE(options.urlOf(QStringLiteral("a.test")), QStringLiteral("https://a.test"));
        QCOMPARE(options.setHttps(QStringLiteral("[::]:8443")), QString());
        QCOMPARE(options.urlOf(QStringLiteral("a.test")), QStringLiteral("https://a.test:8443"));
    }
};

QTEST_GUILESS_MAIN(tst_edgeoptions)
#include "tst_edgeoptions.moc"
