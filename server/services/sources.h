// SPDX-License-Identifier: GPL-3.0-or-later
// Sources: what a service is made of, from the body of a request to what an engine can run: a template, a Compose
// file, an image or a repository.
#pragma once

#include "server/catalog/catalog.h"
#include "server/catalog/composetemplate.h"
#include "server/services/variables.h"
#include "server/store/records.h"

/// What an operator allows to be run, and where it may come from.
struct SourcePolicy {
    ComposePolicy compose;
    QStringList gitProtocols;
    /// A list of ssh's host keys: hosts that are not in it are refused. Empty: the first key of each is believed.
    QString gitKnownHosts = {};
};

/// All that makes one revision of a service.
struct Blueprint {
    DeployMethod method = DeployMethod::Template;
    TemplateFile file;
    ResolvedVariables variables;
    std::optional<ImageDetail> image;
    std::optional<GitDetail> git;
    std::optional<QString> commit;

    /// Of a repository that is still to be fetched nothing but its address is known.
    bool isFetched() const { return method != DeployMethod::Git || commit.has_value(); }
};

class Sources {
public:
    Sources(const Catalog &catalog, SourcePolicy policy) : m_catalog(catalog), m_policy(std::move(policy)) { }

    /// Everything that is wrong with the source of a new service, by dotted path.
    QMap<QString, QString> faults(const CreateService &body) const;
    /// `body` has no faults.
    Result<Blueprint> create(const CreateService &body) const;
    /// What the next deploy will run after a change.
    Result<Blueprint> change(const Blueprint &now, const PatchService &body, const QString &name) const;
    /// The same once more: a template in the catalog's present version, a repository as it is now.
    Result<Blueprint> renew(const Blueprint &now, const QString &name) const;

    /// From what is stored of a deployment, its secrets opened.
    Result<Blueprint> restore(const DeploymentRecord &record, const ResolvedVariables &variables) const;
    /// A repository's Compose text and files, once it was fetched, with the variables it asks for.
    Result<Blueprint> complete(Blueprint fetched, const QByteArray &compose, const QString &name) const;

    /// Components and ports; an empty project for what has no Compose section or was not fetched yet.
    Result<ComposeProject> project(const Blueprint &blueprint) const;
    const SourcePolicy &policy() const { return m_policy; }

    /// Shows a service made so.
    static void show(const Blueprint &blueprint, ServiceRecord &service);

private:
    Result<Blueprint> ofCompose(DeployMethod method, const QByteArray &text, const QString &name,
        const GivenVariables &given, const ResolvedVariables &before) const;
    Result<Blueprint> ofImage(const ImageSource &source, const QString &name, const ResolvedVariables &before) const;
    Blueprint ofGit(const GitSource &source, const GivenVariables &given, const ResolvedVariables &before) const;

    const Catalog &m_catalog;
    SourcePolicy m_policy;
};
