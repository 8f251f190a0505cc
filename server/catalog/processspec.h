// SPDX-License-Identifier: GPL-3.0-or-later
// ProcessSpec: a template's `process` section, what the embedded engine runs.
#pragma once

#include "server/catalog/yamlreader.h"
#include <QMap>
#include <QSet>

/// A program the host must have, and the Debian package that brings it.
struct RequiredProgram {
    QString package;
    /// A name looked for on PATH (with the sbin folders), or an absolute path.
    QString program;
    bool operator==(const RequiredProgram &) const = default;
};

/// A port a component listens on. The engine allocates one on loopback and gives it as `${PORT_<NAME>}`, and that of
/// the component's first port also as `${PORT}`.
struct ProcessPort {
    QString name;
    /// The number it stands for in `domains` and `healthcheck`, the one a container would listen on.
    int port = 0;
    bool operator==(const ProcessPort &) const = default;
};

/// Written at each deploy, before anything of the component starts.
struct ProcessFile {
    /// Relative to the service's data directory.
    QString path;
    /// With placeholders.
    QString content;
    int mode = 0600;
    bool operator==(const ProcessFile &) const = default;
};

enum class RestartPolicy { Always, OnFailure, Never };
constexpr auto names(RestartPolicy) {
    return std::array<std::string_view, 3>{"always", "on-failure", "never"};
}

/// One program of a service. Commands, environment, files and `workdir` may hold placeholders: `${NAME}`,
/// `${NAME:-default}`, `${NAME:?message}` and `$$` for a dollar sign.
struct ProcessComponent {
    QString name;
    /// Program and arguments; no shell in between.
    QList<QString> command;
    QMap<QString, QString> env;
    /// Empty: the data directory.
    QString workdir;
    /// Empty: the uid the engine gives to its services.
    QString user;
    QList<RequiredProgram> programs;
    /// Names of components that must be up first; never a circle.
    QList<QString> depends_on;
    QList<ProcessPort> ports;
    QList<ProcessFile> files;
    /// Run one after the other, once, before the first start on an empty data directory.
    QList<QList<QString>> init;
    QString stop_signal = QStringLiteral("SIGTERM");
    std::chrono::milliseconds stop_grace = std::chrono::seconds(10);
    RestartPolicy restart = RestartPolicy::Always;
    bool operator==(const ProcessComponent &) const = default;
};

/// How the embedded engine runs a template. Components are ordered so that each comes after what it depends on.
struct ProcessSpec {
    QList<ProcessComponent> components;
    bool operator==(const ProcessSpec &) const = default;
};

/// Reads the section; problems go to the reader. `variables` are the names placeholders may use beside the engine's
/// own.
ProcessSpec readProcess(YamlReader &reader, const YamlNode &node, const QSet<QString> &variables);

/// Names the engine sets by itself and a template may therefore not declare: DATA_DIR, PORT and PORT_*.
bool isEngineVariable(QStringView name);
/// Whether text is a template variable's name: capitals, digits and underscores, at most 64.
bool isVariableName(QStringView name);
/// Notes every placeholder in the node's text that is malformed or whose name is not in `known`.
void checkPlaceholders(YamlReader &reader, const YamlNode &node, const QSet<QString> &known);
