// SPDX-License-Identifier: GPL-3.0-or-later
// CaddyAdmin: the admin API of one Caddy (https://caddyserver.com/docs/api), over a unix socket or loopback.
#pragma once

#include "server/outbound/httpclient.h"
#include <QJsonDocument>
#include <QJsonValue>

class CaddyAdmin {
public:
    struct Endpoint {
        QString unixSocket;
        QByteArray url = "http://localhost";
    };
    explicit CaddyAdmin(Endpoint endpoint) : m_endpoint(std::move(endpoint)) { }

    void setEndpoint(Endpoint endpoint) { m_endpoint = std::move(endpoint); }
    /// The configuration below `path`, null where there is none. `Unavailable`: no Caddy answers.
    Task<Result<QJsonValue>> get(QByteArray path);
    /// `Validation` with Caddy's own words when it refuses.
    Task<Result<Done>> send(QByteArray method, QByteArray path, QJsonValue value);

private:
    Task<Result<IncomingAnswer>> exchange(QByteArray method, QByteArray path, QByteArray body);

    Endpoint m_endpoint;
    HttpClient m_http;
};
