// SPDX-License-Identifier: GPL-3.0-or-later
// TemplateService: the catalog as the API shows it.
#pragma once

#include "server/services/serviceservice.h"

class TemplateService {
public:
    TemplateService(const Catalog &catalog, Engines &engines, ServiceService &services)
        : m_catalog(catalog), m_engines(engines), m_services(services) { }

    Result<Page<Template>> list(Caller caller, TemplateQuery query);
    Result<TemplateDetail> get(Caller caller, TemplateId id);
    Result<Document<SvgKind>> logo(Caller caller, TemplateId id);
    Task<Result<Api::ServiceOrPlan>> deploy(Caller caller, TemplateId id, DryRunQuery query, DeployTemplate body);

private:
    Result<const TemplateFile *> find(const TemplateId &id) const;
    TemplateDetail shown(const TemplateFile &file) const;

    const Catalog &m_catalog;
    Engines &m_engines;
    ServiceService &m_services;
};
