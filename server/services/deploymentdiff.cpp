// SPDX-License-Identifier: GPL-3.0-or-later
// Comparing.
#include "server/services/deploymentdiff.h"

QList<VariableChange> changesBetween(const ResolvedVariables &before, const ResolvedVariables &after) {
    QList<VariableChange> changes;
    const auto compare = [&changes](const QMap<QString, QString> &old, const QMap<QString, QString> &now, bool secret) {
        const auto shown = [secret](const QString &value) { return secret ? std::nullopt : std::optional(value); };
        for (auto it = now.begin(); it != now.end(); ++it) {
            if (!old.contains(it.key()))
                changes.append({it.key(), ChangeKind::Added, std::nullopt, shown(it.value())});
            else if (old.value(it.key()) != it.value())
                changes.append({it.key(), ChangeKind::Changed, shown(old.value(it.key())), shown(it.value())});
        }
        for (auto it = old.begin(); it != old.end(); ++it)
            if (!now.contains(it.key()))
                changes.append({it.key(), ChangeKind::Removed, shown(it.value()), std::nullopt});
    };
    compare(before.values, after.values, false);
    compare(before.secrets, after.secrets, true);
    return changes;
}

static QString portsOf(const std::optional<ImageDetail> &image) {
    QStringList ports;
    for (const PortText &port : image ? image->ports : QList<PortText>())
        ports.append(port.value);
    return ports.join(QLatin1String(", "));
}

QList<SourceChange> changesBetween(const DeploymentRecord &before, const DeploymentRecord &after) {
    QList<SourceChange> changes;
    const auto compare = [&](SourceAspect aspect, const std::optional<QString> &old,
                             const std::optional<QString> &now) {
        if (old != now)
            changes.append({aspect, old, now});
    };
    const auto part = [](const auto &source, auto member) -> std::optional<QString> {
        return source ? std::optional<QString>((*source).*member) : std::nullopt;
    };
    compare(SourceAspect::Template, before.template_id, after.template_id);
    compare(SourceAspect::TemplateVersion, before.template_version, after.template_version);
    compare(SourceAspect::Image, part(before.image, &ImageDetail::image), part(after.image, &ImageDetail::image));
    if (after.image)
        compare(SourceAspect::Ports, portsOf(before.image), portsOf(after.image));
    compare(SourceAspect::Repository, part(before.git, &GitDetail::url), part(after.git, &GitDetail::url));
    if (after.git && before.git) {
        compare(SourceAspect::Ref, before.git->ref, after.git->ref);
        compare(SourceAspect::Path, before.git->path, after.git->path);
    }
    compare(SourceAspect::Commit, before.commit_id, after.commit_id);
    // The text may hold what is nobody's business in a list; that it changed is enough.
    if (after.deploy_method == DeployMethod::Compose && before.source != after.source)
        changes.append({SourceAspect::Compose, std::nullopt, std::nullopt});
    return changes;
}
