// SPDX-License-Identifier: GPL-3.0-or-later
// EngineSetting: one entry of `engines` in the configuration.
#pragma once

#include <QStringList>

namespace YAML {
class Node;
}

struct EngineSetting {
    enum class Kind { Process, Docker };
    QString name;
    Kind kind = Kind::Process;
    /// For Docker: unix:///PATH, https://HOST:PORT or http://127.0.0.1:PORT.
    QString endpoint;
    QString tlsAuthority;
    QString tlsCertificate;
    QString tlsKey;
};

/// Reads the list. `where` names the source of the lines: a file, or a variable. What is wrong is appended to `errors`
/// with source, line, key, and what is allowed.
QList<EngineSetting> readEngines(const QString &where, const YAML::Node &list, QStringList &errors);

/// One line a key, for --help.
QString describeEngines();
