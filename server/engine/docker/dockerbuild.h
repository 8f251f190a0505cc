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
    DockerBuild(RegistryLogins logins, ComposePolicy policy)
        : m_logins(std::move(logins)), m_policy(std::move(policy)) { }

    using Said = std::function<void(const QByteArray &line)>;
    /// The image's id. `said` gets each line of the builder's output. Credentials are sent for the registries only
    /// whose images the Dockerfile takes; `Validation` when the policy does not allow one of these.
    Task<Result<QString>> run(SessionPtr session, BuildOrder order, Engine::Progress progress, Said said);

private:
    QByteArray registryConfig(const QByteArray &dockerfile) const;

    RegistryLogins m_logins;
    ComposePolicy m_policy;
};
