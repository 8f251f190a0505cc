// SPDX-License-Identifier: GPL-3.0-or-later
// PodmanHost: a real `podman system service` on a folder of its own. For tests that run `alone`.
#pragma once

#include <QByteArray>
#include <QMap>
#include <QProcess>
#include <QString>
#include <QTemporaryDir>
#include <memory>

class PodmanHost {
public:
    /// Starts it; isRunning() is false when it does not answer within 30 seconds.
    PodmanHost();
    ~PodmanHost();
    Q_DISABLE_COPY_MOVE(PodmanHost)

    bool isRunning() const;
    QString socketAddress() const { return QStringLiteral("unix://") + socketPath(); }
    QString socketPath() const { return m_folder.filePath(QStringLiteral("sock")); }
    /// What it has said, for the test's output.
    QByteArray log() const;

    bool start();
    /// SIGKILL. Containers go on: each has a conmon of its own.
    void kill();

    /// What `podman ARGUMENTS...` prints; empty when it fails.
    QByteArray run(const QStringList &arguments);
    /// Makes the image localhost/NAME from busybox, `files` by their absolute path, and Dockerfile lines.
    bool importImage(const QString &name, const QStringList &changes = {}, const QMap<QString, QByteArray> &files = {});

private:
    std::unique_ptr<QProcess> process(const QStringList &arguments) const;

    QTemporaryDir m_folder;
    std::unique_ptr<QProcess> m_process;
};
