// SPDX-License-Identifier: GPL-3.0-or-later
// SshHost: a real sshd on a free port of this host, with a host key and a list of authorized keys of its own. For tests
// that are ALONE: as root sshd wants a folder of its own below /run.
#pragma once

#include <QProcess>
#include <QTemporaryDir>

class SshHost {
public:
    SshHost();
    ~SshHost();

    bool start();
    void stop();
    /// A new pair of keys, its public one authorized if wanted; the private one.
    QByteArray makeKey(bool isAuthorized);
    /// From the next start on it shows another key.
    void changeHostKey();
    /// A line of known_hosts for it.
    QByteArray hostLine() const;
    /// ssh://USER@127.0.0.1:PORT/PATH; without a user when that is empty.
    QString url(const QString &user, const QString &path) const;
    /// What it has logged.
    QByteArray log() const;
    /// The user who runs this, who is the one that can sign in.
    static QString user();

private:
    QString path(const char *name) const { return m_dir.filePath(QLatin1String(name)); }

    QTemporaryDir m_dir;
    QProcess m_process;
    quint16 m_port = 0;
    int m_keys = 0;
};
