// SPDX-License-Identifier: GPL-3.0-or-later
// Data that is lost for real and comes back, and every way in which a backup may be none.
#include "tests/support/listener.h"
#include "tests/support/script.h"
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QStandardPaths>
#include <QUrl>
#include <sys/stat.h>
#include <unistd.h>

class tst_backups : public QObject {
    Q_OBJECT

    LivePanel m_panel;
    QTemporaryDir m_templates;

    bool start(QMap<QString, QString> environment = {}) {
        environment.insert(QStringLiteral("AAP_TEMPLATES"), m_templates.path());
        return m_panel.start(environment);
    }
    static QString text(const QJsonObject &object, const char *name) { return object[QLatin1String(name)].toString(); }
    static QByteArray idOf(const QJsonObject &object) { return text(object, "id").toLatin1(); }
    QJsonObject deployed(const char *from, const char *name, const QJsonObject &variables = {}) {
        const QJsonObject service = m_panel
                                        .post("/api/services",
                                            {{QStringLiteral("name"), QString::fromLatin1(name)},
                                                {QStringLiteral("template"), QString::fromLatin1(from)},
                                                {QStringLiteral("variables"), variables}})
                                        .json();
        const QJsonObject operation = m_panel.finished(text(service, "operation_id"));
        return text(operation, "status") == QLatin1String("succeeded")
            ? m_panel.get("/api/services/" + idOf(service)).json()
            : operation;
    }
    QString home(const QJsonObject &service) const {
        return m_panel.dataDir() + QStringLiteral("/services/") + QString::fromLatin1(idOf(service));
    }
    void write(const QJsonObject &service, const char *name, const QByteArray &content) {
        QFile file(home(service) + QStringLiteral("/data/") + QLatin1String(name));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(content) == content.size());
    }
    QByteArray read(const QJsonObject &service, const char *name) {
        QFile file(home(service) + QStringLiteral("/data/") + QLatin1String(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(none)");
    }
    HttpAnswer ask(const QJsonObject &service, bool stop = false) {
        return m_panel.post(
            "/api/backups", {{QStringLiteral("service_id"), text(service, "id")}, {QStringLiteral("stop"), stop}});
    }
    QJsonObject backup(const QByteArray &id) { return m_panel.get("/api/backups/" + id).json(); }
    /// As it is when nothing is done with it any more.
    QJsonObject settled(const QByteArray &id) {
        QJsonObject now;
        (void)QTest::qWaitFor(
            [&] {
                now = backup(id);
                const QString status = text(now, "status");
                return now[QLatin1String("phase")].isNull() && status != QLatin1String("queued")
                    && status != QLatin1String("running")
                    && (status != QLatin1String("completed") || !now[QLatin1String("error")].isNull());
            },
            60000);
        return now;
    }
    QJsonObject made(const QJsonObject &service, bool stop = false) {
        const HttpAnswer answer = ask(service, stop);
        return answer.status == 201 ? settled(idOf(answer.json())) : answer.json();
    }
    QJsonObject verified(const QJsonObject &of) {
        const HttpAnswer answer = m_panel.post("/api/backups/" + idOf(of) + "/verify");
        return answer.status == 201 ? settled(idOf(of)) : answer.json();
    }
    QJsonObject restored(const QJsonObject &from, const QJsonObject &how = {}) {
        const HttpAnswer answer = m_panel.request(
            "POST", "/api/backups/" + idOf(from) + "/restore", QJsonDocument(how).toJson(QJsonDocument::Compact));
        return answer.status == 201 ? m_panel.finished(text(answer.json(), "id")) : answer.json();
    }
    QString repository() const { return m_panel.dataDir() + QStringLiteral("/backups"); }
    static QByteArray sql(const QJsonObject &service, const char *statement) {
        const QUrl url(text(service, "url"));
        QProcess psql;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("PGPASSWORD"), QStringLiteral("correct-horse"));
        psql.setProcessEnvironment(environment);
        psql.start(QStringLiteral("psql"),
            {QStringLiteral("-h"), url.host(), QStringLiteral("-p"), QString::number(url.port()), QStringLiteral("-U"),
                QStringLiteral("app"), QStringLiteral("-d"), QStringLiteral("app"), QStringLiteral("-Atqc"),
                QString::fromLatin1(statement)});
        psql.waitForFinished(20000);
        return QByteArray(psql.readAllStandardOutput() + psql.readAllStandardError()).trimmed();
    }
    void remove(const QJsonObject &service) {
        QCOMPARE(m_panel.request("DELETE", "/api/services/" + idOf(service) + "?purge=true").status, 204);
    }

    /// Of every thread; but for the shims, which outlive the server.
    static QList<QByteArray> childrenOf(qint64 pid) {
        QList<QByteArray> children;
        const QString tasks = QStringLiteral("/proc/%1/task").arg(pid);
        for (const QString &task : QDir(tasks).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
            QFile file(tasks + u'/' + task + QStringLiteral("/children"));
            if (!file.open(QIODevice::ReadOnly))
                continue;
            for (const QByteArray &child : file.readAll().simplified().split(' ')) {
                QFile name(QStringLiteral("/proc/%1/comm").arg(QLatin1String(child)));
                if (name.open(QIODevice::ReadOnly) && name.readAll().trimmed() == "restic")
                    children.append(child);
            }
        }
        return children;
    }

private slots:
    void initTestCase() {
        if (QStandardPaths::findExecutable(QStringLiteral("restic")).isEmpty())
            QSKIP("needs the package restic");
        // Comes up only where there is no file called bad.
        QVERIFY(addScript(m_templates, "picky", "[ ! -e bad ] || { echo bad data; exit 1; }; exec sleep 600"));
        QVERIFY2(start(), m_panel.log().constData());
    }
    void cleanupTestCase() {
        if (!m_panel.isRunning())
            return;
        QVERIFY(m_panel.removeAll());
        QCOMPARE(m_panel.stop(), 0);
    }

    void rowsOfADatabaseAreLostAndComeBack() {
        const QJsonObject service =
            deployed("postgresql", "rows", {{QStringLiteral("POSTGRES_PASSWORD"), QStringLiteral("correct-horse")}});
        QCOMPARE(text(service, "status"), QStringLiteral("running"));
        QCOMPARE(sql(service, "CREATE TABLE t AS SELECT generate_series(1, 1000) AS n"), QByteArray());
        const QJsonObject saved = made(service, true);
        QVERIFY2(text(saved, "status") == QLatin1String("verified"), QJsonDocument(saved).toJson().constData());
        QCOMPARE(saved[QLatin1String("consistent")].toBool(), true);
        QVERIFY(saved[QLatin1String("size_bytes")].toDouble() > 1'000'000);
        QCOMPARE(sql(service, "SELECT count(*) FROM t"), QByteArray("1000")); // it runs again
        QCOMPARE(sql(service, "DELETE FROM t"), QByteArray());
        QCOMPARE(sql(service, "SELECT count(*) FROM t"), QByteArray("0"));

        const QJsonObject back = restored(saved);
        QVERIFY2(text(back, "status") == QLatin1String("succeeded"), QJsonDocument(back).toJson().constData());
        QCOMPARE(text(m_panel.get("/api/services/" + idOf(service)).json(), "status"), QStringLiteral("running"));
        QCOMPARE(sql(service, "SELECT count(*), sum(n) FROM t"), QByteArray("1000|500500"));
        // What was there before is kept.
        QVERIFY(QFile::exists(m_panel.dataDir() + QStringLiteral("/backup/replaced/")
            + QString::fromLatin1(idOf(service)) + QStringLiteral("/pgdata/PG_VERSION")));

        // Gone altogether, it comes back as another.
        remove(service);
        const QJsonObject nowhere = restored(saved);
        QCOMPARE(text(nowhere[QLatin1String("error")].toObject(), "code"), QStringLiteral("conflict"));
        const QJsonObject other = restored(
            saved, {{QStringLiteral("as"), QStringLiteral("new")}, {QStringLiteral("name"), QStringLiteral("again")}});
        QVERIFY2(text(other, "status") == QLatin1String("succeeded"), QJsonDocument(other).toJson().constData());
        const QJsonObject again = m_panel.get("/api/services/" + text(other, "service_id").toLatin1()).json();
        QCOMPARE(text(again, "name"), QStringLiteral("again"));
        QCOMPARE(sql(again, "SELECT count(*), sum(n) FROM t"), QByteArray("1000|500500"));
        struct stat status { };
        QVERIFY(::stat(QFile::encodeName(home(again) + QStringLiteral("/data/pgdata/PG_VERSION")).constData(), &status)
            == 0);
        struct stat folder { };
        QVERIFY(::stat(QFile::encodeName(home(again) + QStringLiteral("/data")).constData(), &folder) == 0);
        QCOMPARE(status.st_uid, folder.st_uid); // its own user's
        QVERIFY(::geteuid() != 0 || folder.st_uid != 0);
    }
    void aCopyRunsBesideItsOriginal() {
        const HttpAnswer answer = m_panel.request("POST", "/api/templates/redis/deploy", R"({"name":"original"})");
        const QJsonObject service = answer.json();
        m_panel.finished(text(service, "operation_id"));
        const QJsonObject saved = made(service);
        QCOMPARE(text(saved, "status"), QStringLiteral("verified"));
        // Its port stands in a file among the data; the copy has one of its own.
        const QJsonObject copied = restored(
            saved, {{QStringLiteral("as"), QStringLiteral("new")}, {QStringLiteral("name"), QStringLiteral("copy")}});
        QVERIFY2(text(copied, "status") == QLatin1String("succeeded"), QJsonDocument(copied).toJson().constData());
        QSet<QString> urls;
        for (const QByteArray &id : {idOf(service), text(copied, "service_id").toLatin1()})
            urls.insert(text(m_panel.get("/api/services/" + id).json(), "url"));
        QCOMPARE(urls.size(), 2);
    }
    void aServiceThatRunsOnIsSaidNotToBeConsistent() {
        const QJsonObject service = deployed("picky", "live");
        write(service, "kept", "one");
        Listener listener(m_panel, m_panel.key());
        const QJsonObject saved = made(service);
        QCOMPARE(text(saved, "status"), QStringLiteral("verified"));
        QCOMPARE(saved[QLatin1String("consistent")].toBool(), false);
        const QJsonObject operation = m_panel.get("/api/operations/" + text(saved, "operation_id").toLatin1()).json();
        QCOMPARE(operation[QLatin1String("steps")].toArray().size(), 1); // it was not stopped
        QCOMPARE(text(operation, "backup_id"), text(saved, "id"));
        QStringList phases;
        for (const QJsonObject &frame : listener.of("backup.progress")) {
            const QJsonObject data = frame[QLatin1String("data")].toObject();
            QCOMPARE(text(data, "backup_id"), text(saved, "id"));
            if (phases.isEmpty() || phases.last() != text(data, "phase"))
                phases.append(text(data, "phase"));
        }
        QCOMPARE(phases.join(u' '), QStringLiteral("copying saving verifying"));

        // Stopped, it is consistent without being asked for, and is not started by a restore.
        m_panel.finished(text(m_panel.post("/api/services/" + idOf(service) + "/stop").json(), "id"));
        QCOMPARE(made(service)[QLatin1String("consistent")].toBool(), true);
        write(service, "kept", "two");
        QCOMPARE(text(restored(saved), "status"), QStringLiteral("succeeded"));
        QCOMPARE(read(service, "kept"), QByteArray("one"));
        QCOMPARE(text(m_panel.get("/api/services/" + idOf(service)).json(), "status"), QStringLiteral("stopped"));
        QCOMPARE(m_panel.get("/api/backups?service_id=" + idOf(service)).json()[QLatin1String("total")].toInt(), 2);
    }
    void dataTheServiceDoesNotComeUpWithGoesAgain() {
        const QJsonObject service = deployed("picky", "picky");
        write(service, "kept", "one");
        write(service, "bad", "");
        const QJsonObject saved = made(service);
        QCOMPARE(text(saved, "status"), QStringLiteral("verified"));
        QVERIFY(QFile::remove(home(service) + QStringLiteral("/data/bad")));
        write(service, "kept", "two");
        const QJsonObject back = restored(saved);
        QCOMPARE(text(back, "status"), QStringLiteral("failed"));
        QVERIFY2(text(back, "error").contains(QLatin1String("bad data")), qPrintable(text(back, "error")));
        QCOMPARE(text(m_panel.get("/api/services/" + idOf(service)).json(), "status"), QStringLiteral("running"));
        QCOMPARE(read(service, "kept"), QByteArray("two"));
    }
    void whatIsWrongWithARequestIsSaid() {
        QCOMPARE(m_panel.request("POST", "/api/backups", "{}").status, 422);
        QCOMPARE(
            m_panel.post("/api/backups", {{QStringLiteral("service_id"), QStringLiteral("svc_00000000000000000000")}})
                .status,
            404);
        const QJsonObject service = deployed("picky", "wrong");
        const QJsonObject saved = made(service);
        const QByteArray path = "/api/backups/" + idOf(saved) + "/restore";
        QCOMPARE(m_panel.post(path, {{QStringLiteral("as"), QStringLiteral("new")}}).status, 422);
        QCOMPARE(m_panel.post(path, {{QStringLiteral("name"), QStringLiteral("other")}}).status, 422);
        QCOMPARE(
            m_panel
                .post(path,
                    {{QStringLiteral("as"), QStringLiteral("new")}, {QStringLiteral("name"), QStringLiteral("No!")}})
                .status,
            422);
        QCOMPARE(
            m_panel
                .post(path,
                    {{QStringLiteral("as"), QStringLiteral("new")}, {QStringLiteral("name"), QStringLiteral("wrong")}})
                .status,
            409);
        const QByteArray narrow =
            m_panel
                .request("POST", "/api/auth/api-keys",
                    R"({"name":"nightly","role":"operator","denied_permissions":["services.deploy"]})")
                .json()[QLatin1String("key")]
                .toString()
                .toLatin1();
        QCOMPARE(
            m_panel.request("POST", path, R"({"as":"new","name":"other"})", {{"Authorization", "Bearer " + narrow}})
                .status,
            403); // it would be a deploy by another name
        QCOMPARE(m_panel.get("/api/backups?status=nonsense").status, 400);
        QCOMPARE(m_panel.get("/api/backups/bkp_00000000000000000000").status, 404);
    }
    void aDeletedBackupIsGoneFromTheRepository() {
        const auto files = [this] {
            qint64 bytes = 0;
            for (QDirIterator all(repository() + QStringLiteral("/data"), QDir::Files, QDirIterator::Subdirectories);
                 all.hasNext();) {
                all.next();
                bytes += all.fileInfo().size();
            }
            return bytes;
        };
        const QJsonObject service = deployed("picky", "deleted");
        QFile random(QStringLiteral("/dev/urandom"));
        QVERIFY(random.open(QIODevice::ReadOnly));
        write(service, "large", random.read(8'000'000));
        const qint64 before = files();
        const QJsonObject saved = made(service);
        QVERIFY(files() > before + 7'000'000);
        QCOMPARE(m_panel.request("DELETE", "/api/backups/" + idOf(saved)).status, 204);
        QCOMPARE(m_panel.get("/api/backups/" + idOf(saved)).status, 404);
        QTRY_VERIFY_WITH_TIMEOUT(files() < before + 1'000'000, 30000);
        // One that is being made ends with it.
        const HttpAnswer begun = ask(service);
        QCOMPARE(begun.status, 201);
        QCOMPARE(m_panel.request("DELETE", "/api/backups/" + idOf(begun.json())).status, 204);
        QTRY_VERIFY(QDir(m_panel.dataDir() + QStringLiteral("/backup/work"))
                        .entryList(QDir::AllEntries | QDir::NoDotAndDotDot)
                        .isEmpty());
        QTRY_VERIFY(m_panel.isIdle());
    }
    void theDaemonIsKilledInTheMiddle() {
        const QJsonObject service = deployed("picky", "killed");
        QFile random(QStringLiteral("/dev/urandom"));
        QVERIFY(random.open(QIODevice::ReadOnly));
        write(service, "large", random.read(60'000'000));
        const HttpAnswer begun = ask(service);
        QCOMPARE(begun.status, 201);
        const QByteArray id = idOf(begun.json());
        const QDir locks(repository() + QStringLiteral("/locks"));
        QTRY_VERIFY_WITH_TIMEOUT(
            text(backup(id), "phase") == QLatin1String("saving") && !locks.entryList(QDir::Files).isEmpty(), 30000);
        // restic goes with the server. As long as nobody has reaped it, its lock is not stale to other ones.
        const QList<QByteArray> children = childrenOf(m_panel.pid());
        m_panel.kill();
        for (const QByteArray &child : children)
            QTRY_VERIFY_WITH_TIMEOUT(!QFile::exists(QStringLiteral("/proc/%1").arg(QLatin1String(child))), 60'000);
        QVERIFY2(start(), m_panel.log().constData());
        const QJsonObject left = settled(id);
        QCOMPARE(text(left, "status"), QStringLiteral("failed"));
        QVERIFY(text(left, "error").contains(QLatin1String("restarted")));
        QVERIFY(QDir(m_panel.dataDir() + QStringLiteral("/backup/work"))
                    .entryList(QDir::AllEntries | QDir::NoDotAndDotDot)
                    .isEmpty());
        QTRY_COMPARE(m_panel.state(idOf(service)), QStringLiteral("running"));
        QTRY_VERIFY(m_panel.isIdle());
        QCOMPARE(text(made(service), "status"), QStringLiteral("verified"));
        QVERIFY(locks.entryList(QDir::Files).isEmpty());
    }
    void anotherPasswordIsReported() {
        const QJsonObject service = deployed("picky", "password");
        const QJsonObject saved = made(service);
        QCOMPARE(text(saved, "status"), QStringLiteral("verified"));
        QCOMPARE(m_panel.stop(), 0);
        QVERIFY(start({{QStringLiteral("AAP_BACKUP_PASSWORD"), QStringLiteral("battery-staple")}}));
        QTRY_COMPARE(m_panel.state(idOf(service)), QStringLiteral("running"));
        QTRY_VERIFY(m_panel.isIdle());
        const QJsonObject failed = made(service);
        QCOMPARE(text(failed, "status"), QStringLiteral("failed"));
        QVERIFY2(text(failed, "error").contains(QLatin1String("password")), qPrintable(text(failed, "error")));
        // It says nothing of what was saved.
        const QJsonObject same = verified(saved);
        QCOMPARE(text(same, "status"), QStringLiteral("verified"));
        QVERIFY(text(same, "error").contains(QLatin1String("password")));
        QVERIFY(!m_panel.log().contains("battery-staple"));
        QCOMPARE(m_panel.stop(), 0);
        QVERIFY(start());
        QTRY_COMPARE(m_panel.state(idOf(service)), QStringLiteral("running"));
        const QJsonObject right = verified(saved);
        QCOMPARE(text(right, "status"), QStringLiteral("verified"));
        QVERIFY(right[QLatin1String("error")].isNull());
    }
    void aRepositoryThatVanishedIsNotMadeAnew() {
        const QJsonObject service = deployed("picky", "vanished");
        const QJsonObject saved = made(service);
        QCOMPARE(text(saved, "status"), QStringLiteral("verified"));
        QVERIFY(QDir().rename(repository(), repository() + QStringLiteral(".away")));
        const QJsonObject tried = verified(saved);
        QCOMPARE(text(tried, "status"), QStringLiteral("verified"));
        QVERIFY2(text(tried, "error").contains(QLatin1String("no repository")), qPrintable(text(tried, "error")));
        const QJsonObject failed = made(service);
        QCOMPARE(text(failed, "status"), QStringLiteral("failed"));
        QVERIFY(!QFile::exists(repository() + QStringLiteral("/config")));
        QCOMPARE(text(restored(saved), "status"), QStringLiteral("failed"));
        QCOMPARE(m_panel.state(idOf(service)), QStringLiteral("running")); // it was not touched
        QDir(repository()).removeRecursively();
        QVERIFY(QDir().rename(repository() + QStringLiteral(".away"), repository()));
        QCOMPARE(text(made(service), "status"), QStringLiteral("verified"));
    }
    void damageIsFoundAndNeverRestored() {
        const QJsonObject service = deployed("picky", "damaged");
        write(service, "kept", "one");
        const QJsonObject saved = made(service);
        QCOMPARE(text(saved, "status"), QStringLiteral("verified"));
        for (QDirIterator packs(repository() + QStringLiteral("/data"), QDir::Files, QDirIterator::Subdirectories);
             packs.hasNext();) {
            QFile pack(packs.next());
            pack.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
            QVERIFY(pack.open(QIODevice::ReadWrite));
            QByteArray bytes = pack.readAll();
            for (char &byte : bytes)
                byte = char(~byte);
            QVERIFY(pack.seek(0) && pack.write(bytes) == bytes.size());
        }
        write(service, "kept", "two");
        const QJsonObject early = restored(saved); // before anybody has noticed
        QCOMPARE(text(early, "status"), QStringLiteral("failed"));
        QCOMPARE(read(service, "kept"), QByteArray("two"));
        QCOMPARE(m_panel.state(idOf(service)), QStringLiteral("running"));
        const QJsonObject found = verified(saved);
        QCOMPARE(text(found, "status"), QStringLiteral("failed"));
        QVERIFY2(text(found, "error").contains(QLatin1String("damaged")), qPrintable(text(found, "error")));
        QCOMPARE(m_panel.request("POST", "/api/backups/" + idOf(saved) + "/restore", "{}").status, 409);
    }
};

QTEST_GUILESS_MAIN(tst_backups)
#include "tst_backups.moc"
