// SPDX-License-Identifier: GPL-3.0-or-later
// Running the daemon, and what an operator does beside it.
#include "server/commands.h"
#include "server/daemon.h"
#include "server/edge/caddyprocess.h"
#include "server/services/auditlog.h"
#include "server/services/sealed.h"
#include "server/store/tables.h"
#include "shared/contract/openapi.h"
#include <QCoreApplication>
#include <QJsonDocument>
#include <QSocketNotifier>
#include <csignal>
#include <cstdio>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

static int failed(const Error &error) {
    std::fprintf(stderr, "aiadminpaneld: %s\n", qPrintable(error.message));
    if (!error.details.isEmpty())
        std::fprintf(stderr, "%s\n", qPrintable(error.details));
    for (auto it = error.fields.begin(); it != error.fields.end(); ++it)
        std::fprintf(stderr, "%s: %s\n", qPrintable(it.key()), qPrintable(it.value()));
    return ExitFailed;
}

/// Keys and secrets are in this process's memory: no core file, no ptrace by others; and nothing it makes is readable.
static void hardenProcess() {
    const rlimit noCore{0, 0};
    setrlimit(RLIMIT_CORE, &noCore);
    prctl(PR_SET_DUMPABLE, 0);
    umask(077);
    rlimit files{};
    if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max;
        setrlimit(RLIMIT_NOFILE, &files);
    }
    signal(SIGPIPE, SIG_IGN);
}

int serve(const Config &config) {
    hardenProcess();
    installLogging(config.logFormat, config.logLevel);
    if (config.logLevel == LogLevel::Debug)
        QLoggingCategory::setFilterRules(QStringLiteral("access.debug=true"));
    auto data = DataDirectory::open(config.dataDir, DataDirectory::Lock::Exclusive);
    if (!data) {
        failed(data.error());
        return data.error().code == ErrorCode::Conflict ? ExitInUse : ExitFailed;
    }

    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    sigprocmask(SIG_BLOCK, &ends, nullptr); // before any thread is made, so that all have it
    const int descriptor = signalfd(-1, &ends, SFD_CLOEXEC | SFD_NONBLOCK);

    int code = ExitOk;
    {
        Daemon daemon(config, *std::move(data));
        QSocketNotifier notifier(descriptor, QSocketNotifier::Read);
        QObject::connect(&notifier, &QSocketNotifier::activated, &daemon, [&] {
            signalfd_siginfo info;
            while (::read(descriptor, &info, sizeof info) == sizeof info) { }
            spawn(daemon.stop());
        });
        QObject::connect(&daemon, &Daemon::stopped, &daemon, [] { QCoreApplication::quit(); });
        spawn(daemon.start(), &daemon, [&code](const Result<Done> &started) {
            if (started)
                return;
            code = failed(started.error());
            QCoreApplication::exit(code);
        });
        if (code == ExitOk)
            code = QCoreApplication::exec();
    }
    ::close(descriptor);
    return code;
}

int checkConfig(const Config &config) {
    std::printf("The configuration is right.\nlisten     %s port %d\ndata_dir   %s\n",
        qPrintable(config.host.toString()), config.port, qPrintable(config.dataDir));
    if (config.edge.kind != EdgeKind::None)
        std::printf("edge       %s, services at %s\n", qPrintable(toText(config.edge.kind)),
            qPrintable(config.edge.urlOf(QStringLiteral("NAME.") + config.edge.baseDomain)));
    return ExitOk;
}

int stopEdge(const Config &config) {
    const auto data = DataDirectory::open(config.dataDir, DataDirectory::Lock::Exclusive);
    if (!data && data.error().code == ErrorCode::Conflict) {
        std::fprintf(stderr,
            "aiadminpaneld: the server runs and would start it again; stop the server first, or set "
            "edge.kind: none\n");
        return ExitInUse;
    }
    if (!data)
        return failed(data.error());
    if (!QFileInfo::exists(data->filePath(u"edge/caddy.pid")))
        return ExitOk;
    CaddyProcess caddy(data->filePath(u"edge"), config.uidBase - 1);
    if (const auto opened = caddy.open(); !opened)
        return failed(opened.error());
    const Result<Done> stopped = QCoro::waitFor(caddy.stop());
    return stopped ? ExitOk : failed(stopped.error());
}

int verifyAudit(const Config &config) {
    if (!QFile::exists(config.dataDir + QStringLiteral("/panel.db")))
        return failed(
            Error{ErrorCode::NotFound, QStringLiteral("There is no database in %1").arg(config.dataDir), {}, {}});
    const auto data = DataDirectory::open(config.dataDir, DataDirectory::Lock::None);
    if (!data)
        return failed(data.error());
    Database database;
    if (const auto opened = database.open(data->filePath(u"panel.db")); !opened)
        return failed(opened.error());
    const auto verdict = database.wait(database.read<auditlog::Verdict>(auditlog::verify));
    if (!verdict)
        return failed(verdict.error());
    if (!verdict->fault.isEmpty()) {
        std::fprintf(stderr, "aiadminpaneld: the audit log has been tampered with: %s\n", qPrintable(verdict->fault));
        return ExitFailed;
    }
    std::printf("The audit log is whole: %lld entries, the last one's hash is %s\n",
        static_cast<long long>(verdict->entries), verdict->entries > 0 ? qPrintable(verdict->hash) : "not there yet");
    return ExitOk;
}

int rotateKey(const Config &config) {
    hardenProcess();
    if (!QFile::exists(config.dataDir + QStringLiteral("/panel.db")))
        return failed(
            Error{ErrorCode::NotFound, QStringLiteral("There is no database in %1").arg(config.dataDir), {}, {}});
    const auto data = DataDirectory::open(config.dataDir, DataDirectory::Lock::Exclusive);
    if (!data && data.error().code == ErrorCode::Conflict) {
        std::fprintf(stderr, "aiadminpaneld: the server runs and seals with the present key; stop it first\n");
        return ExitInUse;
    }
    if (!data)
        return failed(data.error());
    auto vault = Vault::open(data->path(), false);
    if (!vault)
        return failed(vault.error());
    // The new key is on the disk before anything is sealed with it, the former one until nothing is any more: wherever
    // this is broken off, all opens, and running it again ends it.
    if (const auto added = vault->addKey(); !added)
        return failed(added.error());
    Database database;
    if (const auto opened = database.open(data->filePath(u"panel.db")); !opened)
        return failed(opened.error());
    const auto resealed = database.wait(
        database.write<int>([&vault](Transaction &transaction) { return sealed::resealAll(transaction, *vault); }));
    if (!resealed)
        return failed(resealed.error());
    if (const auto forgotten = vault->forgetFormerKeys(); !forgotten)
        return failed(forgotten.error());
    std::printf("%d stored values are sealed with the new key.\n", *resealed);
    if (vault->isCredential())
        std::printf("The former keys may be taken out of the credential now.\n");
    return ExitOk;
}

int printOpenApi() {
    std::fputs(QJsonDocument(openApiDocument()).toJson(QJsonDocument::Indented).constData(), stdout);
    return ExitOk;
}

int createApiKey(
    const Config &config, const QString &name, const QString &role, const QString &expiresAt, const QString &customer) {
    hardenProcess();
    const auto knownRole = enumFromName<Role>(role);
    if (name.isEmpty() || name.size() > 100 || !knownRole) {
        std::fprintf(
            stderr, "aiadminpaneld: api-key create needs --name NAME and --role admin|operator|viewer|customer\n");
        return ExitUsage;
    }
    if (!(customer.isEmpty() ? *knownRole != Role::Customer : CustomerId::isValid(customer))) {
        std::fprintf(stderr, "aiadminpaneld: --customer must be the id of a customer; the role customer needs one\n");
        return ExitUsage;
    }
    std::optional<Timestamp> end;
    if (!expiresAt.isEmpty()) {
        const auto parsed = parseTimestamp(expiresAt);
        if (!parsed) {
            std::fprintf(stderr, "aiadminpaneld: --expires-at %s\n", qPrintable(parsed.error().message));
            return ExitUsage;
        }
        end = *parsed;
    }
    // A folder that is mistyped must not become a data directory, with a key that opens nothing.
    if (!QFile::exists(config.dataDir + QStringLiteral("/panel.db")))
        return failed(Error{ErrorCode::NotFound, QStringLiteral("There is no database in %1").arg(config.dataDir),
            QStringLiteral("Start the server there once, or name its folder with --data-dir"), {}});
    // The database may have the server as its other user; SQLite's own locks keep the two apart.
    const auto data = DataDirectory::open(config.dataDir, DataDirectory::Lock::None);
    if (!data)
        return failed(data.error());
    Database database;
    if (const auto opened = database.open(data->filePath(u"panel.db")); !opened)
        return failed(opened.error());
    const SystemClock clock;
    const AuthService::NewKey key = AuthService::makeKey(clock, name, *knownRole, end);
    ApiKeyRecord record = key.record;
    if (!customer.isEmpty())
        record.customer_id = CustomerId{customer};
    const auto written = database.wait(database.write<Done>([record](Transaction &transaction) -> Result<Done> {
        if (record.customer_id)
            TRY_DONE(tables::customers.get(transaction, record.customer_id->value));
        return AuthService::insert(transaction, record);
    }));
    if (!written)
        return failed(written.error());
    std::printf("%s\n", key.text.reveal().constData());
    std::fprintf(stderr, "Key \"%s\" (%s) was made. It is shown only this once.\n", qPrintable(name), qPrintable(role));
    return ExitOk;
}
