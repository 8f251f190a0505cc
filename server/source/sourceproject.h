// SPDX-License-Identifier: GPL-3.0-or-later
// SourceProject: what a folder of sources says is to be run: its Compose file, or one made from its Dockerfile.
#pragma once

#include "shared/base/result.h"
#include <QSet>
#include <QStringList>
#include <optional>

struct SourceProject {
    /// The folder of the file, which paths in it are relative to.
    QString folder;
    /// Name of the file that was found.
    QString file;
    /// Of the Compose file; empty when there is a Dockerfile only.
    QByteArray compose;
    /// Ports the Dockerfile exposes, as Compose writes them.
    QStringList ports;
};

/// Looks for compose.yaml, compose.yml, docker-compose.yaml, docker-compose.yml and Dockerfile, in this order, in the
/// folder `path` of `root`. `Validation` when there is none of them, or it is none of the repository's own files.
Result<SourceProject> findProject(const QString &root, const QString &path);

/// Content of a file below `folder`; nullopt when there is none, when a link leads out of it, or when it is larger.
std::optional<QByteArray> readInside(const QString &folder, const QString &path, qint64 most);

/// A Compose file with the one component `app`, built from the Dockerfile, that gets `environment` from placeholders
/// of the same names.
QByteArray composeOfDockerfile(const SourceProject &project, const QStringList &environment);
