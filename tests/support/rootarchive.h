// SPDX-License-Identifier: GPL-3.0-or-later
// RootArchive: the root folder of an image as a tar, from busybox, files, and programs of this host.
#pragma once

#include <QByteArray>
#include <QSet>
#include <QString>

class RootArchive {
public:
    /// Busybox with its applets, the users of /etc/passwd, and the usual empty folders.
    RootArchive();

    /// `path` is absolute; folders above it come by themselves. What is added again replaces what was there.
    void addFile(const QString &path, const QByteArray &content, int mode = 0644);
    void addLink(const QString &path, const QByteArray &target);
    void addFolder(const QString &path, int mode = 0755);
    /// A file of this host, or a folder with all in it, at the same place, with the libraries it needs; not where one
    /// was added already.
    bool addFromHost(const QString &path);
    /// The tar as a whole.
    QByteArray finished() const;

private:
    void addEntry(const QString &path, char kind, int mode, const QByteArray &content, const QByteArray &target);
    void addLibrariesOf(const QString &path);

    QByteArray m_tar;
    QSet<QString> m_there;
};
