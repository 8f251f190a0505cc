// SPDX-License-Identifier: GPL-3.0-or-later
// TemplateService: the catalog as the API shows it, and the own templates in it, which are kept in the database.
#pragma once

#include "server/services/serviceservice.h"

class TemplateService {
public:
    TemplateService(
        Catalog &catalog, Engines &engines, ServiceService &services, Database &database, const Clock &clock);

    /// Puts the stored own templates into the catalog. One that cannot be read any more, or whose name the server or a
    /// folder has taken since, stays stored and is named among the catalog's faults.
    static Task<Result<Done>> load(Database &database, Catalog &catalog);

    Result<Page<Template>> list(Caller caller, TemplateQuery query);
    Result<TemplateDetail> get(Caller caller, TemplateId id);
    Result<Document<SvgKind>> logo(Caller caller, TemplateId id);
    Result<Document<YamlKind>> source(Caller caller, TemplateId id);
    Result<TemplateCheck> validate(Caller caller, YamlBody body);
    Result<TemplateDraft> import(Caller caller, ImportTemplate body);
    Task<Result<TemplateDetail>> create(Caller caller, YamlBody body);
    /// 409 for templates that are not own ones: those are files.
    Task<Result<TemplateDetail>> replace(Caller caller, TemplateId id, YamlBody body);
    /// 409 with their names while services use it.
    Task<Result<Done>> remove(Caller caller, TemplateId id);
    Task<Result<Api::ServiceOrPlan>> deploy(Caller caller, TemplateId id, DryRunQuery query, DeployTemplate body);

private:
    Result<const TemplateFile *> find(const TemplateId &id) const;
    Result<const TemplateFile *> findOwn(const TemplateId &id) const;
    TemplateDetail shown(const TemplateFile &file) const;

    Catalog &m_catalog;
    Engines &m_engines;
    ServiceService &m_services;
    Database &m_database;
    const Clock &m_clock;
};
