// SPDX-License-Identifier: GPL-3.0-or-later
// TemplateFile: one template of the catalog as its YAML file describes it (api.md, section 4).
#pragma once

#include "server/catalog/processspec.h"
#include "shared/contract/template.h"

enum class ProbeKind { Http, Tcp, Command };
constexpr auto names(ProbeKind) {
    return std::array<std::string_view, 3>{"http", "tcp", "command"};
}

struct HealthProbe {
    ProbeKind kind = ProbeKind::Tcp;
    /// For http.
    QString path;
    /// For command; with placeholders, run with the environment of the component that has `port`, or of the first.
    QList<QString> command;
    /// The number as in `ProcessPort::port`; 0 for a command without one.
    int port = 0;
    std::chrono::milliseconds interval = std::chrono::seconds(30);
    std::chrono::milliseconds timeout = std::chrono::seconds(10);
    int retries = 3;
    std::chrono::milliseconds start_period = std::chrono::seconds(10);
    bool operator==(const HealthProbe &) const = default;
};

/// A port that gets a URL.
struct DomainRoute {
    int port = 0;
    bool operator==(const DomainRoute &) const = default;
};

struct TemplateFile {
    /// `deployable` and `missing` are left to whoever knows the host.
    TemplateDetail detail;
    /// The text it was read from; a deployment keeps it, to be run again when the template has changed or gone.
    QByteArray source;
    QByteArray logoSvg;
    /// For a Compose file of a repository: other files it names, by path, and that it may have images built.
    QMap<QString, QByteArray> files;
    bool mayBuild = false;
    std::optional<ProcessSpec> process;
    QList<DomainRoute> domains;
    std::optional<HealthProbe> healthcheck;
};

/// A file is there only when there are no problems.
struct ParsedTemplate {
    std::optional<TemplateFile> file;
    QList<YamlProblem> problems;
};

/// Reads and checks a template of any origin. Collects all problems; throws nothing.
ParsedTemplate parseTemplate(QByteArrayView yaml);
