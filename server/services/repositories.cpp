// SPDX-License-Identifier: GPL-3.0-or-later
// Fetching, reading, storing.
#include "server/services/repositories.h"
#include "server/source/sourceproject.h"
#include "server/store/tables.h"
#include "shared/contract/rules.h"
#include <QCoroFuture>
#include <QDir>

static constexpr qint64 maxNamedFile = 256 * 1024;
static constexpr qint64 maxNamedFiles = 1024 * 1024;

static GitKnownHosts knownHosts(const SourcePolicy &policy, const QString &folder) {
    if (policy.gitKnownHosts.isEmpty())
        return {folder + QStringLiteral("/known_hosts"), false};
    return {policy.gitKnownHosts, true};
}

Repositories::Repositories(QString folder, Workloads &workloads, Database &database)
    : m_folder(folder + QStringLiteral("/work"))
    , m_workloads(workloads)
    , m_database(database)
    , m_git(workloads.sources().policy().gitProtocols, {}, knownHosts(workloads.sources().policy(), folder)) {
    QDir(m_folder).removeRecursively();
}

Repositories::Checkout::~Checkout() {
    if (!QDir(root).removeRecursively())
        qWarning("sources could not be removed from %s", qPrintable(root));
}

/// What a Compose file names beside images: env_file, configs and secrets. They are kept with it, since it is read
/// again when the sources are gone.
static Result<QMap<QString, QByteArray>> namedFiles(
    const SourceProject &project, const Blueprint &made, const SourcePolicy &policy, const QByteArray &compose) {
    QMap<QString, QByteArray> files;
    qint64 bytes = 0;
    ComposeInput input;
    input.values = made.variables.values;
    input.values.insert(made.variables.secrets);
    input.policy = policy.compose;
    input.mayBuild = true;
    input.file = [&](const QString &path) -> std::optional<QByteArray> {
        auto content = readInside(project.folder, path, maxNamedFile);
        bytes += content ? content->size() : 0;
        if (content && bytes <= maxNamedFiles)
            files.insert(path, *content);
        return content;
    };
    (void)parseCompose(compose, input); // what is wrong with it is told when it is completed
    if (bytes > maxNamedFiles)
        return Error::validation(
            QStringLiteral("compose"), QStringLiteral("names files of more than %1 KiB").arg(maxNamedFiles >> 10));
    return files;
}

Task<Result<Repositories::CheckoutPtr>> Repositories::fetch(
    ServiceRecord service, std::shared_ptr<Workloads::Deployed> deployed, GitClient::Progress progress) {
    const GitDetail git = deployed->made.git.value_or(GitDetail());
    if (const QString wrong = rules::gitUrl(git.url, m_git.protocols()); !wrong.isEmpty())
        co_return Error::validation(QStringLiteral("git.url"), wrong); // the policy may have become stricter
    GitOrder order;
    order.url = git.url;
    order.ref = deployed->record.commit_id.value_or(git.ref.value_or(QString()));
    order.username = git.username.value_or(QString());
    order.token = Secret(deployed->made.variables.secrets.value(gitTokenName).toUtf8());
    const auto checkout = std::make_shared<Checkout>(m_folder + u'/' + deployed->record.id.value);
    QDir(checkout->root).removeRecursively();
    CO_TRY(fetched, co_await m_git.fetch(service.id.value, order, checkout->root, progress));
    CO_TRY(project, findProject(checkout->root, git.path.value_or(QString())));
    checkout->project = project.folder;
    checkout->notes = fetched.notes;

    Blueprint made = deployed->made;
    made.commit = fetched.commit;
    QStringList names = made.variables.values.keys() + made.variables.secrets.keys();
    names.removeAll(gitTokenName);
    names.removeAll(QStringLiteral("SERVICE_NAME"));
    const QByteArray compose = project.compose.isEmpty() ? composeOfDockerfile(project, names) : project.compose;
    CO_TRY(files, namedFiles(project, made, m_workloads.sources().policy(), compose));
    made.file.files = files;
    CO_TRY(complete, m_workloads.sources().complete(made, compose, service.name));
    for (const QString &name : std::as_const(names))
        if (!complete.variables.values.contains(name) && !complete.variables.secrets.contains(name))
            checkout->notes.append(QStringLiteral("%1 does not use the variable %2").arg(project.file, name));
    checkout->notes.prepend(QStringLiteral("Fetched commit %1, which has a %2").arg(fetched.commit, project.file));

    deployed->made = complete;
    m_workloads.fill(deployed->record, complete);
    auto writing = m_database.write<Done>([record = deployed->record](Transaction &transaction) {
        return tables::deployments.update(transaction, record);
    });
    CO_TRY_DONE(co_await writing);
    co_return checkout;
}
