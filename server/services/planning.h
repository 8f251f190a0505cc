// SPDX-License-Identifier: GPL-3.0-or-later
// What is looked at before a deploy is begun: what it would do, and whether its ports are free.
#pragma once

#include "server/engine/engine.h"
#include "server/services/readmodel.h"
#include "server/services/sources.h"

/// The project a container engine will carry out; empty on the process engine, which reads another section.
Result<ComposeProject> projectOn(const Engine &engine, const Sources &sources, const Blueprint &made);

/// What a revision wants of what there is only so much of.
struct Claims {
    QStringList ports; // of the host, as ServiceRecord::published
    Demand demand;
};
/// Of containers: the limits they will run with, all replicas. Of programs: the limits of the deployment, or what its
/// template needs at least. Of a repository that was not fetched yet: nothing.
Claims claimsOf(const Engine &engine, const Blueprint &made, const ComposeProject &project);

/// What a deploy would do, for `dry_run`.
DeployPlan deployPlan(const QString &name, const QString &engine, const Blueprint &made, const ComposeProject &project,
    const std::optional<QuotaEffect> &quota);

/// 409 when another service on that engine wants one of these ports of the host; it is named when the caller may see
/// it. `own` is the service that is deployed, which may keep its ports.
Result<Done> checkPorts(const ReadModel &model, const Caller &caller, const QString &engine, const ServiceId &own,
    const QStringList &ports);

/// The same for the transaction that stores `service`: of several that want a port at the same time, one gets it.
std::function<Result<Done>(Transaction &)> claimingPorts(const Caller &caller, const ServiceRecord &service);
