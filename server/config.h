// SPDX-License-Identifier: GPL-3.0-or-later
// Config: everything an operator can set, from one YAML file, the environment (AAP_*) and the command line.
#pragma once

#include "server/configengines.h"
#include "server/edge/edgeoptions.h"
#include "server/oidc/oidcoptions.h"
#include "shared/base/logging.h"
#include "shared/base/logpattern.h"
#include "shared/base/result.h"
#include "shared/base/secret.h"
#include "shared/contract/rules.h"
#include <QHostAddress>
#include <QMap>
#include <QStringList>
#include <chrono>

struct Config {
    QHostAddress host = QHostAddress(QHostAddress::LocalHost);
    quint16 port = 8080;
    QString dataDir;
    QString tlsCertificate;
    QString tlsKey;

    int rateDefault = 60;
    int rateAuthenticated = 120;
    int rateDeploy = 10;

    std::chrono::seconds sessionIdle = std::chrono::hours(12);
    std::chrono::seconds sessionLifetime = std::chrono::hours(24 * 7);

    /// Proxies whose X-Forwarded-For is believed.
    QList<std::pair<QHostAddress, int>> trustedProxies;

    qint64 headBytes = 16 * 1024;
    qint64 bodyBytes = 1024 * 1024;
    int connections = 4096;
    int websocketClients = 4096;
    std::chrono::seconds headerTimeout{10};
    std::chrono::seconds bodyTimeout{30};
    std::chrono::seconds idleTimeout{75};

    QStringList templateFolders;

    qint64 logMaxBytes = 256 * 1024 * 1024;
    std::chrono::seconds logMaxAge = std::chrono::hours(24 * 30);
    LogPatternPtr logHidden; // all of logs.hide

    /// First of the user ids that services run under when the server is root.
    int uidBase = 200000;
    /// Services see the host's programs and their own data only (bubblewrap).
    bool isolation = false;

    /// What repositories may be fetched by.
    QStringList gitProtocols = rules::gitProtocols;
    QString gitKnownHosts;
    /// Revisions of a service that can be rolled back to.
    int keptDeployments = 10;
    /// Where backups go, in restic's words; empty: a folder in the data directory.
    QString backupRepository;
    /// Empty: the one made at the first start, in the data directory.
    Secret backupPassword;
    EdgeOptions edge;
    OidcOptions oidc;
    /// Empty: what is there, programs of this host and a Docker engine.
    QList<EngineSetting> engines;
    /// Which of them new services go to: a name, or `auto`, the first that can.
    QString engine = QStringLiteral("auto");
    /// What an operator allows beyond what is safe for everybody.
    bool allowPrivileged = false;
    bool allowHostNetwork = false;
    bool allowEngineSocket = false;
    QStringList hostPaths;
    QStringList imagePatterns;
    /// For containers that say nothing of their own.
    int containerMemoryMb = 512;
    double containerCpus = 1;
    int containerPids = 512;
    qint64 containerLogBytes = 10 * 1024 * 1024;
    int containerLogFiles = 3;

    LogLevel logLevel = LogLevel::Info;
    LogFormat logFormat = LogFormat::Journal;
    std::chrono::seconds logSlow{1};

    /// Where the API is, at that port of the address that is listened on.
    QString apiUrl(int atPort) const;
    /// The origin of public_url as browsers write it; empty when there is none.
    QByteArray publicOrigin() const;
    /// Scheme, host and port people reach the panel at: of public_url, else what is listened on.
    QByteArray baseUrl(int atPort) const;
};

/// Where each value of the configuration came from, later sources winning: defaults, file, environment, options.
struct ConfigSources {
    QString file; // empty: none
    QMap<QString, QString> environment;
    QMap<QString, QString> options; // by key path, e.g. "data_dir"
};

/// Every wrong key is reported, one line each: file, line, key, and what is allowed.
Result<Config> loadConfig(const ConfigSources &sources);

/// AAP_* variables of the process.
QMap<QString, QString> configEnvironment();

/// One line a key: path, default, meaning; for --help and check-config.
QString describeConfig();
