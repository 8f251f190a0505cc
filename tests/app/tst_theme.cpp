// SPDX-License-Identifier: GPL-3.0-or-later
// Light, dark and as the system, with a portal on a session bus of its own that changes its mind.
#include "app/ui/theme.h"
#include "tests/support/desktopmain.h"
#include <QApplication>
#include <QDBusConnection>
#include <QDBusVariant>
#include <QPalette>
#include <QTest>
#include <QTimer>

/// What xdg-desktop-portal says of the colours.
class Portal : public QObject {
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.portal.Settings")
public:
    QVariant scheme = 1U;

public slots:
    QDBusVariant Read(const QString &, const QString &) { return QDBusVariant(QVariant::fromValue(inVariant())); }

signals:
    void SettingChanged(const QString &group, const QString &key, const QDBusVariant &value);

public:
    void change(
        const QVariant &to, const char *group = "org.freedesktop.appearance", const char *key = "color-scheme") {
        scheme = to;
        emit SettingChanged(QString::fromLatin1(group), QString::fromLatin1(key), inVariant());
    }

private:
    QDBusVariant inVariant() const { return QDBusVariant(scheme); }
};

class tst_theme : public QObject {
    Q_OBJECT

    Portal m_portal;
    QList<bool> m_seen; // whether it was dark, after each change the bus has delivered

    static bool isDark() {
        return theme::isDark() && QApplication::palette().color(QPalette::Window).lightness() < 128;
    }
    /// The portal says another scheme; what the program made of it.
    bool isDarkAfter(const QVariant &scheme) {
        m_seen.clear();
        m_portal.change(scheme);
        if (!QTest::qWaitFor([this] { return m_seen.size() == 1; }))
            qFatal("the bus has delivered nothing");
        return m_seen.first();
    }

public slots:
    void noteChange(const QString &, const QString &, const QDBusVariant &) {
        QTimer::singleShot(0, this, [this] { m_seen.append(isDark()); }); // behind all who are told
    }

private slots:
    void initTestCase() {
        QDBusConnection bus = QDBusConnection::sessionBus();
        const QString portal = QStringLiteral("org.freedesktop.portal.Desktop");
        const QString path = QStringLiteral("/org/freedesktop/portal/desktop");
        QVERIFY(
            bus.registerObject(path, &m_portal, QDBusConnection::ExportAllSlots | QDBusConnection::ExportAllSignals));
        QVERIFY(bus.registerService(portal));
        QVERIFY(bus.connect(portal, path, QStringLiteral("org.freedesktop.portal.Settings"),
            QStringLiteral("SettingChanged"), this, SLOT(noteChange(QString, QString, QDBusVariant))));
        theme::install(*qApp);
    }
    void itIsAsTheSystemSays() {
        QCOMPARE(theme::saved(), theme::Choice::System);
        QTRY_VERIFY(isDark());
    }
    void itFollowsTheSystemAsItChanges() {
        QVERIFY(!isDarkAfter(2U));
        QVERIFY(isDarkAfter(1U));
        QVERIFY(isDarkAfter(QStringLiteral("pink"))); // no answer
        QVERIFY(isDarkAfter(7U));
        QVERIFY(!isDarkAfter(0U)); // no preference
        QVERIFY(isDarkAfter(1U));
        m_seen.clear();
        m_portal.change(2U, "org.freedesktop.appearance", "contrast");
        m_portal.change(2U, "org.gnome.desktop", "color-scheme");
        QTRY_COMPARE(m_seen, (QList<bool>{true, true})); // that was about something else
    }
    void whatIsChosenStaysWhateverTheSystemSays() {
        theme::apply(theme::Choice::Dark);
        QVERIFY(isDarkAfter(1U));
        QVERIFY(isDarkAfter(2U));
        theme::apply(theme::Choice::System);
        QVERIFY(!isDark());
        QVERIFY(isDarkAfter(1U));
        theme::apply(theme::Choice::Light);
        QVERIFY(!isDark());
        QVERIFY(!isDarkAfter(2U));
        QVERIFY(!isDarkAfter(1U));
        QCOMPARE(theme::saved(), theme::Choice::Light);
    }
};

DESKTOP_TEST_MAIN(tst_theme)
#include "tst_theme.moc"
