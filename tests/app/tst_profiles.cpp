// SPDX-License-Identifier: GPL-3.0-or-later
// ProfileStore, and addresses as people type them.
#include "app/client/access.h"
#include "app/client/profiles.h"
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

class tst_profiles : public QObject {
    Q_OBJECT

    static Profile profile(const char *id, const char *name) {
        return {QString::fromLatin1(id), QString::fromUtf8(name),
            QUrl(QStringLiteral("https://%1.example.com").arg(QLatin1String(id))), QByteArray::fromHex("00ff10")};
    }
    static QStringList names() {
        QStringList found;
        for (const Profile &one : ProfileStore().all())
            found.append(one.name);
        return found;
    }

private slots:
    void init() { QSettings().clear(); }
    void whatIsSavedIsThereNextTime() {
        ProfileStore store;
        QVERIFY(store.all().isEmpty());
        QVERIFY(store.lastUsed().isEmpty());
        store.save(profile("a", "Lab"));
        store.save(profile("b", "Büro, \"2\"\n🦊"));
        store.setLastUsed(QStringLiteral("b"));
        QSettings().sync();
        const QList<Profile> again = ProfileStore().all();
        QCOMPARE(again.size(), 2);
        QCOMPARE(again[1].name, QStringLiteral("Büro, \"2\"\n🦊"));
        QCOMPARE(again[1].url, QUrl(QStringLiteral("https://b.example.com")));
        QCOMPARE(again[1].pinnedFingerprint, QByteArray::fromHex("00ff10"));
        QCOMPARE(ProfileStore().lastUsed(), QStringLiteral("b"));
    }
    void savingAgainChangesAndKeepsThePlace() {
        ProfileStore store;
        for (const char *id : {"a", "b", "c"})
            store.save(profile(id, id));
        store.save(profile("b", "changed"));
        QCOMPARE(names(), (QStringList{QStringLiteral("a"), QStringLiteral("changed"), QStringLiteral("c")}));
        store.remove(QStringLiteral("a"));
        store.remove(QStringLiteral("never was"));
        QCOMPARE(names(), (QStringList{QStringLiteral("changed"), QStringLiteral("c")}));
        store.remove(QStringLiteral("b"));
        store.remove(QStringLiteral("c"));
        QVERIFY(names().isEmpty());
    }
    void settingsOfSomebodyElseDoNoHarm() {
        QSettings().setValue(QStringLiteral("profiles/size"), 2'000'000'000);
        QVERIFY(ProfileStore().all().size() <= 1000);
        QSettings().setValue(QStringLiteral("profiles/size"), QStringLiteral("nonsense"));
        QVERIFY(ProfileStore().all().isEmpty());
    }
    void addressesAreReadAsPeopleTypeThem_data() {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("read"); // empty: refused
        const auto row = [](const char *typed, const char *read) {
            QTest::newRow(typed) << QString::fromUtf8(typed) << QString::fromUtf8(read);
        };
        row(" panel.example.com ", "https://panel.example.com");
        row("panel.example.com:8443/", "https://panel.example.com:8443");
        row("localhost:8080", "http://localhost:8080");
        row("127.0.0.1", "http://127.0.0.1");
        row("[::1]:8080", "http://[::1]:8080");
        row("http://127.0.0.1:8080/api", "http://127.0.0.1:8080");
        row("https://example.com/panel/api/", "https://example.com/panel");
        row("HTTPS://Example.COM", "https://example.com");
        row("", "");
        row("   ", "");
        row("ftp://example.com", "");
        row("https://ada:secret@example.com", "");
        row("https://example.com/?x=1", "");
        row("https://example.com/#top", "");
        row("https://", "");
        row("exa mple.com", "");
        row("javascript://example.com", "");
        row("example.com:99999", "");
    }
    void addressesAreReadAsPeopleTypeThem() {
        QFETCH(QString, typed);
        QFETCH(QString, read);
        const auto url = parseServerAddress(typed);
        QCOMPARE(url ? url->toString() : QString(), read);
        if (!url)
            QVERIFY(!url.error().fields.value(QStringLiteral("url")).contains(QLatin1String("secret")));
    }
    void theEventsAreWhereTheServerIs() {
        const Access plain{QUrl(QStringLiteral("http://127.0.0.1:8080")), {}, {}};
        QCOMPARE(plain.socketUrl(), QUrl(QStringLiteral("ws://127.0.0.1:8080/api/ws")));
        const Access below{QUrl(QStringLiteral("https://example.com/panel")), Secret("k"), {}};
        QCOMPARE(below.socketUrl(), QUrl(QStringLiteral("wss://example.com/panel/api/ws")));
        QCOMPARE(below.resolved("/api/services/a%2Fb").toEncoded(),
            QByteArray("https://example.com/panel/api/services/a%2Fb"));
        QCOMPARE(below.authorization(), QByteArray("Bearer k"));
        QVERIFY(plain.authorization().isEmpty());
    }
};

int main(int argc, char **argv) {
    QTemporaryDir settings; // none of before
    qputenv("XDG_CONFIG_HOME", settings.path().toLocal8Bit());
    QCoreApplication app(argc, argv);
    QCoreApplication::setOrganizationName(QStringLiteral("aiadminpanel-test"));
    tst_profiles test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_profiles.moc"
