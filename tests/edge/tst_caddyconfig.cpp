// SPDX-License-Identifier: GPL-3.0-or-later
// Routes as Caddy's JSON and as Traefik's labels, and the files that say where they lead.
#include "server/edge/caddyconfig.h"
#include "server/edge/targetfiles.h"
#include "server/edge/traefikedge.h"
#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>
#include <fcntl.h>
#include <sys/stat.h>

class tst_caddyconfig : public QObject {
    Q_OBJECT

    static QList<EdgeRoute> routes(const char *target = "127.0.0.1:9001") {
        return {{QStringLiteral("svc_a"), {QStringLiteral("a.test"), QStringLiteral("shop.test")},
                    QString::fromLatin1(target)},
            {QStringLiteral("svc_b"), {QStringLiteral("b.test")}, QString()}};
    }
    static QByteArray text(const QJsonObject &json) { return QJsonDocument(json).toJson(QJsonDocument::Compact); }
    /// The newest first.
    static QStringList files(const QString &folder) {
        QStringList names = QDir(folder).entryList(QDir::Files);
        const auto time = [&folder](const QString &name) {
            struct stat found { };
            ::stat(QFile::encodeName(folder + u'/' + name).constData(), &found);
            return std::pair(found.st_mtim.tv_sec, found.st_mtim.tv_nsec);
        };
        std::sort(names.begin(), names.end(), [&](const auto &a, const auto &b) { return time(a) > time(b); });
        return names;
    }

private slots:
    void aTargetInAFileIsNoChangeOfTheConfiguration() {
        const EdgeOptions options;
        const auto one = caddy::servers(options, routes(), caddy::Targets::Files);
        const auto two = caddy::servers(options, routes("127.0.0.1:9002"), caddy::Targets::Files);
        QCOMPARE(text(one), text(two));
        const auto inlined = caddy::servers(options, routes(), caddy::Targets::Inline);
        const auto moved = caddy::servers(options, routes("127.0.0.1:9002"), caddy::Targets::Inline);
        QVERIFY(caddy::markerOf(inlined) != caddy::markerOf(moved));
    }
    void theMarkerStandsForAllOfIt() {
        EdgeOptions options;
        const QJsonObject blocks = caddy::servers(options, routes(), caddy::Targets::Files);
        const QString marker = blocks[caddy::serverName][QStringLiteral("@id")].toString();
        QCOMPARE(marker, caddy::markerOf(blocks));
        QVERIFY(marker.startsWith(QLatin1String("aiadminpanel-")));
        QCOMPARE(options.setHttp(QStringLiteral(":8080")), QString());
        QVERIFY(caddy::markerOf(caddy::servers(options, routes(), caddy::Targets::Files)) != marker);
    }
    void whatIsUnknownIs404AndComesLast() {
        const QJsonArray list =
            caddy::servers({}, routes(), caddy::Targets::Files)[caddy::serverName][QStringLiteral("routes")].toArray();
        QCOMPARE(list.size(), 4); // two services, what does not run, what is unknown
        QCOMPARE(list[2][QLatin1String("handle")][0][QLatin1String("status_code")].toInt(), 503);
        QVERIFY(!list[3].toObject().contains(QLatin1String("match")));
        QCOMPARE(list[3][QLatin1String("handle")][0][QLatin1String("status_code")].toInt(), 404);
    }
    void withTlsHttpOnlyLeadsToHttps() {
        EdgeOptions options;
        QCOMPARE(options.setTls(QStringLiteral("internal")), QString());
        QCOMPARE(options.setHttps(QStringLiteral(":8443")), QString());
        const QJsonObject whole = caddy::whole(options, routes());
        const QJsonValue servers = whole[QLatin1String("apps")][QLatin1String("http")][QLatin1String("servers")];
        const QJsonValue redirect = servers[caddy::redirectName][QLatin1String("routes")][0];
        QCOMPARE(redirect[QLatin1String("handle")][0][QLatin1String("status_code")].toInt(), 308);
        QCOMPARE(
            redirect[QLatin1String("handle")][0][QLatin1String("headers")][QLatin1String("Location")][0].toString(),
            QStringLiteral("https://{http.request.host}:8443{http.request.uri}"));
        QCOMPARE(whole[QLatin1String("apps")][QLatin1String("tls")][QLatin1String("automation")]
                      [QLatin1String("policies")][0][QLatin1String("issuers")][0][QLatin1String("module")]
                          .toString(),
            QStringLiteral("internal"));
        QVERIFY(!whole[QLatin1String("apps")][QLatin1String("pki")][QLatin1String("certificate_authorities")]
                      [QLatin1String("local")][QLatin1String("install_trust")]
                          .toBool(true));
    }

    void theNewestFileSaysWhereARouteLeads() {
        QTemporaryDir folder;
        const QString a = folder.filePath(QStringLiteral("svc_a"));
        QVERIFY(writeTargets(folder.path(), routes("127.0.0.1:9001")));
        QCOMPARE(files(a), QStringList{QStringLiteral("127.0.0.1:9001")});
        QVERIFY(files(folder.filePath(QStringLiteral("svc_b"))).isEmpty());
        QVERIFY(writeTargets(folder.path(), routes("127.0.0.1:9002")));
        QCOMPARE(files(a), (QStringList{QStringLiteral("127.0.0.1:9002"), QStringLiteral("127.0.0.1:9001")}));
        QVERIFY(writeTargets(folder.path(), routes("127.0.0.1:9001"))); // and back
        QCOMPARE(files(a), (QStringList{QStringLiteral("127.0.0.1:9001"), QStringLiteral("127.0.0.1:9002")}));
        QVERIFY(writeTargets(folder.path(), routes("127.0.0.1:9003"))); // no more than one that was
        QCOMPARE(files(a), (QStringList{QStringLiteral("127.0.0.1:9003"), QStringLiteral("127.0.0.1:9001")}));
        QVERIFY(writeTargets(folder.path(), routes("")));
        QVERIFY(files(a).isEmpty());
        QVERIFY(writeTargets(folder.path(), {}));
        QVERIFY(QDir(folder.path()).entryList(QDir::Dirs | QDir::NoDotAndDotDot).isEmpty());
    }
    void aFileWithAStampOfTheFutureIsOvertaken() {
        QTemporaryDir folder;
        const QString a = folder.filePath(QStringLiteral("svc_a"));
        QVERIFY(writeTargets(folder.path(), routes("127.0.0.1:9001")));
        const timespec future[]{{4'000'000'000, 0}, {4'000'000'000, 0}};
        const QByteArray file = QFile::encodeName(a + QStringLiteral("/127.0.0.1:9001"));
        QCOMPARE(::utimensat(AT_FDCWD, file.constData(), future, 0), 0);
        QVERIFY(writeTargets(folder.path(), routes("127.0.0.1:9002")));
        QCOMPARE(files(a).first(), QStringLiteral("127.0.0.1:9002"));
    }
    void aFolderThatCannotBeWrittenIsAnError() {
        const Result<Done> written = writeTargets(QStringLiteral("/proc/nowhere"), routes());
        QVERIFY(!written);
        QCOMPARE(written.error().code, ErrorCode::Unavailable);
    }

    void traefikIsToldByLabels() {
        EdgeOptions options;
        QCOMPARE(options.setKind(QStringLiteral("traefik")), QString());
        const QMap<QString, QString> plain = traefikLabels(options, routes().first(), 3001);
        const QMap<QString, QString> expected{{QStringLiteral("traefik.enable"), QStringLiteral("true")},
            {QStringLiteral("traefik.http.routers.svc_a.rule"), QStringLiteral("Host(`a.test`) || Host(`shop.test`)")},
            {QStringLiteral("traefik.http.routers.svc_a.entrypoints"), QStringLiteral("web")},
            {QStringLiteral("traefik.http.routers.svc_a.service"), QStringLiteral("svc_a")},
            {QStringLiteral("traefik.http.services.svc_a.loadbalancer.server.port"), QStringLiteral("3001")}};
        QCOMPARE(plain, expected);
        QCOMPARE(options.setTls(QStringLiteral("acme")), QString());
        QCOMPARE(options.setEntrypoint(QStringLiteral("websecure")), QString());
        QCOMPARE(options.setCertResolver(QStringLiteral("le")), QString());
        const QMap<QString, QString> secure = traefikLabels(options, routes().first(), 3001);
        QCOMPARE(secure[QStringLiteral("traefik.http.routers.svc_a.entrypoints")], QStringLiteral("websecure"));
        QCOMPARE(secure[QStringLiteral("traefik.http.routers.svc_a.tls")], QStringLiteral("true"));
        QCOMPARE(secure[QStringLiteral("traefik.http.routers.svc_a.tls.certresolver")], QStringLiteral("le"));
        QVERIFY(traefikLabels(options, routes().first(), 0).isEmpty());
    }
};

QTEST_GUILESS_MAIN(tst_caddyconfig)
#include "tst_caddyconfig.moc"
