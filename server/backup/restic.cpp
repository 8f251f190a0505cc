// SPDX-License-Identifier: GPL-3.0-or-later
// Commands, their turns, and restic's JSON.
#include "server/backup/restic.h"
#include "shared/base/replacefile.h"
#include <QCoroFuture>
#include <QDir>
#include <QJsonDocument>
#include <QJsonObject>

using namespace std::chrono_literals;

Restic::Restic(QString repository, Secret password, QString folder)
    : m_repository(std::move(repository)), m_password(std::move(password)), m_folder(std::move(folder)) { }

Restic::~Restic() = default;

bool Restic::isSnapshot(const QString &id) {
    return id.size() >= 8 && id.size() <= 64 && std::all_of(id.begin(), id.end(), [](QChar c) {
        return (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'f');
    });
}

Result<Done> Restic::prepare() {
    if (!QDir().mkpath(m_folder))
        return Error{ErrorCode::Unavailable, QStringLiteral("%1 cannot be made").arg(m_folder), {}, {}};
    return replaceFile(m_folder + QStringLiteral("/repository"), m_repository.toUtf8() + '\n');
}

ResticCommand Restic::command(const QStringList &arguments) const {
    ResticCommand made;
    made.arguments = arguments;
    made.folder = m_folder;
    made.password = m_password;
    // What restic and ssh need, and credentials of S3 and others as restic names them; nothing else of the server's.
    const QProcessEnvironment own = QProcessEnvironment::systemEnvironment();
    const QStringList names = own.keys();
    for (const QString &name : names)
        for (const char *known : {"PATH", "HOME", "SSH_AUTH_SOCK", "AWS_", "B2_", "AZURE_", "GOOGLE_", "OS_", "ST_",
                 "RESTIC_REST_", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"})
            if (name.startsWith(QLatin1String(known)))
                made.environment.insert(name, own.value(name));
    made.environment.insert(QStringLiteral("LC_ALL"), QStringLiteral("C"));
    made.environment.insert(QStringLiteral("TMPDIR"), m_folder);
    made.environment.insert(QStringLiteral("RESTIC_CACHE_DIR"), m_folder + QStringLiteral("/cache"));
    made.environment.insert(QStringLiteral("RESTIC_REPOSITORY_FILE"), m_folder + QStringLiteral("/repository"));
    made.environment.insert(QStringLiteral("RESTIC_PASSWORD_FILE"), QStringLiteral("/dev/stdin"));
    made.environment.insert(QStringLiteral("RESTIC_PROGRESS_FPS"), QStringLiteral("4"));
    return made;
}

void Restic::next() {
    if (m_waiting.empty()) {
        m_isBusy = false;
        return;
    }
    const std::shared_ptr<Turn> turn = m_waiting.front();
    m_waiting.pop_front();
    turn->promise.addResult(Result<Done>());
    turn->promise.finish();
}

Task<Result<Done>> Restic::run(QString key, ResticCommand given, Each each) {
    if (std::exchange(m_isBusy, true)) {
        const auto turn = std::make_shared<Turn>();
        turn->key = key;
        turn->promise.start();
        m_waiting.push_back(turn);
        auto future = turn->promise.future();
        CO_TRY_DONE(co_await future);
    }
    m_key = key;
    m_process = std::make_unique<ResticProcess>(given);
    if (each)
        connect(m_process.get(), &ResticProcess::line, this, each);
    Result<Done> result = co_await m_process->run();
    if (!result) {
        // Its place is nobody's business who may see the error, and there may be a password in it.
        Error error = result.error();
        error.message.replace(m_repository, QLatin1String("(repository)"));
        error.details.replace(m_repository, QLatin1String("(repository)"));
        result = error;
    }
    m_process.release()->deleteLater();
    m_key.clear();
    if (!result)
        m_isOpen = false; // looked at again next time
    next();
    co_return result;
}

void Restic::interrupt(const QString &key, const QString &reason) {
    for (auto it = m_waiting.begin(); it != m_waiting.end();) {
        const std::shared_ptr<Turn> turn = *it;
        it = turn->key == key ? m_waiting.erase(it) : it + 1;
        if (turn->key != key)
            continue;
        turn->promise.addResult(Result<Done>(Error{ErrorCode::Conflict, reason, {}, {}}));
        turn->promise.finish();
    }
    if (m_process && m_key == key)
        m_process->interrupt(reason);
}

Task<Result<Done>> Restic::open(QString key, Missing missing) {
    if (m_isOpen)
        co_return Done{};
    CO_TRY_DONE(prepare());
    const ResticCommand looking =
        command({QStringLiteral("cat"), QStringLiteral("config"), QStringLiteral("--no-lock")});
    const Result<Done> found = co_await run(key, looking, Each());
    if (!found && (found.error().code != ErrorCode::NotFound || missing == Missing::Refuse))
        co_return found;
    const ResticCommand preparing = command({found ? QStringLiteral("unlock") : QStringLiteral("init")});
    CO_TRY_DONE(co_await run(key, preparing, Each()));
    m_isOpen = true;
    co_return Done{};
}

Task<Result<QString>> Restic::save(QString key, QString folder, Progress progress) {
    ResticCommand saving = command({QStringLiteral("backup"), QStringLiteral("--json"), QStringLiteral("--host"),
        QStringLiteral("aiadminpanel"), QStringLiteral("--tag"), key, QStringLiteral("--"), QStringLiteral(".")});
    saving.folder = folder;
    saving.timeout = 24h;
    const auto snapshot = std::make_shared<QString>();
    const Each take = [snapshot, progress](const QByteArray &text) {
        const QJsonObject message = QJsonDocument::fromJson(text).object();
        const QString type = message[QLatin1String("message_type")].toString();
        if (type == QLatin1String("summary"))
            *snapshot = message[QLatin1String("snapshot_id")].toString();
        else if (type == QLatin1String("status"))
            progress({std::clamp(message[QLatin1String("percent_done")].toDouble(), 0.0, 1.0) * 100,
                qint64(message[QLatin1String("bytes_done")].toDouble()),
                qint64(message[QLatin1String("total_bytes")].toDouble())});
    };
    CO_TRY_DONE(co_await run(key, saving, take));
    if (!isSnapshot(*snapshot))
        co_return Error{ErrorCode::Unavailable, QStringLiteral("restic did not say what it has saved"), {}, {}};
    co_return *snapshot;
}

Task<Result<Done>> Restic::restore(QString key, QString snapshot, QString target) {
    ResticCommand restoring = command({QStringLiteral("restore"), snapshot, QStringLiteral("--target"), target});
    restoring.timeout = 24h;
    co_return co_await run(key, restoring, Each());
}

Task<Result<Done>> Restic::forget(QString key, QString snapshot) {
    ResticCommand forgetting = command({QStringLiteral("forget"), QStringLiteral("--prune"), snapshot});
    forgetting.timeout = 6h;
    co_return co_await run(key, forgetting, Each());
}
