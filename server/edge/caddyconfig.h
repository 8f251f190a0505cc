// SPDX-License-Identifier: GPL-3.0-or-later
// CaddyConfig: the routes as Caddy's JSON (https://caddyserver.com/docs/json/).
#pragma once

#include "server/edge/edge.h"
#include "server/edge/edgeoptions.h"
#include <QJsonObject>

namespace caddy {
/// Our own server blocks under apps.http.servers: `aiadminpanel`, and the one that leads from http to https.
inline const QString serverName = QStringLiteral("aiadminpanel");
inline const QString redirectName = QStringLiteral("aiadminpanel_redirect");

/// How a route tells where its requests go. Any change of Caddy 2.6's configuration closes every WebSocket and may
/// reset a connection that arrives in that moment; a file does not.
enum class Targets {
    /// The newest file in routes/NAME is named ADDRESS:PORT; none: 503. Changing it is no change of the configuration.
    Files,
    /// In the configuration itself, where that Caddy cannot read our files.
    Inline,
};

/// The server blocks by name. The first carries an @id made of all that is in them (see markerOf()).
QJsonObject servers(const EdgeOptions &options, const QList<EdgeRoute> &routes, Targets targets);
/// Everything a Caddy of our own needs; its paths are relative to its working directory.
QJsonObject whole(const EdgeOptions &options, const QList<EdgeRoute> &routes);
/// Stands for one configuration: what differs has another one.
QString markerOf(const QJsonObject &servers);
} // namespace caddy
