// SPDX-License-Identifier: GPL-3.0-or-later
// Plans and ports.
#include "server/services/planning.h"
#include "server/services/quota.h"
#include "server/store/tables.h"

Result<ComposeProject> projectOn(const Engine &engine, const Sources &sources, const Blueprint &made) {
    if (engine.summary().kind == QLatin1String("process"))
        return ComposeProject();
    return sources.project(made);
}

static Demand demandOf(const Engine &engine, const Blueprint &made, const ComposeProject &project) {
    static constexpr qint64 mebibyte = 1024 * 1024;
    const MinResources &least = made.file.detail.min_resources;
    const Limits own = limitsOf(made.variables.values);
    Demand demand{
        own.cpu > 0 ? own.cpu : least.cpu_cores, own.memoryMb > 0 ? own.memoryMb : least.memory_mb, least.storage_mb};
    if (project.components.isEmpty())
        return demand;
    // As containers are limited: by what the file says of them, else by the deployment's variables, else by the server.
    const ComponentLimits usual = engine.componentLimits();
    demand.cpu = 0;
    qint64 memoryMb = 0;
    for (const ComposeComponent &component : project.components) {
        const ComposeResources &said = component.resources;
        demand.cpu += component.replicas * (said.cpuLimit > 0 ? said.cpuLimit : own.cpu > 0 ? own.cpu : usual.cpu);
        memoryMb += component.replicas
            * (said.memoryLimit > 0    ? (said.memoryLimit + mebibyte - 1) / mebibyte
                    : own.memoryMb > 0 ? own.memoryMb
                                       : usual.memoryMb);
    }
    demand.memoryMb = int(std::min<qint64>(memoryMb, std::numeric_limits<int>::max()));
    return demand;
}

Claims claimsOf(const Engine &engine, const Blueprint &made, const ComposeProject &project) {
    return {fixedPorts(project), demandOf(engine, made, project)};
}

static PlannedComponent planned(const ProcessComponent &component) {
    PlannedComponent shown;
    shown.name = component.name;
    shown.program = component.command.value(0);
    for (const ProcessPort &port : component.ports)
        shown.ports.append(port.name);
    for (const RequiredProgram &required : component.programs)
        shown.requires_packages.append(required.package);
    return shown;
}

static PlannedComponent planned(const ComposeComponent &component) {
    PlannedComponent shown;
    shown.name = component.name;
    shown.program = component.build ? QStringLiteral("built from %1").arg(component.build->context) : component.image;
    for (const ComposePort &port : component.ports)
        shown.ports.append((port.published > 0 ? QString(QString::number(port.published) + u':') : QString())
            + QString::number(port.target) + u'/' + toText(port.protocol));
    return shown;
}

DeployPlan deployPlan(const QString &name, const QString &engine, const Blueprint &made, const ComposeProject &project,
    const std::optional<QuotaEffect> &quota) {
    DeployPlan plan;
    plan.name = name;
    plan.engine = engine;
    plan.deploy_method = made.method;
    if (made.method == DeployMethod::Template) {
        plan.template_id = made.file.detail.id.value;
        plan.template_version = made.file.detail.version;
    }
    plan.variables = made.variables.shown();
    const Limits limits = limitsOf(made.variables.values);
    plan.cpu_limit = limits.cpu;
    plan.memory_limit_mb = limits.memoryMb;
    for (const ComposeComponent &component : project.components)
        plan.components.append(planned(component));
    plan.volumes = project.volumes.keys();
    if (project.components.isEmpty() && made.file.process) {
        plan.volumes.append(QStringLiteral("data"));
        for (const ProcessComponent &component : made.file.process->components)
            plan.components.append(planned(component));
    }
    if (!made.isFetched())
        plan.warnings.append(QStringLiteral("What the repository holds is known when it was fetched"));
    const MinResources &least = made.file.detail.min_resources;
    if (plan.memory_limit_mb > 0 && plan.memory_limit_mb < least.memory_mb)
        plan.warnings.append(QStringLiteral("The template asks for at least %1 MiB of memory").arg(least.memory_mb));
    plan.quota = quota;
    const QMap<QString, QString> excess = quota ? excessOf(*quota) : QMap<QString, QString>();
    for (auto it = excess.begin(); it != excess.end(); ++it)
        plan.warnings.append(
            QStringLiteral("Over the quota of the plan \"%1\": %2: %3").arg(quota->plan_name, it.key(), it.value()));
    return plan;
}

static Result<Done> checkAgainst(const Caller &caller, const QStringList &ports, const ServiceRecord &other) {
    const QStringList taken = portsInBoth(ports, other.published);
    if (taken.isEmpty())
        return {};
    const bool isSeen = caller.sees(Permission::ServicesRead, other.customer_id);
    const QString owner = isSeen ? QStringLiteral("the service \"%1\" (%2)").arg(other.name, other.id.value)
                                 : QStringLiteral("another service");
    return Error{ErrorCode::Conflict,
        QStringLiteral("Port %1 of the host belongs to %2").arg(taken.join(QLatin1String(", ")), owner),
        QStringLiteral("Publish another port, or none at all"), {}};
}

Result<Done> checkPorts(const ReadModel &model, const Caller &caller, const QString &engine, const ServiceId &own,
    const QStringList &ports) {
    if (ports.isEmpty())
        return {};
    for (const ServiceId &id : model.serviceIds()) {
        const ServiceRecord &other = *model.service(id);
        if (id != own && other.engine == engine)
            TRY_DONE(checkAgainst(caller, ports, other));
    }
    return {};
}

std::function<Result<Done>(Transaction &)> claimingPorts(const Caller &caller, const ServiceRecord &service) {
    return [caller, id = service.id, engine = service.engine, ports = service.published](
               Transaction &transaction) -> Result<Done> {
        if (ports.isEmpty())
            return {};
        // Few of the services publish ports of their choice.
        TRY(others,
            tables::services.select(transaction,
                tables::services.selectSql()
                    + QStringLiteral(" WHERE engine = ? AND id <> ? AND deleted_at IS NULL AND published <> '[]'"),
                {engine, id.value}));
        for (const ServiceRecord &other : std::as_const(others))
            TRY_DONE(checkAgainst(caller, ports, other));
        return {};
    };
}
