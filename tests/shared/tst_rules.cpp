// SPDX-License-Identifier: GPL-3.0-or-later
// What an image, a port and a repository may look like.
#include "shared/contract/rules.h"
#include <QTest>

class tst_rules : public QObject {
    Q_OBJECT

private slots:
    void imagesAreReferences_data() {
        QTest::addColumn<bool>("good");
        for (const char *image :
            {"nginx", "nginx:1.25", "library/nginx", "ghcr.io/owner/app:v1.0_x", "localhost:5000/a/b-c__d.e:latest",
                "a/b@sha256:"
                "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"})
            QTest::newRow(image) << true;
        for (const char *image : {"", "Nginx", "a b", "nginx:", "nginx:-x", "-nginx", "a//b", "a/", "https://a/b",
                 "a@sha256:12", "a;b", "nginx\n", "../a"})
            QTest::newRow(qPrintable(QStringLiteral("not %1").arg(QLatin1String(image)))) << false;
    }
    void imagesAreReferences() {
        QFETCH(bool, good);
        QString image = QString::fromLatin1(QTest::currentDataTag());
        image = good ? image : image.mid(4);
        QCOMPARE(rules::imageReference(image).isEmpty(), good);
    }
    void portsAreShortFormsOfCompose_data() {
        QTest::addColumn<bool>("good");
        for (const char *port :
            {"80", "8080:80", "127.0.0.1:8080:80", "127.0.0.1::80", "53:53/udp", "[::1]:80:80/tcp", "65535"})
            QTest::newRow(port) << true;
        for (const char *port : {"", "0", "65536", "80:", "0:80", "x", "80/sctp", "1:2:3", "80-90", " 80", "80\n"})
            QTest::newRow(qPrintable(QStringLiteral("not %1").arg(QLatin1String(port)))) << false;
    }
    void portsAreShortFormsOfCompose() {
        QFETCH(bool, good);
        QString port = QString::fromLatin1(QTest::currentDataTag());
        port = good ? port : port.mid(4);
        QCOMPARE(rules::portMapping(port).isEmpty(), good);
    }
    void anImagesFaultsAreNamedByTheirPaths() {
        ImageSource source;
        source.image = QStringLiteral("A");
        source.ports = QList<PortText>{{QStringLiteral("80")}, {QStringLiteral("x")}};
        source.env = QMap<QString, QJsonValue>{{QStringLiteral("GOOD"), 1}, {QStringLiteral("1BAD"), 1},
            {QStringLiteral("LIST"), QJsonArray()}, {QStringLiteral("KEPT"), QJsonValue()}};
        QCOMPARE(rules::image(source).keys(),
            (QStringList{QStringLiteral("image.env.1BAD"), QStringLiteral("image.env.LIST"),
                QStringLiteral("image.image"), QStringLiteral("image.ports.1")}));
    }
    void aPortMayBeANumber() {
        JsonReader reader(UnknownFields::Refuse);
        PortText port;
        Codec<PortText>::read(reader, 80, port);
        QVERIFY(reader.ok());
        QCOMPARE(port.value, QStringLiteral("80"));
        Codec<PortText>::read(reader, 80.5, port);
        QVERIFY(!reader.ok());
    }
    void repositoriesAreUrlsWithoutCredentials_data() {
        QTest::addColumn<bool>("good");
        for (const char *url :
            {"https://git.example.com/a/b.git", "http://127.0.0.1:3000/a", "git://host/a", "ssh://git@host:22/a.git"})
            QTest::newRow(url) << true;
        for (const char *url : {"", "a/b", "file:///etc", "https://", "https://host", "https://user@host/a",
                 "https://user:secret@host/a", "ssh://git:secret@host/a", "ext::sh -c id", "--upload-pack=id",
                 "ssh://-oProxyCommand=id/a", "https://host/a b", "https://host/a\n", "git@host:a.git"})
            QTest::newRow(qPrintable(QStringLiteral("not %1").arg(QLatin1String(url)))) << false;
    }
    void repositoriesAreUrlsWithoutCredentials() {
        QFETCH(bool, good);
        GitSource source;
        source.url = QString::fromLatin1(QTest::currentDataTag());
        source.url = good ? source.url : source.url.mid(4);
        QCOMPARE(rules::git(source).isEmpty(), good);
    }
    void theShortFormOfSshIsAnsweredWithItsUrl() {
        GitSource source;
        source.url = QStringLiteral("git@git.example.com:team/app.git");
        QCOMPARE(rules::git(source).value(QStringLiteral("git.url")),
            QStringLiteral("must be a URL: ssh://git@git.example.com/team/app.git"));
    }
    void refsAndPathsAreNoOptionsAndStayInside() {
        const auto faults = [](const char *ref, const char *path) {
            GitSource source;
            source.url = QStringLiteral("https://host/a");
            source.ref = QString::fromLatin1(ref);
            source.path = QString::fromLatin1(path);
            return QStringList(rules::git(source).keys()).join(u' ');
        };
        QCOMPARE(faults("main", "deploy/web"), QString());
        QCOMPARE(faults("feature/x.y", ""), QString());
        for (const char *ref : {"-x", "--upload-pack=x", "a..b", "a b", "a:b", "a^", "/a", "a/", "a.lock", "", "a@{1}"})
            QVERIFY2(faults(ref, "") == QLatin1String("git.ref"), ref);
        for (const char *path : {"/etc", "../a", "a/../..", ".git", "a/.GIT/b"})
            QVERIFY2(faults("main", path) == QLatin1String("git.path"), path);
    }
    void namesOfSecretsAreKnown() {
        for (const char *name : {"DB_PASSWORD", "api_key", "TOKEN", "CLIENT_SECRET"})
            QVERIFY2(rules::looksSecret(QString::fromLatin1(name)), name);
        QVERIFY(!rules::looksSecret(QStringLiteral("PORT")));
    }
};

QTEST_GUILESS_MAIN(tst_rules)
#include "tst_rules.moc"
