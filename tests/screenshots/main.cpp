// SPDX-License-Identifier: GPL-3.0-or-later
// screenshots FOLDER: pictures of every page and dialog of the desktop, on a real server that is empty, full, failing
// and gone, as FOLDER/light/NAME.png and FOLDER/dark/NAME.png.
#include "app/ui/theme.h"
#include "tests/screenshots/tour.h"
#include <QApplication>

int main(int argc, char **argv) {
    QCoreApplication::setOrganizationName(QStringLiteral("aiadminpanel-screenshots"));
    QTemporaryDir home; // no settings of before
    qputenv("XDG_CONFIG_HOME", home.path().toLocal8Bit());
    qputenv("XDG_CACHE_HOME", home.filePath(QStringLiteral("cache")).toLocal8Bit());
    QApplication app(argc, argv);
    if (app.arguments().size() != 2)
        qFatal("screenshots FOLDER");
    theme::install(app);
    const bool good = Tour(app.arguments().at(1)).run();
    return good ? 0 : 1;
}
