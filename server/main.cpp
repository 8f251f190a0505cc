// SPDX-License-Identifier: GPL-3.0-or-later
// The command line of aiadminpaneld: reads it, assembles what the command needs, and runs that.
#include "server/commands.h"
#include "server/config.h"
#include "server/logscommand.h"
#include "server/panelbackup.h"
#include <QCommandLineParser>
#include <QCoreApplication>
#include <cstdio>

static int usage(const QString &problem) {
    std::fprintf(stderr, "aiadminpaneld: %s\nTry aiadminpaneld --help\n", qPrintable(problem));
    return ExitUsage;
}

int main(int argc, char **argv) {
    qputenv("QT_NO_GLIB", "1"); // Qt's own poll() dispatcher: the GLib one costs more per event
    QCoreApplication app(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("aiadminpaneld"));
    QCoreApplication::setApplicationVersion(QStringLiteral(AAP_VERSION));

    QCommandLineParser parser;
    parser.setApplicationDescription(
        QStringLiteral(
            "Server of AI Admin Panel: deploys and operates services, REST and WebSocket API.\n\n"
            "Commands:\n"
            "  serve            run the server (the default)\n"
            "  check-config     check the configuration and say what it means\n"
            "  api-key create   make an API key; works with the server stopped or running\n"
            "  edge stop        end the Caddy a stopped server has left running\n"
            "  verify-audit     check that nothing was changed in the audit log or taken from it\n"
            "  rotate-key       seal all stored secrets with a new master key; the server has to be stopped\n"
            "  logs SERVICE     print a service's log, by name or id; -f goes on with it\n"
            "  backup FOLDER    write the panel's records and keys into a new folder\n"
            "  restore FOLDER   fill an empty data directory from such a folder\n"
            "  print-openapi    print the OpenAPI 3.1 document\n\n"
            "Configuration keys (YAML file, or AAP_ + the path in capitals with _ for .):\n")
        + describeConfig()
        + QStringLiteral("\nExit codes: 0 ok, 1 failed, 2 wrong usage or configuration, 3 data directory in use"));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addPositionalArgument(
        QStringLiteral("command"), QStringLiteral("One of the commands above"), QStringLiteral("[command]"));
    parser.addOptions({{QStringLiteral("config"), QStringLiteral("YAML configuration file"), QStringLiteral("FILE")},
        {QStringLiteral("data-dir"), QStringLiteral("Folder everything is kept in"), QStringLiteral("DIR")},
        {QStringLiteral("listen"), QStringLiteral("Address and port; port 0 is any free one"),
            QStringLiteral("HOST:PORT")},
        {QStringLiteral("name"), QStringLiteral("api-key create: name of the key"), QStringLiteral("NAME")},
        {QStringLiteral("role"), QStringLiteral("api-key create: admin, operator, viewer or customer"),
            QStringLiteral("ROLE")},
        {QStringLiteral("customer"), QStringLiteral("api-key create: the only customer it reaches"),
            QStringLiteral("ID")},
        {QStringLiteral("expires-at"), QStringLiteral("api-key create: when it ends, RFC 3339"),
            QStringLiteral("TIME")},
        {{QStringLiteral("f"), QStringLiteral("follow")}, QStringLiteral("logs: go on with new lines")},
        {QStringLiteral("since"), QStringLiteral("logs: from this time on, RFC 3339 or a time back like 15m"),
            QStringLiteral("TIME")},
        {QStringLiteral("grep"), QStringLiteral("logs: only lines that match this regular expression (RE2)"),
            QStringLiteral("PATTERN")},
        {QStringLiteral("tail"), QStringLiteral("logs: only the last N lines before it goes on"), QStringLiteral("N")},
        {QStringLiteral("server"), QStringLiteral("logs: the API's address, when it is not the configuration's"),
            QStringLiteral("URL")},
        {QStringLiteral("key-file"), QStringLiteral("logs: file with the API key (default: bootstrap.key)"),
            QStringLiteral("FILE")}});
    if (!parser.parse(QCoreApplication::arguments()))
        return usage(parser.errorText());
    if (parser.isSet(QStringLiteral("help")) || parser.isSet(QStringLiteral("help-all"))) {
        std::fputs(qPrintable(parser.helpText()), stdout);
        return ExitOk;
    }
    if (parser.isSet(QStringLiteral("version"))) {
        std::printf("aiadminpaneld %s\n", AAP_VERSION);
        return ExitOk;
    }

    const QString command = parser.positionalArguments().join(u' ');
    if (command == QLatin1String("print-openapi"))
        return printOpenApi();

    ConfigSources sources;
    sources.file = parser.value(QStringLiteral("config"));
    sources.environment = configEnvironment();
    if (parser.isSet(QStringLiteral("data-dir")))
        sources.options.insert(QStringLiteral("data_dir"), parser.value(QStringLiteral("data-dir")));
    if (parser.isSet(QStringLiteral("listen")))
        sources.options.insert(QStringLiteral("listen"), parser.value(QStringLiteral("listen")));
    const auto config = loadConfig(sources);
    if (!config) {
        std::fprintf(
            stderr, "aiadminpaneld: %s\n%s\n", qPrintable(config.error().message), qPrintable(config.error().details));
        return ExitUsage;
    }

    if (command.isEmpty() || command == QLatin1String("serve"))
        return serve(*config);
    if (command == QLatin1String("check-config"))
        return checkConfig(*config);
    if (command == QLatin1String("verify-audit"))
        return verifyAudit(*config);
    if (command == QLatin1String("rotate-key"))
        return rotateKey(*config);
    if (command == QLatin1String("edge stop"))
        return stopEdge(*config);
    if (command == QLatin1String("api-key create"))
        return createApiKey(*config, parser.value(QStringLiteral("name")), parser.value(QStringLiteral("role")),
            parser.value(QStringLiteral("expires-at")), parser.value(QStringLiteral("customer")));
    const QStringList words = parser.positionalArguments();
    if (words.size() == 2 && words[0] == QLatin1String("backup"))
        return backUpPanel(*config, words[1]);
    if (words.size() == 2 && words[0] == QLatin1String("restore"))
        return restorePanel(*config, words[1]);
    if (words.size() <= 2 && words.value(0) == QLatin1String("logs")) {
        LogsOptions logs{words.value(1), parser.value(QStringLiteral("server")),
            parser.value(QStringLiteral("key-file")), parser.value(QStringLiteral("since")),
            parser.value(QStringLiteral("grep")), parser.value(QStringLiteral("tail")),
            parser.isSet(QStringLiteral("follow"))};
        return printLogs(*config, logs);
    }
    return usage(QStringLiteral("there is no command \"%1\"").arg(command));
}
