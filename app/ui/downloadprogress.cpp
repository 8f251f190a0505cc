// SPDX-License-Identifier: GPL-3.0-or-later
// The dialog.
#include "app/ui/downloadprogress.h"
#include <QLocale>
#include <QProgressDialog>

void showProgress(Download *download, const QString &title, const QString &what, QWidget *window) {
    auto *progress =
        new QProgressDialog(what, QCoreApplication::translate("showProgress", "Stop saving"), 0, 0, window);
    progress->setAttribute(Qt::WA_DeleteOnClose);
    progress->setMinimumDuration(300);
    progress->setWindowTitle(title);
    QObject::connect(progress, &QProgressDialog::canceled, download, &Download::cancel);
    QObject::connect(download, &Download::progressed, progress, [progress, what](qint64 bytes) {
        progress->setLabelText(what + u' ' + QLocale().formattedDataSize(bytes));
        progress->setValue(0); // shows itself when it takes its time
    });
    QObject::connect(download, &QObject::destroyed, progress, &QProgressDialog::deleteLater);
}
