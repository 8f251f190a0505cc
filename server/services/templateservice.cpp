// SPDX-License-Identifier: GPL-3.0-or-later
// Listing, showing and deploying templates.
#include "server/services/templateservice.h"

Result<const TemplateFile *> TemplateService::find(const TemplateId &id) const {
    const TemplateFile *file = m_catalog.find(id.value);
    if (!file)
        return Error{ErrorCode::NotFound, QStringLiteral("Template not found"),
            QStringLiteral("No template \"%1\" exists").arg(id.value), {}};
    return file;
}

TemplateDetail TemplateService::shown(const TemplateFile &file) const {
    TemplateDetail detail = file.detail;
    const bool runs = bool(m_engines.choose(file, QStringLiteral("auto")));
    detail.deployable = runs && !detail.coming_soon;
    for (const auto &engine : m_engines.all())
        if (!runs)
            detail.missing += engine->missingPackages(file);
    return detail;
}

static bool matches(const Template &t, const TemplateQuery &query) {
    if ((query.category && t.category != *query.category) || (query.featured && t.featured != *query.featured))
        return false;
    if (!query.search)
        return true;
    auto has = [&](const QString &text) { return text.contains(*query.search, Qt::CaseInsensitive); };
    return has(t.id.value) || has(t.display_name) || has(t.description)
        || std::any_of(t.tags.begin(), t.tags.end(), has);
}

Result<Page<Template>> TemplateService::list(Caller, TemplateQuery query) {
    QList<Template> found;
    for (const TemplateFile &file : m_catalog.templates())
        if (const TemplateDetail detail = shown(file); matches(detail, query))
            found.append(detail);
    if (query.sort == TemplateSort::Category)
        std::stable_sort(found.begin(), found.end(),
            [](const Template &a, const Template &b) { return nameOf(a.category) < nameOf(b.category); });
    if (query.order == SortOrder::Desc)
        std::reverse(found.begin(), found.end());
    Page<Template> page;
    page.total = found.size();
    page.page = query.page.value_or(1);
    page.per_page = query.per_page.value_or(defaultPerPage);
    page.data = found.mid(qsizetype(page.page - 1) * page.per_page, page.per_page);
    return page;
}

Result<TemplateDetail> TemplateService::get(Caller, TemplateId id) {
    TRY(file, find(id));
    return shown(*file);
}

Result<Document<SvgKind>> TemplateService::logo(Caller, TemplateId id) {
    TRY(file, find(id));
    if (file->logoSvg.isEmpty())
        return Error{ErrorCode::NotFound, QStringLiteral("This template has no logo"), {}, {}};
    return Document<SvgKind>{file->logoSvg};
}

Task<Result<Api::ServiceOrPlan>> TemplateService::deploy(
    Caller caller, TemplateId id, DryRunQuery query, DeployTemplate body) {
    CO_TRY(file, find(id));
    CreateService create;
    create.name = body.name;
    create.template_id = file->detail.id.value;
    create.variables = body.variables;
    create.customer_id = body.customer_id;
    create.plan_id = body.plan_id;
    create.engine = body.engine;
    create.labels = body.labels;
    co_return co_await m_services.create(caller, query, create);
}
