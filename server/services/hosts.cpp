// SPDX-License-Identifier: GPL-3.0-or-later
// Giving, claiming and checking names.
#include "server/services/hosts.h"
#include "server/edge/domaincheck.h"
#include "shared/contract/rules.h"
#include <QCryptographicHash>

Hosts::Hosts(EdgeOptions options, ReadModel &model, QString panel)
    : m_options(std::move(options)), m_model(model), m_panel(std::move(panel)) {
    for (const ServiceId &id : model.serviceIds())
        follow(nullptr, model.service(id));
    connect(&model, &ReadModel::serviceChanged, this, &Hosts::follow);
}

void Hosts::follow(const ServiceRecord *before, const ServiceRecord *now) {
    if (before) {
        if (m_labels.value(before->host_label) == before->id)
            m_labels.remove(before->host_label);
        for (const CustomDomain &domain : before->domains)
            m_domains.remove(domain.name, before->id);
    }
    if (now) {
        if (!now->host_label.isEmpty())
            m_labels.insert(now->host_label, now->id);
        for (const CustomDomain &domain : now->domains)
            m_domains.insert(domain.name, now->id);
    }
}

QString Hosts::freeLabel(const QString &name, const ServiceId &id) const {
    QString label = name;
    // The end of an id is random. A longer suffix for the rare case that the short one is taken, too.
    const auto isTaken = [&] {
        return m_labels.value(label, id) != id
            || QString(label + u'.' + m_options.baseDomain) == m_options.publicUrl.host();
    };
    for (int length = 4; isTaken() && length < 20; length += 4)
        label = name + u'-' + id.value.right(length);
    return label;
}

QString Hosts::hostOf(const ServiceRecord &service) const {
    return hasEdge() && !service.host_label.isEmpty() ? QString(service.host_label + u'.' + m_options.baseDomain)
                                                      : QString();
}

void Hosts::place(ServiceRecord &service, const Endpoints &endpoints) const {
    service.upstream.reset();
    service.url = endpoints.url;
    if (endpoints.port <= 0)
        return;
    const bool isV6 = endpoints.host.contains(u':') && !endpoints.host.startsWith(u'[');
    const QString host = isV6 ? QString(u'[' + endpoints.host + u']') : endpoints.host;
    service.upstream = host + u':' + QString::number(endpoints.port);
    if (hasEdge())
        service.url = m_options.urlOf(hostOf(service));
}

void Hosts::replace(ServiceRecord &service) const {
    if (service.host_label.isEmpty())
        service.host_label = freeLabel(service.name, service.id);
    const QUrl url(service.url.value_or(QString()));
    const bool isDirect = url.scheme() == QLatin1String("http") && url.port() > 0 && url.path().isEmpty();
    if (!service.upstream && service.status == ServiceStatus::Running && isDirect && service.domains.isEmpty()
        && url.host() == QLatin1String("127.0.0.1"))
        service.upstream = url.authority(); // stored before there was an edge
    if (service.upstream)
        service.url =
            hasEdge() ? m_options.urlOf(hostOf(service)) : QString(QStringLiteral("http://") + *service.upstream);
}

std::optional<EdgeRoute> Hosts::routeOf(const ServiceRecord &service) const {
    const QString host = hostOf(service);
    if (host.isEmpty() || !service.url || (!service.upstream && *service.url != m_options.urlOf(host)))
        return std::nullopt;
    EdgeRoute route;
    route.name = service.id.value;
    route.hosts.append(host);
    for (const CustomDomain &domain : service.domains)
        if (domain.verified && domain.name != host)
            route.hosts.append(domain.name);
    const bool runs = service.desired_state == DesiredState::Running && service.status != ServiceStatus::Failed
        && service.status != ServiceStatus::Stopped;
    if (runs)
        route.target = service.upstream.value_or(QString());
    return route;
}

static bool isBelow(const QString &name, const QString &domain) {
    return name == domain || name.endsWith(QString(u'.' + domain));
}

QString Hosts::problemOf(const ServiceRecord &service, const QString &name) const {
    if (name.isEmpty())
        return QStringLiteral("must be a domain name like shop.example.com");
    if (isBelow(name, m_options.baseDomain) && name != hostOf(service))
        return QStringLiteral("must not lie below %1, where every service has its host").arg(m_options.baseDomain);
    if (name == m_options.publicUrl.host())
        return QStringLiteral("is the panel's own");
    return {};
}

bool Hosts::isTaken(const QString &name, const ServiceRecord &by) const {
    const QList<ServiceId> holders = m_domains.values(name);
    return std::any_of(holders.begin(), holders.end(), [&](const ServiceId &id) {
        const ServiceRecord *other = id == by.id ? nullptr : m_model.service(id);
        if (!other)
            return false;
        // A name that somebody only says is his does not keep its real owner from having it.
        const bool verified = std::any_of(other->domains.begin(), other->domains.end(),
            [&name](const CustomDomain &domain) { return domain.name == name && domain.verified; });
        return verified || other->customer_id == by.customer_id;
    });
}

QString Hosts::tokenOf(const ServiceRecord &service, const QString &name) const {
    const QString owner = service.customer_id ? service.customer_id->value : QString();
    // It need not be secret: who can write it into the domain's zone has the domain. It says for which customer of
    // which panel that was done.
    const QByteArray hash = QCryptographicHash::hash(
        QStringLiteral("domain/%1/%2/%3").arg(m_panel, owner, name).toUtf8(), QCryptographicHash::Sha256);
    return QStringLiteral("aiadminpanel=") + QString::fromLatin1(hash.toHex().left(32));
}

Result<QList<CustomDomain>> Hosts::claim(const ServiceRecord &service, const QList<QString> &names) const {
    const QString field = QStringLiteral("custom_domains");
    if (!hasEdge() && !names.isEmpty())
        return Error::validation(field, QStringLiteral("needs an edge proxy, and this server has none"));
    if (names.size() > rules::maxCustomDomains)
        return Error::validation(field,
            QStringLiteral("must have at most %1 entries, got %2").arg(rules::maxCustomDomains).arg(names.size()));
    QMap<QString, QString> wrong, taken;
    QList<CustomDomain> claimed;
    for (qsizetype i = 0; i < names.size(); ++i) {
        const QString at = QStringLiteral("custom_domains.%1").arg(i);
        const QString name = rules::canonicalDomain(names[i]);
        const auto same = [&name](const CustomDomain &domain) { return domain.name == name; };
        if (const QString problem = problemOf(service, name); !problem.isEmpty())
            wrong.insert(at, problem);
        else if (std::any_of(claimed.begin(), claimed.end(), same))
            wrong.insert(at, QStringLiteral("is there twice"));
        else if (isTaken(name, service))
            taken.insert(at, QStringLiteral("another service has %1").arg(name));
        CustomDomain domain;
        domain.name = name;
        const auto before = std::find_if(service.domains.begin(), service.domains.end(), same);
        domain.verified = !m_options.verifyDomains || name == hostOf(service)
            || (before != service.domains.end() && before->verified);
        if (!domain.verified)
            domain.expected = QStringLiteral("%1 TXT %2").arg(ownershipRecord(name), tokenOf(service, name));
        claimed.append(domain);
    }
    if (!wrong.isEmpty())
        return Error{ErrorCode::Validation, QStringLiteral("Validation failed"), {}, wrong};
    if (!taken.isEmpty())
        return Error{ErrorCode::Conflict, QStringLiteral("A domain is taken"),
            QStringLiteral("Take it from the other service first"), taken};
    return claimed;
}

Task<QList<CustomDomain>> Hosts::verify(ServiceRecord service) const {
    // All at once: each may take as long as its name servers do.
    std::vector<Task<Result<bool>>> lookups;
    for (const CustomDomain &domain : std::as_const(service.domains))
        if (!domain.verified)
            lookups.push_back(holdsToken(domain.name, tokenOf(service, domain.name), m_options.resolver));
    size_t next = 0;
    for (qsizetype i = 0; i < service.domains.size(); ++i) {
        if (service.domains[i].verified)
            continue;
        const Result<bool> holds = co_await lookups[next++];
        if (!holds)
            qInfo("service %s: %s", qPrintable(service.name), qPrintable(holds.error().message));
        CustomDomain &domain = service.domains[i];
        if (!holds || !*holds || isTaken(domain.name, service))
            continue;
        domain.verified = true;
        domain.expected.reset();
    }
    co_return service.domains;
}
