// SPDX-License-Identifier: GPL-3.0-or-later
// Each way of deploying ends in the same things: a file an engine reads, and values for its placeholders.
#include "server/services/sources.h"
#include "shared/contract/rules.h"

static const QString variablesPrefix = QStringLiteral("variables.");

QMap<QString, QString> Sources::faults(const CreateService &body) const {
    QMap<QString, QString> errors;
    const int sources = int(body.template_id.has_value()) + int(body.compose.has_value()) + int(body.image.has_value())
        + int(body.git.has_value());
    if (sources != 1)
        errors.insert(
            QStringLiteral("template"), QStringLiteral("exactly one of template, compose, image and git is needed"));
    if (body.template_id && !m_catalog.find(*body.template_id))
        errors.insert(
            QStringLiteral("template"), QStringLiteral("There is no template \"%1\"").arg(body.template_id->left(64)));
    if (body.image)
        errors.insert(rules::image(*body.image));
    if (body.image && body.variables && !body.variables->isEmpty())
        errors.insert(QStringLiteral("variables"), QStringLiteral("an image gets its values by image.env"));
    if (body.git)
        errors.insert(rules::git(*body.git, m_policy.gitProtocols));
    return errors;
}

/// Errors of an image's environment are told where it was given.
static Error atEnvironment(Error error) {
    QMap<QString, QString> fields;
    for (auto it = error.fields.begin(); it != error.fields.end(); ++it)
        fields.insert(it.key().startsWith(variablesPrefix)
                ? QString(QStringLiteral("image.env.") + it.key().mid(variablesPrefix.size()))
                : it.key() == QLatin1String("compose") ? QStringLiteral("image")
                                                       : it.key(),
            it.value());
    error.fields = fields;
    return error;
}

Result<Blueprint> Sources::create(const CreateService &body) const {
    const GivenVariables given = body.variables.value_or(GivenVariables());
    if (body.compose)
        return ofCompose(DeployMethod::Compose, body.compose->toUtf8(), body.name, given, {});
    if (body.image)
        return ofImage(*body.image, body.name, {});
    if (body.git)
        return ofGit(*body.git, given, {});
    Blueprint made;
    made.file = *m_catalog.find(*body.template_id);
    if (made.file.detail.coming_soon)
        return Error::validation(QStringLiteral("template"), QStringLiteral("is announced, but not there yet"));
    TRY(variables, resolveVariables(made.file.detail, body.name, given, {}));
    made.variables = variables;
    return made;
}

Result<Blueprint> Sources::ofCompose(DeployMethod method, const QByteArray &text, const QString &name,
    const GivenVariables &given, const ResolvedVariables &before) const {
    Blueprint made;
    made.method = method;
    TRY(file, templateOfCompose(text));
    made.file = file;
    TRY(variables, resolveVariables(file.detail, name, given, before));
    made.variables = variables;
    TRY(known, project(made));
    TRY_DONE(readExposure(made.file, known));
    return made;
}

Result<Blueprint> Sources::ofImage(
    const ImageSource &source, const QString &name, const ResolvedVariables &before) const {
    QStringList ports;
    for (const PortText &port : source.ports.value_or(QList<PortText>()))
        ports.append(port.value);
    const GivenVariables env = source.env.value_or(GivenVariables());
    const QByteArray text = composeOfImage(source.image, ports, env.keys());
    Result<Blueprint> made = ofCompose(DeployMethod::Image, text, name, env, before);
    if (!made)
        return atEnvironment(made.error());
    made->image = ImageDetail{source.image, source.ports.value_or(QList<PortText>()), {}};
    const auto shown = made->variables.shown();
    for (const QString &variable : env.keys())
        made->image->env.insert(variable, shown.value(variable));
    return made;
}

Blueprint Sources::ofGit(const GitSource &source, const GivenVariables &given, const ResolvedVariables &before) const {
    Blueprint made;
    made.method = DeployMethod::Git;
    made.file.detail.compose = QString(); // what it is to be is known when it was fetched
    made.file.detail.engines << QStringLiteral("docker") << QStringLiteral("swarm");
    made.file.mayBuild = true;
    made.variables = before;
    for (auto it = given.begin(); it != given.end(); ++it)
        if (const auto text = rules::variableText(*it))
            (rules::looksSecret(it.key()) ? made.variables.secrets : made.variables.values).insert(it.key(), *text);
    if (source.token)
        made.variables.secrets.insert(gitTokenName, *source.token);
    if (made.variables.secrets.value(gitTokenName).isEmpty())
        made.variables.secrets.remove(gitTokenName);
    const auto unlessEmpty = [](const std::optional<QString> &text) {
        return text && !text->isEmpty() ? text : std::nullopt;
    };
    made.git = GitDetail{source.url, unlessEmpty(source.ref), unlessEmpty(source.path), unlessEmpty(source.username),
        made.variables.secrets.contains(gitTokenName)};
    return made;
}

static GitSource asked(const GitDetail &git) {
    return {git.url, git.ref, git.path, git.username, std::nullopt};
}

Result<Blueprint> Sources::change(const Blueprint &now, const PatchService &body, const QString &name) const {
    const GivenVariables given = body.variables.value_or(GivenVariables());
    QMap<QString, QString> errors;
    const auto only = [&](bool isGiven, DeployMethod method) {
        if (isGiven && now.method != method)
            errors.insert(toText(method),
                QStringLiteral("this service is deployed by %1, which stays so").arg(toText(now.method)));
    };
    only(body.compose.has_value(), DeployMethod::Compose);
    only(body.image.has_value(), DeployMethod::Image);
    only(body.git.has_value(), DeployMethod::Git);
    if (body.image)
        errors.insert(rules::image(*body.image));
    if (body.git)
        errors.insert(rules::git(*body.git, m_policy.gitProtocols));
    if (!errors.isEmpty())
        return Error{ErrorCode::Validation, QStringLiteral("Validation failed"), {}, errors};
    switch (now.method) {
    case DeployMethod::Compose:
        return ofCompose(
            now.method, body.compose ? body.compose->toUtf8() : now.file.source, name, given, now.variables);
    case DeployMethod::Image: {
        ImageSource source = body.image.value_or(ImageSource{now.image->image, now.image->ports, {}});
        GivenVariables env = source.env.value_or(GivenVariables());
        for (const QString &kept : now.image->env.keys())
            if (!source.env)
                env.insert(kept, QJsonValue());
        env.insert(given);
        source.env = env;
        if (const auto wrong = rules::image(source); !wrong.isEmpty())
            return Error{ErrorCode::Validation, QStringLiteral("Validation failed"), {}, wrong};
        return ofImage(source, name, now.variables);
    }
    case DeployMethod::Git:
        return ofGit(body.git.value_or(asked(*now.git)), given, now.variables);
    case DeployMethod::Template:
        break;
    }
    Blueprint next = now;
    TRY(variables, resolveVariables(now.file.detail, name, given, now.variables));
    next.variables = variables;
    return next;
}

Result<Blueprint> Sources::renew(const Blueprint &now, const QString &name) const {
    Blueprint next = now;
    if (now.method == DeployMethod::Git)
        return ofGit(asked(*now.git), {}, now.variables);
    // The catalog's present version, when it still has the template; else the one that was deployed.
    if (now.method == DeployMethod::Template)
        if (const TemplateFile *current = m_catalog.find(now.file.detail.id.value))
            next.file = *current;
    TRY(variables, resolveVariables(next.file.detail, name, {}, now.variables));
    next.variables = variables;
    if (now.method != DeployMethod::Template)
        TRY_DONE(project(next));
    return next;
}

Result<Blueprint> Sources::restore(const DeploymentRecord &record, const ResolvedVariables &variables) const {
    Blueprint made;
    made.method = record.deploy_method;
    made.variables = variables;
    made.image = record.image;
    made.git = record.git;
    made.commit = record.commit_id;
    if (!made.isFetched())
        return ofGit(asked(*record.git), {}, variables);
    if (made.method == DeployMethod::Template) {
        ParsedTemplate parsed = parseTemplate(record.source.toUtf8());
        if (!parsed.file)
            return Error{ErrorCode::Validation, QStringLiteral("The stored template cannot be read any more"),
                QStringLiteral("Deploy the service again from the catalog"), {}};
        made.file = *std::move(parsed.file);
        return made;
    }
    TRY(file, templateOfCompose(record.source.toUtf8()));
    made.file = file;
    made.file.mayBuild = made.method == DeployMethod::Git;
    for (auto it = record.files.begin(); it != record.files.end(); ++it)
        made.file.files.insert(it.key(), QByteArray::fromBase64(it.value().toLatin1()));
    TRY(known, project(made));
    TRY_DONE(readExposure(made.file, known));
    return made;
}

Result<Blueprint> Sources::complete(Blueprint fetched, const QByteArray &compose, const QString &name) const {
    TRY(file, templateOfCompose(compose));
    file.mayBuild = true;
    file.files = fetched.file.files;
    TRY(variables, resolveVariables(file.detail, name, {}, fetched.variables));
    if (fetched.variables.secrets.contains(gitTokenName))
        variables.secrets.insert(gitTokenName, fetched.variables.secrets.value(gitTokenName));
    fetched.file = file;
    fetched.variables = variables;
    TRY(known, project(fetched));
    TRY_DONE(readExposure(fetched.file, known));
    return fetched;
}

Result<ComposeProject> Sources::project(const Blueprint &blueprint) const {
    if (!blueprint.file.detail.compose || blueprint.file.detail.compose->isEmpty())
        return ComposeProject();
    QMap<QString, QString> values = blueprint.variables.values;
    values.insert(blueprint.variables.secrets);
    return projectOf(blueprint.file, values, m_policy.compose);
}

void Sources::show(const Blueprint &blueprint, ServiceRecord &service) {
    service.deploy_method = blueprint.method;
    service.variables = blueprint.variables.shown();
    service.image = blueprint.image;
    service.git = blueprint.git;
    service.compose.reset();
    if (blueprint.method == DeployMethod::Compose)
        service.compose = QString::fromUtf8(blueprint.file.source);
    if (blueprint.method == DeployMethod::Template)
        service.template_id = blueprint.file.detail.id.value;
}
