// SPDX-License-Identifier: GPL-3.0-or-later
// DockerBuild: makes an image from a folder of sources by the engine's classic builder.
#pragma once

#include "server/catalog/composeproject.h"
#include "server/engine/docker/dockerimages.h"

struct BuildOrder {
    /// The project's folder; the context is in it.
    QString folder;
    ComposeBuild build;
    /// NAME:TAG that keeps the image from being taken for rubbish.
    QString tag;
    QMap<QString, QString> labels;
};

class DockerBuild {
public:
    explicit DockerBuild(RegistryLogins logins) : m_logins(std::move(logins)) { }

    using Said = std::function<void(const QByteArray &line)>;
    /// The image's id. `said` gets each line of the builder's output. Credentials are sent for the registries only
    /// that the Dockerfile's FROM lines name.
    Task<Result<QString>> run(SessionPtr session, BuildOrder order, Engine::Progress progress, Said said);

    /// Images in the Dockerfile's FROM lines but for its own stages, and those that arguments decide on.
    static QStringList baseImages(const QByteArray &dockerfile);

private:
    QByteArray registryConfig(const QByteArray &dockerfile) const;

    RegistryLogins m_logins;
};
