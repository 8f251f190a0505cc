// SPDX-License-Identifier: GPL-3.0-or-later
// LogExport: lines of a log into a file: those that are shown, those that are selected, or the whole log from the
// server.
#pragma once

#include "app/models/logsource.h"
#include "app/ui/logview.h"

class LogExport : public QObject {
    Q_OBJECT
public:
    LogExport(Workspace &workspace, LogView &view, QObject *parent);

    /// `name` is the service's, for the file.
    void saveShown(const QString &name);
    void saveSelection(const QString &name);
    void saveAll(const LogSource &source);

signals:
    void failed(const QString &what, const Problem &problem);
    void done(const QString &text);

private:
    QString askPath(const QString &name);
    void write(const QString &path, const std::function<bool(QIODevice &)> &content);

    Workspace &m_workspace;
    LogView &m_view;
};
