// SPDX-License-Identifier: GPL-3.0-or-later
// Asking for a file, and filling it.
#include "app/ui/logexport.h"
#include "app/models/ansitext.h"
#include "app/ui/downloadprogress.h"
#include <QDateTime>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QLocale>
#include <QStandardPaths>

LogExport::LogExport(Workspace &workspace, LogView &view, QObject *parent)
    : QObject(parent), m_workspace(workspace), m_view(view) { }

QString LogExport::askPath(const QString &name) {
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::DownloadLocation);
    const QString file = (name.isEmpty() ? QStringLiteral("service") : name) + QStringLiteral(".log");
    return QFileDialog::getSaveFileName(m_view.window(), tr("Save log"), QDir(folder).filePath(file));
}

void LogExport::write(const QString &path, const std::function<bool(QIODevice &)> &content) {
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || !content(file) || !file.commit())
        emit failed(tr("The log could not be saved."),
            {{ErrorCode::Internal, tr("%1 cannot be written: %2").arg(path, file.errorString()),
                 tr("Choose another folder, or make room."), {}},
                {}});
    else
        emit done(tr("Saved %1 to %2").arg(QLocale().formattedDataSize(QFileInfo(path).size()), path));
}

/// Each line with its time in UTC, as in the server's downloads.
void LogExport::saveShown(const QString &name) {
    const QString path = askPath(name);
    if (path.isEmpty())
        return;
    const LogModel &model = m_view.model();
    write(path, [&model](QIODevice &file) {
        for (qint64 number = 0; number < model.rowCount(); ++number) {
            const LogRow row = model.row(number);
            QByteArray line;
            if (row.kind == LogRow::Kind::Line) {
                line = QDateTime::fromMSecsSinceEpoch(row.line.timeMs, Qt::UTC).toString(Qt::ISODateWithMs).toLatin1();
                if (!row.writer.component.isEmpty())
                    line += ' ' + row.writer.component.toUtf8();
                line += ' ' + row.line.text;
            } else if (row.kind == LogRow::Kind::Lost) {
                line = "-- "
                    + tr("%Ln line(s) are missing here", nullptr, int(std::min<qint64>(row.lostCount, INT_MAX)))
                          .toUtf8();
            } else {
                line = "-- " + tr("not loaded").toUtf8();
            }
            if (file.write(line + '\n') < 0)
                return false;
        }
        return true;
    });
}

void LogExport::saveSelection(const QString &name) {
    const QString text = m_view.selectedText();
    const QString path = text.isEmpty() ? QString() : askPath(name);
    if (!path.isEmpty())
        write(path, [&text](QIODevice &file) { return file.write(text.toUtf8() + '\n') >= 0; });
}

void LogExport::saveAll(const LogSource &source) {
    const QString path = askPath(source.name());
    if (path.isEmpty())
        return;
    LogQuery query;
    query.format = LogFormatParameter::Text;
    Download *download = m_workspace.api().download(path, Api::serviceLogs, source.service(), query);
    showProgress(download, tr("Save log"), tr("Saving the log of %1…").arg(source.name()), m_view.window());
    connect(download, &Download::finished, this, [this, path](const std::optional<Problem> &problem) {
        if (problem)
            emit failed(tr("The log could not be saved."), *problem);
        else
            emit done(tr("Saved %1 to %2").arg(QLocale().formattedDataSize(QFileInfo(path).size()), path));
    });
}
