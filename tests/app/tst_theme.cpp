// SPDX-License-Identifier: GPL-3.0-or-later
// Light, dark and as the system, with a portal on a session bus of its own that changes its mind.
#include "app/ui/theme.h"
#include "tests/support/desktopmain.h"
#include <QApplication>
#include <QDBusConnection>
#include <QDBusVariant>
#include <QPalette>
#include <QTest>

/// What xdg-desktop-portal says of the colours.
class Portal : public QObject {
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.portal.Settings")
public:
    QVariant scheme = 1U;
    int asked = 0;

public slots:
    QDBusVariant Read(const QString &group, const QString &key) {
        if (group == QLatin1String("org.freedesktop.appearance") && key == QLatin1String("color-scheme"))
            ++asked;
        return QDBusVariant(QVariant::fromValue(QDBusVariant(scheme)));
    }
};

class tst_theme : public QObject {
    Q_OBJECT

    Portal m_portal;

    static bool isDark() {
        return theme::isDark() && QApplication::palette().color(QPalette::Window).lightness() < 128;
    }
    /// One changes it in the settings and comes back to the program; true when it has been asked.
    bool comeBack(const QVariant &scheme) {
        const int before = m_portal.asked;
        m_portal.scheme = scheme;
        emit qApp->applicationStateChanged(Qt::ApplicationInactive);
        emit qApp->applicationStateChanged(Qt::ApplicationActive);
        return QTest::qWaitFor([&] { return m_portal.asked > before; });
    }

private slots:
    void initTestCase() {
        QDBusConnection bus = QDBusConnection::sessionBus();
        QVERIFY(bus.registerObject(
            QStringLiteral("/org/freedesktop/portal/desktop"), &m_portal, QDBusConnection::ExportAllSlots));
        QVERIFY(bus.registerService(QStringLiteral("org.freedesktop.portal.Desktop")));
        theme::install(*qApp);
    }
    void itIsAsTheSystemSays() {
        QCOMPARE(theme::saved(), theme::Choice::System);
        QTRY_VERIFY(isDark());
    }
    void itFollowsTheSystem() {
        QVERIFY(comeBack(2U));
        QTRY_VERIFY(!isDark());
        QVERIFY(comeBack(1U));
        QTRY_VERIFY(isDark());
        for (const QVariant &noAnswer : {QVariant(QStringLiteral("pink")), QVariant(7U)}) {
            QVERIFY(comeBack(noAnswer));
            QVERIFY(isDark());
        }
        QVERIFY(comeBack(0U)); // no preference
        QTRY_VERIFY(!isDark());
    }
    void whatIsChosenStaysWhateverTheSystemSays() {
        theme::apply(theme::Choice::Dark);
        QVERIFY(comeBack(1U) && comeBack(2U));
        QVERIFY(isDark());
        theme::apply(theme::Choice::System);
        QTRY_VERIFY(!isDark());
        QVERIFY(comeBack(1U));
        QTRY_VERIFY(isDark());
        theme::apply(theme::Choice::Light);
        QVERIFY(!isDark());
        QCOMPARE(theme::saved(), theme::Choice::Light);
    }
};

DESKTOP_TEST_MAIN(tst_theme)
#include "tst_theme.moc"
