// SPDX-License-Identifier: GPL-3.0-or-later
// What is kept for working offline: read as it was written, for its owner only, and whatever state the file is in.
#include "app/client/offlinecache.h"
#include "shared/contract/logline.h"
#include <QDir>
#include <QSignalSpy>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>
#include <sys/stat.h>

class tst_offlinecache : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;

    QString path() const { return m_dir->filePath(QStringLiteral("of/one/server.sqlite")); }
    static int modeOf(const QString &name) {
        struct stat found = {};
        return ::stat(QFile::encodeName(name).constData(), &found) == 0 ? int(found.st_mode & 0777) : -1;
    }
    static Service service(int number, const QString &name) {
        Service s;
        s.id.value = QStringLiteral("svc_%1").arg(number, 20, 10, QLatin1Char('0'));
        s.name = name;
        s.url = QStringLiteral("https://") + name;
        s.labels = {{QStringLiteral("team"), QStringLiteral("Büro 🦊")}};
        s.status = ServiceStatus::Failed;
        s.health.status = HealthStatus::Unhealthy;
        s.resources.cpu_usage = 0.1;
        s.created_at = Timestamp(std::chrono::milliseconds(1'790'000'000'123));
        return s;
    }
    static CachedContents contents() {
        CachedContents all;
        all.server.key_name = QStringLiteral("laptop");
        all.server.role = Role::Operator;
        all.services = {service(1, QStringLiteral("web")), service(2, QStringLiteral("db"))};
        Operation operation;
        operation.id.value = QStringLiteral("op_00000000000000000001");
        operation.steps = {Step(), Step()};
        operation.steps[1].message = QStringLiteral("pulling");
        operation.error = QStringLiteral("no space");
        all.operations = {operation};
        Template one;
        one.id.value = QStringLiteral("http-echo");
        one.tags = {QStringLiteral("a"), QStringLiteral("b")};
        all.templates = {one};
        all.rev = 77;
        all.asOf = Timestamp(std::chrono::milliseconds(1'790'000'000'000));
        return all;
    }
    void fill(const CachedContents &all = contents()) const {
        CacheFile file(path());
        (void)file.open();
        QVERIFY(file.replace(all));
    }
    QStringList names() const {
        CacheFile file(path());
        QStringList found;
        if (const auto all = file.open())
            for (const Service &one : all->services)
                found.append(one.name);
        return found;
    }

private slots:
    void init() { m_dir = std::make_unique<QTemporaryDir>(); }

    void whatIsKeptIsReadAgain() {
        fill();
        CacheFile file(path());
        const auto all = file.open();
        QVERIFY(all);
        const CachedContents was = contents();
        QCOMPARE(all->server.key_name, was.server.key_name);
        QCOMPARE(all->server.role, Role::Operator);
        QVERIFY(all->services == was.services);
        QVERIFY(all->operations == was.operations);
        QVERIFY(all->templates == was.templates);
        QCOMPARE(all->rev, was.rev);
        QVERIFY(all->asOf == was.asOf);
    }
    void changesAreKeptOverIt() {
        fill();
        {
            CacheFile file(path());
            QVERIFY(file.open());
            CachedChanges changes;
            changes.services.insert(contents().services[0].id.value, service(1, QStringLiteral("web2")));
            changes.services.insert(contents().services[1].id.value, std::nullopt);
            changes.services.insert(service(3, {}).id.value, service(3, QStringLiteral("new")));
            changes.operations.insert(contents().operations[0].id.value, std::nullopt);
            changes.templates = QList<Template>();
            changes.rev = 80;
            QVERIFY(file.apply(changes));
        }
        CacheFile file(path());
        const auto all = file.open();
        QVERIFY(all);
        QCOMPARE(all->services.size(), 2);
        QCOMPARE(all->services[0].name, QStringLiteral("web2"));
        QCOMPARE(all->services[1].name, QStringLiteral("new"));
        QVERIFY(all->operations.isEmpty() && all->templates.isEmpty());
        QCOMPARE(all->rev, 80);
    }
    void onlyItsOwnerMayReadIt() {
        const mode_t before = ::umask(0); // whatever somebody's umask is
        CacheFile file(path());
        (void)file.open();
        QVERIFY(file.replace(contents()));
        ::umask(before);
        QCOMPARE(modeOf(QFileInfo(path()).path()), 0700);
        QCOMPARE(modeOf(path()), 0600);
        QVERIFY(QFile::exists(path() + QStringLiteral("-wal")));
        QCOMPARE(modeOf(path() + QStringLiteral("-wal")), 0600);
    }
    void aFileThatIsNotAsItShouldBeIsBegunAnew_data() {
        QTest::addColumn<QByteArray>("damage");
        QTest::newRow("no SQLite at all") << QByteArray("this is no database, and never was one, whatever one may say");
        QTest::newRow("its end is missing") << QByteArray("cut");
        QTest::newRow("other bytes in the middle") << QByteArray("scribble");
        QTest::newRow("of a program with other fields") << QByteArray("layout");
        QTest::newRow("of a later schema") << QByteArray("version");
        QTest::newRow("a row that is none") << QByteArray("row");
    }
    void aFileThatIsNotAsItShouldBeIsBegunAnew() {
        QFETCH(QByteArray, damage);
        fill();
        const auto sql = [this](const QString &statement) {
            QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("damage"));
            database.setDatabaseName(path());
            database.open();
            database.exec(statement);
            database.close();
        };
        QFile file(path());
        if (damage == "layout")
            sql(QStringLiteral("UPDATE meta SET value = 'other' WHERE key = 'layout'"));
        else if (damage == "version")
            sql(QStringLiteral("PRAGMA user_version = 99"));
        else if (damage == "row")
            sql(QStringLiteral("UPDATE rows SET value = x'00ffffffff'"));
        else
            QVERIFY(file.open(QIODevice::ReadWrite));
        QSqlDatabase::removeDatabase(QStringLiteral("damage"));
        if (damage == "cut")
            file.resize(file.size() - 5000);
        else if (damage == "scribble")
            for (qint64 at = 4096; at < file.size(); at += 4096)
                file.seek(at), file.write(QByteArray(3000, '\xee'));
        else if (file.isOpen())
            file.resize(0), file.write(damage);
        file.close();
        QVERIFY(names().isEmpty());
        fill();
        QCOMPARE(names().size(), 2);
    }
    void bytesThatEndTooEarlyAreNoValue() {
        const QByteArray whole = pack(contents().services[0]);
        QVERIFY(unpack<Service>(whole) == contents().services[0]);
        for (qsizetype size = 0; size < whole.size(); ++size)
            QVERIFY(!unpack<Service>(whole.left(size)));
        QVERIFY(!unpack<Service>(whole + '\0'));
        QVERIFY(packedLayout<Service>() != packedLayout<ServiceDetail>());
    }
    void aFullDiskIsToldOnceAndCostsNothingThatWasKept() {
        fill();
        OfflineCache cache(path(), QFileInfo(path()).size() + 8192);
        QSignalSpy stopped(&cache, &OfflineCache::stopped);
        bool isRead = false;
        cache.read(this, [&isRead](auto) { isRead = true; });
        CachedContents large = contents();
        for (int i = 10; i < 2000; ++i)
            large.services.append(service(i, QStringLiteral("service-%1").arg(i)));
        cache.replace(large);
        cache.replace(large);
        cache.apply({});
        QTRY_VERIFY(isRead && stopped.count() == 1);
        QVERIFY(!stopped.first().first().toString().isEmpty());
        cache.apply({});
        cache.page(QStringLiteral("a"), QStringLiteral("b"), this, [&isRead](auto) { isRead = false; });
        QTRY_VERIFY(!isRead);
        QCOMPARE(stopped.count(), 1);
    }
    void whatWasKeptBeforeTheDiskWasFullIsThereTheNextTime() {
        fill();
        {
            CacheFile file(path(), QFileInfo(path()).size() + 8192);
            QVERIFY(file.open());
            CachedContents large = contents();
            for (int i = 10; i < 2000; ++i)
                large.services.append(service(i, QStringLiteral("service-%1").arg(i)));
            QVERIFY(!file.replace(large));
        }
        QCOMPARE(names().size(), 2);
    }
    void aFolderThatCannotBeMadeIsToldToo() {
        QFile inTheWay(m_dir->filePath(QStringLiteral("of")));
        QVERIFY(inTheWay.open(QIODevice::WriteOnly));
        inTheWay.close();
        OfflineCache cache(path());
        QSignalSpy stopped(&cache, &OfflineCache::stopped);
        cache.read(this, [](auto) {});
        cache.replace(contents());
        QTRY_COMPARE(stopped.count(), 1);
    }
    void aSecondProgramReadsAndKeepsNothing() {
        fill();
        {
            CacheFile first(path());
            QVERIFY(first.open() && first.isWriter());
            CacheFile second(path());
            const auto all = second.open();
            QVERIFY(all && !second.isWriter());
            QCOMPARE(all->services.size(), 2);
            QVERIFY(second.replace({})); // no error: there is just nothing to be done
            QVERIFY(second.keepPage(QStringLiteral("logs"), QStringLiteral("a"), "x"));
            CachedChanges changes;
            changes.services.insert(service(3, {}).id.value, service(3, QStringLiteral("new")));
            QVERIFY(first.apply(changes));
            QVERIFY(second.page(QStringLiteral("logs"), QStringLiteral("a")).isEmpty());
        }
        QCOMPARE(names().size(), 3);
    }
    void whatIsDroppedDoesNotComeBack() {
        qputenv("XDG_CACHE_HOME", m_dir->path().toLocal8Bit());
        const Access access{QUrl(QStringLiteral("https://panel.example.com")), Secret("aap_01234567_secret"), {}};
        const QString file = OfflineCache::pathFor(access);
        QVERIFY(file.startsWith(m_dir->path()));
        {
            OfflineCache cache(file);
            QSignalSpy stopped(&cache, &OfflineCache::stopped);
            bool isRead = false;
            cache.read(this, [&isRead](auto) { isRead = true; });
            cache.replace(contents());
            QTRY_VERIFY(isRead && QFile::exists(file));
            OfflineCache::drop(access.url);
            QVERIFY(!QFile::exists(file));
            cache.apply({});
            cache.page(QStringLiteral("a"), QStringLiteral("b"), this, [&isRead](auto) { isRead = false; });
            QTRY_VERIFY(!isRead);
            QCOMPARE(stopped.count(), 0);
        }
        QVERIFY(!QFile::exists(file));
    }
    void eachUserHasAFileWhoseNameTellsNothingOfTheKey() {
        const QUrl url(QStringLiteral("https://panel.example.com"));
        const QString one = OfflineCache::pathFor({url, Secret("aap_01234567_AAAAAAAA"), {}});
        QCOMPARE(OfflineCache::pathFor({url, Secret("aap_01234567_BBBBBBBB"), {}}), one); // only its public part counts
        QVERIFY(OfflineCache::pathFor({url, Secret("aap_7654321x_AAAAAAAA"), {}}) != one);
        QVERIFY(OfflineCache::pathFor({QUrl(QStringLiteral("https://b.example.com")), Secret("aap_01234567_A"), {}})
            != one);
        for (const char *part : {"aap_", "01234567", "AAAA"})
            QVERIFY(!one.contains(QLatin1String(part)));
    }
    void theOldestPagesGoFirst() {
        CacheFile file(path());
        (void)file.open();
        const QString kind = QStringLiteral("logs");
        QVERIFY(file.keepPage(kind, QStringLiteral("first"), "1"));
        (void)QTest::qWaitFor([start = SystemClock().now()] { return SystemClock().now() > start; });
        for (int i = 1; i < CacheFile::mostPages; ++i)
            QVERIFY(file.keepPage(kind, QString::number(i), QByteArray::number(i)));
        QCOMPARE(file.page(kind, QStringLiteral("first")), QByteArray("1"));
        QVERIFY(file.keepPage(kind, QStringLiteral("last"), "2"));
        QVERIFY(file.page(kind, QStringLiteral("first")).isEmpty());
        QCOMPARE(file.page(kind, QStringLiteral("last")), QByteArray("2"));
        QVERIFY(file.keepPage(kind, QStringLiteral("huge"), QByteArray(CacheFile::mostPageBytes + 1, 'x')));
        QVERIFY(file.page(kind, QStringLiteral("huge")).isEmpty());
    }
};

QTEST_GUILESS_MAIN(tst_offlinecache)
#include "tst_offlinecache.moc"
