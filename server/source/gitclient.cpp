// SPDX-License-Identifier: GPL-3.0-or-later
// The pack is received first, then its list of files is looked at, and only what is within bounds is laid out.
#include "server/source/gitclient.h"
#include <QCryptographicHash>
#include <QDeadlineTimer>
#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QUrl>

using namespace std::chrono_literals;

struct GitClient::Fetch {
    QString job;
    GitOrder order;
    QString folder;
    QProcessEnvironment environment;
    Progress progress;
    QDeadlineTimer deadline;
};

/// Of HTTP's Basic authentication (RFC 7617).
static QByteArray credentials(const GitOrder &order) {
    QByteArray pair = order.username.isEmpty() ? QByteArray("git") : order.username.toUtf8();
    pair += ':';
    pair += order.token.reveal();
    return pair.toBase64();
}

static Error withoutToken(Error error, const GitOrder &order) {
    if (order.token.isEmpty())
        return error;
    for (const QByteArray &secret : {order.token.reveal(), credentials(order)})
        for (QString *text : {&error.message, &error.details})
            text->replace(QString::fromUtf8(secret), QStringLiteral("(secret)"));
    return error;
}

/// A file only its owner can read, from the first byte on.
static bool writePrivate(const QString &path, const QByteArray &content) {
    QFile file(path);
    return file.open(QIODevice::WriteOnly | QIODevice::NewOnly)
        && file.setPermissions(QFile::ReadOwner | QFile::WriteOwner) && file.write(content) == content.size()
        && file.flush();
}

static QString shellQuoted(QString text) {
    return u'\'' + text.replace(u'\'', QLatin1String("'\\''")) + u'\'';
}

/// A path in an option of ssh, which splits at blanks and expands percent signs.
static QString sshPath(const QString &path) {
    return u'"' + QString(path).replace(u'%', QLatin1String("%%")) + u'"';
}

/// Without configuration, agent and keys of the user the server runs as: what it may reach is no business of a service.
Result<QString> GitClient::sshCommand(const GitOrder &order, const QString &keyFile) const {
    QStringList options{QStringLiteral("BatchMode=yes"), QStringLiteral("ConnectTimeout=20"),
        QStringLiteral("IdentitiesOnly=yes"), QStringLiteral("IdentityAgent=none"),
        QStringLiteral("StrictHostKeyChecking=")
            + (m_knownHosts.isComplete ? QLatin1String("yes") : QLatin1String("accept-new")),
        QStringLiteral("UserKnownHostsFile=")
            + (m_knownHosts.file.isEmpty() ? QStringLiteral("/dev/null") : sshPath(m_knownHosts.file))};
    if (m_knownHosts.isComplete)
        options.append(QStringLiteral("GlobalKnownHostsFile=/dev/null"));
    if (order.token.isEmpty()) {
        options.append(QStringLiteral("IdentityFile=none"));
    } else {
        const QByteArray key = order.token.reveal().trimmed().replace("\r\n", "\n") + '\n';
        if (!writePrivate(keyFile, key))
            return Error{ErrorCode::Unavailable, QStringLiteral("The key could not be written"), {}, {}};
        options.append(QStringLiteral("IdentityFile=") + sshPath(keyFile));
    }
    QString command = QStringLiteral("ssh -F /dev/null");
    for (const QString &option : std::as_const(options))
        command += QStringLiteral(" -o ") + shellQuoted(option);
    if (QUrl(order.url, QUrl::StrictMode).userName().isEmpty())
        command +=
            QStringLiteral(" -l ") + shellQuoted(order.username.isEmpty() ? QStringLiteral("git") : order.username);
    return command;
}

QList<QByteArray> GitClient::hostKeys() const {
    static constexpr qint64 most = 1 << 20;
    QFile file(m_knownHosts.file);
    return !m_knownHosts.isComplete && file.open(QIODevice::ReadOnly) ? file.read(most).split('\n')
                                                                      : QList<QByteArray>();
}

/// "The host HOST showed the key ssh-ed25519 SHA256:..., which is believed from now on", of a line HOST TYPE KEY, with
/// the fingerprint as ssh-keygen writes it.
static QString believed(const QByteArray &line) {
    const QList<QByteArray> parts = line.simplified().split(' ');
    const QByteArray hash =
        QCryptographicHash::hash(QByteArray::fromBase64(parts.value(2)), QCryptographicHash::Sha256);
    return QStringLiteral("The host %1 showed the key %2 SHA256:%3, which is believed from now on")
        .arg(QString::fromUtf8(parts.value(0)), QString::fromUtf8(parts.value(1)),
            QString::fromLatin1(hash.toBase64(QByteArray::OmitTrailingEquals)));
}

/// What a fetch failed by, in our words where git and ssh speak of their own files.
static Error fetchError(Error error, bool hadCredentials) {
    const auto says = [&error](const char *text) { return error.details.contains(QLatin1String(text)); };
    if (says("Host key verification failed")) {
        if (says("has changed"))
            return {ErrorCode::Validation, QStringLiteral("The host shows another ssh key than it did before"),
                QStringLiteral("If that is right, its line has to be removed from the server's list of known hosts"),
                {}};
        return {ErrorCode::Validation, QStringLiteral("The host's ssh key is not known to this server"),
            QStringLiteral("policy.git_known_hosts of the server's configuration names the list; ssh-keyscan(1) shows "
                           "a host's line"),
            {}};
    }
    if (says("terminal prompts disabled") || says("Authentication failed") || says("Permission denied")) {
        error.code = ErrorCode::Validation;
        error.message = hadCredentials ? QStringLiteral("The repository does not take these credentials")
                                       : QStringLiteral("The repository does not exist, or wants credentials");
        return error;
    }
    if (says("couldn't find remote ref") || says("not our ref") || error.code == ErrorCode::PayloadTooLarge)
        error.code = ErrorCode::Validation;
    error.message = QStringLiteral("The repository cannot be fetched: %1").arg(error.message);
    return error;
}

Result<QProcessEnvironment> GitClient::environment(const GitOrder &order, const QString &folder) const {
    QProcessEnvironment env;
    env.insert(QStringLiteral("PATH"), qEnvironmentVariable("PATH", QStringLiteral("/usr/bin:/bin")));
    env.insert(QStringLiteral("HOME"), folder);
    env.insert(QStringLiteral("LC_ALL"), QStringLiteral("C.UTF-8"));
    env.insert(QStringLiteral("GIT_CONFIG_NOSYSTEM"), QStringLiteral("1"));
    env.insert(QStringLiteral("GIT_CONFIG_GLOBAL"), QStringLiteral("/dev/null"));
    env.insert(QStringLiteral("GIT_TERMINAL_PROMPT"), QStringLiteral("0"));
    env.insert(QStringLiteral("GIT_ALLOW_PROTOCOL"), m_protocols.join(u':'));
    const QUrl url(order.url, QUrl::StrictMode);
    const bool isSsh = url.scheme() == QLatin1String("ssh");
    const bool signsIn = !order.token.isEmpty() && !isSsh;
    QList<std::pair<QString, QString>> config{{QStringLiteral("core.hooksPath"), QStringLiteral("/dev/null")},
        {QStringLiteral("credential.helper"), QString()}, {QStringLiteral("gc.auto"), QStringLiteral("0")},
        {QStringLiteral("fetch.unpackLimit"), QStringLiteral("1")}, // one file, whose size is bounded
        {QStringLiteral("pack.threads"), QStringLiteral("1")},
        {QStringLiteral("http.lowSpeedLimit"), QStringLiteral("500")},
        {QStringLiteral("http.lowSpeedTime"), QStringLiteral("60")},
        // A redirect could take the credentials to another host.
        {QStringLiteral("http.followRedirects"), signsIn ? QStringLiteral("false") : QStringLiteral("initial")}};
    if (signsIn) {
        const QString host = url.toString(QUrl::RemovePath | QUrl::RemoveQuery | QUrl::RemoveUserInfo);
        config.append({QStringLiteral("http.%1/.extraHeader").arg(host),
            QStringLiteral("Authorization: Basic ") + QString::fromLatin1(credentials(order))});
    }
    if (isSsh) {
        TRY(ssh, sshCommand(order, folder + QStringLiteral(".key")));
        env.insert(QStringLiteral("GIT_SSH_COMMAND"), ssh);
    }
    env.insert(QStringLiteral("GIT_CONFIG_COUNT"), QString::number(config.size()));
    for (qsizetype i = 0; i < config.size(); ++i) {
        env.insert(QStringLiteral("GIT_CONFIG_KEY_%1").arg(i), config[i].first);
        env.insert(QStringLiteral("GIT_CONFIG_VALUE_%1").arg(i), config[i].second);
    }
    return env;
}

Task<Result<QByteArray>> GitClient::git(std::shared_ptr<Fetch> fetch, QStringList arguments, qint64 maxOutput) {
    GitCommand command;
    command.arguments = arguments;
    command.environment = fetch->environment;
    command.timeout = std::max(1ms, std::chrono::milliseconds(fetch->deadline.remainingTime()));
    command.maxOutput = maxOutput;
    command.maxFile = m_limits.bytes;
    GitProcess process(command);
    connect(this, &GitClient::interrupted, &process,
        [&process, job = fetch->job](const QString &which, const QString &why) {
            if (which == job)
                process.interrupt(why);
        });
    connect(&process, &GitProcess::progress, &process, [fetch](const QString &line) {
        static const QRegularExpression receiving(QStringLiteral("^Receiving objects:\\s+(\\d+)%"));
        const auto match = receiving.match(line);
        if (fetch->progress)
            fetch->progress(match.hasMatch() ? match.captured(1).toInt() / 100.0 : 0.0, line);
    });
    co_return co_await process.run();
}

Result<QStringList> GitClient::checkTree(const QByteArray &listing) const {
    QStringList notes;
    qint64 bytes = 0;
    int files = 0;
    const auto refuse = [](const QString &text) {
        return Error{ErrorCode::Validation, QStringLiteral("The repository %1").arg(text), {}, {}};
    };
    // MODE TYPE OBJECT SIZE<tab>PATH<nul>
    for (qsizetype from = 0; from < listing.size();) {
        const qsizetype end = std::max(listing.indexOf('\0', from), from);
        const QByteArrayView entry = QByteArrayView(listing).sliced(from, end - from);
        from = end + 1;
        const qsizetype tab = entry.indexOf('\t');
        if (tab < 0)
            return refuse(QStringLiteral("has a list of files that cannot be read"));
        const QByteArrayView path = entry.sliced(tab + 1);
        if (entry.startsWith("160000")) {
            notes.append(QStringLiteral("%1 is a submodule, which is not fetched").arg(QString::fromUtf8(path)));
            continue;
        }
        const QByteArrayView facts = entry.first(tab);
        bytes += facts.sliced(facts.lastIndexOf(' ') + 1).toLongLong();
        if (++files > m_limits.files)
            return refuse(QStringLiteral("has more than %1 files").arg(m_limits.files));
        if (bytes > m_limits.bytes)
            return refuse(QStringLiteral("is larger than %1 MiB").arg(m_limits.bytes >> 20));
        if (path.count('/') > m_limits.depth)
            return refuse(QStringLiteral("has folders more than %1 deep").arg(m_limits.depth));
    }
    return notes.mid(0, 10);
}

Task<Result<GitCheckout>> GitClient::carryOut(std::shared_ptr<Fetch> fetch) {
    const QString folder = fetch->folder;
    const QString ref = fetch->order.ref.isEmpty() ? QStringLiteral("HEAD") : fetch->order.ref;
    const QStringList in{QStringLiteral("-C"), folder};
    const QStringList init{QStringLiteral("init"), QStringLiteral("--quiet"), QStringLiteral("--template="), folder};
    CO_TRY_DONE(co_await git(fetch, init, 4096));
    const QStringList receive = in
        + QStringList{QStringLiteral("fetch"), QStringLiteral("--progress"), QStringLiteral("--depth=1"),
            QStringLiteral("--no-tags"), QStringLiteral("--no-recurse-submodules"),
            QStringLiteral("--no-auto-maintenance"), QStringLiteral("--"), fetch->order.url, ref};
    const QList<QByteArray> known = hostKeys();
    const Result<QByteArray> received = co_await git(fetch, receive, 4096);
    QStringList notes;
    for (const QByteArray &line : hostKeys())
        if (!line.isEmpty() && !known.contains(line))
            notes.append(believed(line));
    if (!received)
        co_return fetchError(received.error(), !fetch->order.token.isEmpty());
    const QStringList resolve = in
        + QStringList{QStringLiteral("rev-parse"), QStringLiteral("--verify"), QStringLiteral("FETCH_HEAD^{commit}")};
    CO_TRY(commit, co_await git(fetch, resolve, 4096));
    const QStringList list = in
        + QStringList{QStringLiteral("ls-tree"), QStringLiteral("-r"), QStringLiteral("-l"), QStringLiteral("-z"),
            QStringLiteral("--full-tree"), QStringLiteral("FETCH_HEAD")};
    CO_TRY(listing, co_await git(fetch, list, qint64(m_limits.files) * 512));
    CO_TRY(leftOut, checkTree(listing));
    notes.append(leftOut);
    const QStringList lay = in
        + QStringList{QStringLiteral("checkout"), QStringLiteral("--quiet"), QStringLiteral("--detach"),
            QStringLiteral("FETCH_HEAD")};
    CO_TRY_DONE(co_await git(fetch, lay, 4096));
    QDir(folder + QStringLiteral("/.git")).removeRecursively();
    co_return GitCheckout{QString::fromLatin1(commit).trimmed(), notes};
}

Task<Result<GitCheckout>> GitClient::fetch(QString job, GitOrder order, QString folder, Progress progress) {
    if (!QDir().mkpath(folder)
        || !QFile::setPermissions(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner))
        co_return Error{
            ErrorCode::Unavailable, QStringLiteral("There is no room for the repository's files"), folder, {}};
    CO_TRY(env, environment(order, folder));
    const auto fetch = std::make_shared<Fetch>(Fetch{job, order, folder, env, progress, QDeadlineTimer(m_limits.time)});
    const Result<GitCheckout> done = co_await carryOut(fetch);
    QFile::remove(folder + QStringLiteral(".key"));
    if (!done)
        co_return withoutToken(done.error(), order);
    co_return done;
}
