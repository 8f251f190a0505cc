// SPDX-License-Identifier: GPL-3.0-or-later
// Validation, written once for the server and for the desktop's forms. Each rule answers with an empty string or with
// what is wrong and how to mend it.
#pragma once

#include "shared/contract/source.h"
#include "shared/contract/template.h"
#include <QStringList>

namespace rules {
inline constexpr int maxLabels = 32;
inline constexpr int maxCustomDomains = 32;

/// DNS label of 2 to 40 characters (RFC 1035, section 2.3.1, with our shorter limit).
QString serviceName(QStringView name);
/// A domain name of at least two labels in lower case and in its ASCII form (IDNA); empty for everything else, such as
/// IP addresses.
QString canonicalDomain(const QString &text);
/// Texts people write: one line, or several; without control characters.
QString lineOfText(const QString &text, int least, int most);
QString text(const QString &text, int most);
QString email(const QString &text);
QString labels(const QMap<QString, QString> &labels);
/// One value of a template's form; an empty value of a variable that is not required is right.
QString variable(const TemplateVariable &variable, const QString &value);
/// A pattern that matches in linear time only is beyond QRegularExpression; so patterns and values are bounded.
inline constexpr int maxVariableLength = 65536;

/// Text of a JSON scalar as a form would send it; nullopt for objects, arrays and null.
std::optional<QString> variableText(const QJsonValue &value);

inline constexpr int maxPorts = 100;
inline constexpr int maxEnvironment = 256;
/// What is wrong, by dotted path.
using Faults = QMap<QString, QString>;

/// [HOST[:PORT]/]PATH[:TAG][@sha256:DIGEST]
QString imageReference(const QString &reference);
/// HOST[:PORT] of a registry.
QString registryServer(const QString &server);
/// [[ADDRESS:]PUBLISHED:]TARGET[/tcp|udp], without ranges.
QString portMapping(const QString &text);
/// Whether a variable of that name is kept as a secret.
bool looksSecret(const QString &name);
Faults image(const ImageSource &source);

/// What repositories may be fetched by, unless the server is told otherwise.
inline const QStringList gitProtocols{
    QStringLiteral("https"), QStringLiteral("http"), QStringLiteral("ssh"), QStringLiteral("git")};
QString gitUrl(const QString &url, const QStringList &protocols);
/// A folder inside a repository.
QString sourcePath(const QString &path);
Faults git(const GitSource &source, const QStringList &protocols = gitProtocols);
} // namespace rules
