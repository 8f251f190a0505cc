// SPDX-License-Identifier: GPL-3.0-or-later
// DockerImages: has the images of an engine there before they are run, fetching those that are missing.
#pragma once

#include "server/engine/docker/dockersession.h"
#include "server/engine/docker/imagereference.h"
#include "server/engine/engine.h"

struct RegistryLogin {
    QString username;
    QString secret;
};
/// What to sign in with at a registry ("docker.io", "registry.example:5000"); nullopt: nothing.
using RegistryLogins = std::function<std::optional<RegistryLogin>(const QString &registry)>;

struct DockerImage {
    QString id;
    /// What names exactly this image again: name@digest as its registry knows it, or its id where it has none.
    QString exact;
    /// Folders it wants to be volumes.
    QStringList volumes;
    bool hasHealthcheck = false;
};

class DockerImages {
public:
    explicit DockerImages(RegistryLogins logins) : m_logins(std::move(logins)) { }

    /// The image, fetched when it is not there, or when its tag is `latest` and the registry may hold a newer one; when
    /// that cannot be asked, what is there will do. `exact`, from an earlier run, is what shall run instead, wherever
    /// the tag points by now. An image for another architecture is refused.
    Task<Result<DockerImage>> ensure(SessionPtr session, QString name, QString exact, Engine::Progress progress);

private:
    Task<Result<DockerImage>> inspect(SessionPtr session, QString name);
    Task<Result<Done>> fetch(SessionPtr session, QString name, Engine::Progress progress);
    QByteArray authorization(const QString &registry) const;

    RegistryLogins m_logins;
};
