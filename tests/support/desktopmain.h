// SPDX-License-Identifier: GPL-3.0-or-later
// DESKTOP_TEST_MAIN: main() of a test of the desktop's windows, with settings of its own and without the developer's
// keychain.
#pragma once

#include <QApplication>
#include <QTemporaryDir>
#include <QTest>

/// A test may find, keep and delete keys: only those of a session of its own, by the name of its keyring.
inline void leaveKeychain(int argc, char **argv) {
    const QByteArray keyring = argc > 1 ? argv[1] : "";
    if (keyring != "none" && keyring != "locked" && keyring != "unlocked")
        qputenv("DBUS_SESSION_BUS_ADDRESS", "disabled:");
}

template <typename Test>
int desktopMain(int argc, char **argv) {
    QTemporaryDir settings; // none of before
    qputenv("XDG_CONFIG_HOME", settings.path().toLocal8Bit());
    qputenv("XDG_CACHE_HOME", settings.filePath(QStringLiteral("cache")).toLocal8Bit());
    leaveKeychain(argc, argv);
    QApplication app(argc, argv);
    QCoreApplication::setOrganizationName(QStringLiteral("aiadminpanel-test"));
    QStringList arguments = QCoreApplication::arguments();
    arguments.removeOne(QStringLiteral("none")); // the desktop session's keyring
    Test test;
    return QTest::qExec(&test, arguments);
}

#define DESKTOP_TEST_MAIN(Test)                                                                                        \
    int main(int argc, char **argv) {                                                                                  \
        return desktopMain<Test>(argc, argv);                                                                          \
    }
