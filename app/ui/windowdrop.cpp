// SPDX-License-Identifier: GPL-3.0-or-later
// Compose and template files that are dragged onto the window.
#include "app/ui/banner.h"
#include "app/ui/deploydialog.h"
#include "app/ui/mainwindow.h"
#include "app/ui/servicespage.h"
#include "app/ui/sourcechooser.h"
#include <QDragEnterEvent>
#include <QFile>
#include <QMimeData>
#include <QRegularExpression>

/// The one YAML file that is dragged; empty for anything else.
static QString fileIn(const QMimeData &data) {
    const QList<QUrl> urls = data.urls();
    const QString path = urls.size() == 1 ? urls.first().toLocalFile() : QString();
    const bool isYaml = path.endsWith(QLatin1String(".yaml"), Qt::CaseInsensitive)
        || path.endsWith(QLatin1String(".yml"), Qt::CaseInsensitive);
    return isYaml ? path : QString();
}

/// The name of the template that a file describes; empty when it is no template.
static QString templateIn(const QString &path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QString text = QString::fromUtf8(file.read(64 * 1024));
    static const QRegularExpression kind(
        QStringLiteral("^kind:\\s*Template\\s*$"), QRegularExpression::MultilineOption);
    static const QRegularExpression name(
        QStringLiteral("^metadata:(?:\\s*\\{|\\s*\\n\\s+)(?:[^}]*?[,{\\s])?name:\\s*([a-z0-9-]+)"),
        QRegularExpression::MultilineOption);
    return kind.match(text).hasMatch() ? name.match(text).captured(1) : QString();
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event) {
    if (m_services && m_services->action()->isEnabled() && !fileIn(*event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent *event) {
    const QString path = fileIn(*event->mimeData());
    if (path.isEmpty() || !m_services || !m_services->action()->isEnabled())
        return;
    event->acceptProposedAction();
    // Whoever has dragged it waits for the end of this.
    QMetaObject::invokeMethod(
        this, [this, path] { deployFile(path); }, Qt::QueuedConnection);
}

void MainWindow::deployFile(const QString &path) {
    present();
    if (const QString id = templateIn(path); !id.isEmpty()) {
        if (m_workspace && m_workspace->templates().find(id))
            deploy(id);
        else
            m_banner->showNotice(
                tr("The server's catalog has no template %1. Its operator can put the file into a folder of "
                   "templates.")
                    .arg(id));
        return;
    }
    if (DeployDialog *dialog = deploy({}))
        dialog->chooser()->chooseFile(path);
}
