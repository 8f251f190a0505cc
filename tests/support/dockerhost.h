// SPDX-License-Identifier: GPL-3.0-or-later
// DockerHost: a real dockerd on a folder of its own, with images made offline. For tests that run `alone`.
#pragma once

#include <QByteArray>
#include <QMap>
#include <QProcess>
#include <QString>
#include <QTemporaryDir>
#include <memory>
#include <optional>

class DockerHost {
public:
    /// Starts it; isRunning() is false when it does not answer within 30 seconds. `options` are dockerd's own.
    explicit DockerHost(QStringList options = {});
    ~DockerHost();
    Q_DISABLE_COPY_MOVE(DockerHost)

    bool isRunning() const;
    QString socketAddress() const { return QStringLiteral("unix://") + socketPath(); }
    QString socketPath() const { return m_folder.filePath(QStringLiteral("sock")); }
    /// What dockerd has said, for the test's output.
    QByteArray log() const;

    bool start();
    /// SIGTERM, and waits for its end.
    void stop();
    /// SIGKILL for dockerd and its containerd. Containers live on until it starts again.
    void kill();
    bool restart();

    /// One of its programs' JSON answers, by curl-like means of our own; empty when it refuses.
    QByteArray ask(const QByteArray &method, const QString &pathAndQuery, const QByteArray &body = {},
        const QByteArray &contentType = "application/json");

    /// Makes the image NAME:TAG from busybox (every applet, /bin/sh, /etc/passwd), `files` by their absolute path
    /// (those under a bin folder may be executed) and Dockerfile lines such as `CMD ["/bin/sh"]`.
    bool importImage(
        const QString &name, const QList<QByteArray> &changes = {}, const QMap<QString, QByteArray> &files = {});
    /// The same with programs of this host and the libraries they need. What is named is a program (looked up in PATH
    /// and sbin), a file, or a folder with all in it.
    bool importProgram(const QString &name, const QStringList &programs, const QList<QByteArray> &changes = {},
        const QMap<QString, QByteArray> &files = {});

    /// Leaves so many bytes on the disk of images and containers; without a value as many as there were at first.
    bool leaveRoom(std::optional<qint64> bytes);

private:
    bool load(const QString &name, const QList<QByteArray> &changes, const QByteArray &archive);
    static qint64 pidIn(const QString &file);

    QTemporaryDir m_folder;
    QStringList m_options;
    std::unique_ptr<QProcess> m_process;
    bool m_hasTmpfs = false;
};
