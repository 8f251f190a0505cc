// SPDX-License-Identifier: GPL-3.0-or-later
// The desktop: reads the command line and opens the window.
#include "app/ui/language.h"
#include "app/ui/mainwindow.h"
#include "app/ui/theme.h"
#include <QApplication>
#include <QCommandLineParser>
#include <QFile>
#include <QTimer>

int main(int argc, char **argv) {
    QApplication app(argc, argv);
    QApplication::setApplicationName(QStringLiteral("aiadminpanel"));
    QApplication::setOrganizationName(QStringLiteral("aiadminpanel"));
    QApplication::setApplicationVersion(QStringLiteral(AAP_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("org.aiadminpanel.AIAdminPanel"));
    language::install(); // --help speaks it too

    QCommandLineParser parser;
    parser.setApplicationDescription(
        QCoreApplication::translate("main", "Desktop of AI Admin Panel: deploy, watch and operate services."));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addOptions({{QStringLiteral("connect"), QCoreApplication::translate("main", "Address of the server to open"),
                           QStringLiteral("URL")},
        {QStringLiteral("key-file"), QCoreApplication::translate("main", "File with the API key for --connect"),
            QStringLiteral("FILE")},
        {QStringLiteral("local"), QCoreApplication::translate("main", "Start and use a server on this computer")}});
    parser.process(app);
    theme::install(app);

    ProfileStore profiles;
    KeyStore keys;
    MainWindow window(profiles, keys);
    window.show();
    if (parser.isSet(QStringLiteral("connect"))) {
        const auto url = parseServerAddress(parser.value(QStringLiteral("connect")));
        QFile file(parser.value(QStringLiteral("key-file")));
        if (!url || !file.open(QIODevice::ReadOnly)) {
            qCritical("%s", qPrintable(url ? file.errorString() : url.error().message));
            return 2;
        }
        window.openServer({*url, Secret(file.read(1024).trimmed()), {}}, url->host());
    } else if (parser.isSet(QStringLiteral("local"))) {
        window.useThisComputer();
    } else {
        QTimer::singleShot(0, &window, &MainWindow::openLast);
    }
    return QApplication::exec();
}
