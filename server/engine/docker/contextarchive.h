// SPDX-License-Identifier: GPL-3.0-or-later
// ContextArchive: a folder of sources as a tar stream, made while it is read: what an image is built from. Leaves out
// what .dockerignore says (https://docs.docker.com/build/concepts/context/#dockerignore-files).
#pragma once

#include "shared/base/result.h"
#include <QFile>
#include <QIODevice>
#include <QList>
#include <memory>

/// The patterns of a .dockerignore file.
class IgnorePatterns {
public:
    explicit IgnorePatterns(const QByteArray &text);
    /// `path` is relative to the context; a pattern for a folder means all that is in it.
    bool ignores(const QString &path) const;
    /// Whether a `!` pattern may bring something back from an ignored folder.
    bool hasExceptions() const { return m_hasExceptions; }

private:
    struct Pattern;
    QList<std::shared_ptr<const Pattern>> m_patterns;
    bool m_hasExceptions = false;
};

class ContextArchive : public QIODevice {
    Q_OBJECT
public:
    static constexpr int maxEntries = 50'000;

    /// `kept` are sent whatever the patterns say: the Dockerfile. `Validation` for a folder with too many files.
    static Result<std::shared_ptr<ContextArchive>> open(const QString &folder, const QStringList &kept);

    bool isSequential() const override { return true; }
    int entryCount() const { return int(m_entries.size()); }

protected:
    qint64 readData(char *room, qint64 most) override;
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    struct Entry {
        QString path; // below the folder
        qint64 size = 0;
        QByteArray link; // target of a symbolic link
        bool isFolder = false;
        bool isExecutable = false;
    };
    explicit ContextArchive(QString folder) : m_folder(std::move(folder)) { }
    Result<Done> collect(const QString &below, const IgnorePatterns &patterns, const QStringList &kept);
    /// Puts the next piece into m_ready; false at the end, or with an error string.
    bool prepare();
    QByteArray header(const Entry &entry) const;

    QString m_folder;
    QList<Entry> m_entries;
    qsizetype m_next = 0;
    QFile m_file;
    qint64 m_left = 0; // of m_file's content
    qint64 m_padding = 0;
    QByteArray m_ready;
    bool m_closed = false;
};
