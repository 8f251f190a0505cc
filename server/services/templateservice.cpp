// SPDX-License-Identifier: GPL-3.0-or-later
// Listing, showing and deploying templates, and changing own ones.
#include "server/services/templateservice.h"
#include "server/catalog/composeimport.h"
#include "server/services/auditlog.h"
#include "server/store/tables.h"
#include <QCoroFuture>

static constexpr size_t maxTemplates = 1000;

TemplateService::TemplateService(
    Catalog &catalog, Engines &engines, ServiceService &services, Database &database, const Clock &clock)
    : m_catalog(catalog), m_engines(engines), m_services(services), m_database(database), m_clock(clock) { }

Task<Result<Done>> TemplateService::load(Database &database, Catalog &catalog) {
    auto reading = database.read<QList<OwnTemplateRecord>>(
        [](Transaction &transaction) { return tables::ownTemplates.all(transaction); });
    CO_TRY(records, co_await reading);
    for (const OwnTemplateRecord &record : std::as_const(records)) {
        const QString origin = QStringLiteral("own template \"%1\"").arg(record.id.value);
        ParsedTemplate parsed = parseTemplate(record.source.toUtf8());
        const bool isTaken = parsed.file && catalog.find(record.id.value);
        if (isTaken)
            parsed.problems.append({1, 1, {}, QStringLiteral("its name is taken by another one, which is used")});
        if (isTaken || !parsed.file) {
            catalog.reject(origin, parsed.problems);
            continue;
        }
        parsed.file->detail.origin = TemplateOrigin::Own;
        parsed.file->detail.revision = record.revision;
        catalog.put(*std::move(parsed.file));
    }
    co_return Done{};
}

Result<const TemplateFile *> TemplateService::find(const TemplateId &id) const {
    const TemplateFile *file = m_catalog.find(id.value);
    if (!file)
        return Error{ErrorCode::NotFound, QStringLiteral("Template not found"),
            QStringLiteral("No template \"%1\" exists").arg(id.value), {}};
    return file;
}

Result<const TemplateFile *> TemplateService::findOwn(const TemplateId &id) const {
    TRY(file, find(id));
    if (file->detail.origin != TemplateOrigin::Own)
        return Error{ErrorCode::Conflict, QStringLiteral("The template \"%1\" is a file of the server").arg(id.value),
            QStringLiteral("Upload your own under another name"), {}};
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

Result<Document<YamlKind>> TemplateService::source(Caller, TemplateId id) {
    TRY(file, find(id));
    return Document<YamlKind>{file->source};
}

static QList<TemplateProblem> shownProblems(const QList<YamlProblem> &problems) {
    constexpr qsizetype most = 200;
    QList<TemplateProblem> all;
    for (const YamlProblem &problem : problems.mid(0, most))
        all.append({problem.line, problem.column, problem.path, problem.message});
    return all;
}

Result<TemplateCheck> TemplateService::validate(Caller, YamlBody body) {
    const ParsedTemplate parsed = parseTemplate(body.text);
    TemplateCheck check;
    check.valid = parsed.file.has_value();
    check.problems = shownProblems(parsed.problems);
    if (parsed.file)
        check.shown = shown(*parsed.file);
    if (check.shown)
        check.shown->origin = TemplateOrigin::Own;
    return check;
}

Result<TemplateDraft> TemplateService::import(Caller, ImportTemplate body) {
    TemplateDetail about;
    about.id.value = body.name;
    about.display_name = body.display_name.value_or(body.name);
    about.description = body.description.value_or(QStringLiteral("Made from a Compose file."));
    about.category = body.category.value_or(Category::Webapps);
    const ImportedTemplate imported = importCompose(about, body.compose.toUtf8());
    if (imported.source.isEmpty()) {
        QStringList lines;
        for (const YamlProblem &problem : imported.problems)
            lines.append(problem.toString());
        return Error::validation(QStringLiteral("compose"), lines.join(u'\n'));
    }
    return TemplateDraft{QString::fromUtf8(imported.source), shownProblems(imported.problems)};
}

/// The text as a file of the catalog, or 422 with each problem at its path.
static Result<TemplateFile> ownTemplate(const QByteArray &text) {
    ParsedTemplate parsed = parseTemplate(text);
    if (parsed.file) {
        parsed.file->detail.origin = TemplateOrigin::Own;
        return *std::move(parsed.file);
    }
    Error error = Error::validation({}, {});
    error.fields.clear();
    for (const YamlProblem &problem : parsed.problems.mid(0, 200)) {
        QString &field = error.fields[problem.path.isEmpty() ? QStringLiteral("template") : problem.path];
        field += (field.isEmpty() ? QString() : QStringLiteral("\n"))
            + QStringLiteral("line %1, column %2: %3").arg(problem.line).arg(problem.column).arg(problem.message);
    }
    return error;
}

Task<Result<TemplateDetail>> TemplateService::create(Caller caller, YamlBody body) {
    CO_TRY(file, ownTemplate(body.text));
    const TemplateId id = file.detail.id;
    Error taken{ErrorCode::Conflict, QStringLiteral("There is a template \"%1\" already").arg(id.value),
        QStringLiteral("Choose another metadata.name, or replace it by PUT"), {}};
    taken.fields.insert(QStringLiteral("metadata.name"), QStringLiteral("is taken"));
    if (m_catalog.find(id.value))
        co_return taken;
    if (m_catalog.templates().size() >= maxTemplates)
        co_return Error{ErrorCode::Conflict, QStringLiteral("There are %1 templates already").arg(maxTemplates),
            QStringLiteral("Delete one that is not needed"), {}};
    file.detail.revision = 1;
    const QByteArray after = toJson(Template(file.detail));
    OwnTemplateRecord record;
    record.id = id;
    record.source = QString::fromUtf8(body.text);
    record.created_at = record.updated_at = m_clock.now();
    auto writing = m_database.write<Done>([caller, record, after](Transaction &transaction) -> Result<Done> {
        TRY_DONE(tables::ownTemplates.insert(transaction, record));
        return auditlog::add(transaction, caller, {record.id.value, {}, {}, after, {}});
    });
    const Result<Done> written = co_await writing;
    if (!written && written.error().code == ErrorCode::Conflict)
        co_return taken;
    if (!written)
        co_return written.error();
    m_catalog.put(file);
    co_return shown(file);
}

Task<Result<TemplateDetail>> TemplateService::replace(Caller caller, TemplateId id, YamlBody body) {
    CO_TRY(old, findOwn(id));
    const QByteArray before = toJson(Template(old->detail));
    CO_TRY(file, ownTemplate(body.text));
    if (file.detail.id.value != id.value)
        co_return Error::validation(QStringLiteral("metadata.name"), QStringLiteral("must be %1").arg(id.value));
    const Timestamp now = m_clock.now();
    auto writing = m_database.write<int>([caller, id, before, file, now](Transaction &transaction) -> Result<int> {
        TRY(record, tables::ownTemplates.get(transaction, id.value));
        record.source = QString::fromUtf8(file.source);
        record.revision += 1;
        record.updated_at = now;
        TRY_DONE(tables::ownTemplates.update(transaction, record));
        TemplateDetail changed = file.detail;
        changed.revision = record.revision;
        TRY_DONE(auditlog::add(transaction, caller, {id.value, {}, before, toJson(Template(changed)), {}}));
        return record.revision;
    });
    CO_TRY(revision, co_await writing);
    file.detail.revision = revision;
    m_catalog.put(file);
    co_return shown(file);
}

/// The services that were made from it and are not deleted.
static Result<Done> mustBeUnused(Transaction &transaction, const TemplateId &id) {
    TRY(users,
        tables::services.select(transaction,
            tables::services.selectSql() + QStringLiteral(" WHERE template = ? AND deleted_at IS NULL ORDER BY name"),
            {id.value}));
    if (users.isEmpty())
        return {};
    QStringList names;
    for (const ServiceRecord &user : users.mid(0, 20))
        names.append(QStringLiteral("%1 (%2)").arg(user.name, user.id.value));
    if (users.size() > names.size())
        names.append(QStringLiteral("and %1 more").arg(users.size() - names.size()));
    return Error{ErrorCode::Conflict, QStringLiteral("%1 services use this template").arg(users.size()),
        names.join(QLatin1String(", ")), {}};
}

Task<Result<Done>> TemplateService::remove(Caller caller, TemplateId id) {
    CO_TRY(file, findOwn(id));
    const QByteArray before = toJson(Template(file->detail));
    auto writing = m_database.write<Done>([caller, id, before](Transaction &transaction) -> Result<Done> {
        TRY_DONE(mustBeUnused(transaction, id));
        TRY_DONE(tables::ownTemplates.remove(transaction, id.value));
        return auditlog::add(transaction, caller, {id.value, {}, before, {}, {}});
    });
    CO_TRY_DONE(co_await writing);
    m_catalog.remove(id.value);
    co_return Done{};
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
