// SPDX-License-Identifier: GPL-3.0-or-later
// The labels.
#include "server/edge/traefikedge.h"

EdgeSummary TraefikEdge::summary() const {
    return {toText(m_options.kind), true, {}, QStringLiteral("Traefik is told by labels on containers only"),
        m_options.baseDomain};
}

Task<Result<Done>> TraefikEdge::apply(QList<EdgeRoute>) {
    co_return Done{}; // the containers carry it
}

QMap<QString, QString> TraefikEdge::labels(const EdgeRoute &route, int port) const {
    return traefikLabels(m_options, route, port);
}

QMap<QString, QString> traefikLabels(const EdgeOptions &options, const EdgeRoute &route, int port) {
    if (route.hosts.isEmpty() || port <= 0)
        return {};
    QStringList hosts;
    for (const QString &host : route.hosts)
        hosts.append(QStringLiteral("Host(`%1`)").arg(host));
    const QString router = QStringLiteral("traefik.http.routers.%1.").arg(route.name);
    QMap<QString, QString> labels{
        {QStringLiteral("traefik.enable"), QStringLiteral("true")},
        {router + QStringLiteral("rule"), hosts.join(QLatin1String(" || "))},
        {router + QStringLiteral("entrypoints"), options.entrypoint},
        {router + QStringLiteral("service"), route.name},
        {QStringLiteral("traefik.http.services.%1.loadbalancer.server.port").arg(route.name), QString::number(port)},
    };
    if (options.usesTls())
        labels.insert(router + QStringLiteral("tls"), QStringLiteral("true"));
    if (!options.certResolver.isEmpty())
        labels.insert(router + QStringLiteral("tls.certresolver"), options.certResolver);
    return labels;
}
