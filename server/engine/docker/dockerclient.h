// SPDX-License-Identifier: GPL-3.0-or-later
// DockerClient: the Docker Engine API of one engine, or what speaks it as podman does
// (https://docs.docker.com/engine/api/v1.41/). Every call has a deadline; nothing blocks.
#pragma once

#include "server/outbound/httpclient.h"
#include <QJsonDocument>
#include <QUrlQuery>

/// How an engine is reached.
struct DockerEndpoint {
    /// unix:///var/run/docker.sock, or https://HOST:2376 with client certificates, or http:// to loopback only.
    QString address;
    TlsFiles tls;
};

/// What one engine can do; learnt from /version and /info.
struct DockerCapabilities {
    QString product; // "Docker" or "Podman"
    QString version;
    QString apiVersion; // the one spoken: ours, or the engine's where that is older
    QString architecture;
    int cpus = 0; // of the engine's host; 0: it did not say
    bool ticksHealth = true; // false: health checks run only when asked for (podman without systemd)
    bool canUpdate = true; // POST /containers/:id/update
    bool joinsLater = true; // a container may be made before its network
    bool hasNanosecondLogs = true;
    bool tellsOutOfMemory = true;
};

class DockerClient : public QObject {
    Q_OBJECT
public:
    explicit DockerClient(DockerEndpoint endpoint, QObject *parent = nullptr);

    /// Whether an engine may be reached so; `Validation` says what is wrong with it.
    static Result<Done> checkAddress(const QString &address);
    const DockerEndpoint &endpoint() const { return m_endpoint; }
    /// Asks for version and capabilities; `Unavailable` when nobody answers.
    Task<Result<DockerCapabilities>> negotiate();
    const DockerCapabilities &capabilities() const { return m_capabilities; }

    /// One call and its whole answer as JSON (null for an empty one). `path` has no version and is ready for the wire
    /// but for `query`. An answer of 4xx or 5xx is an Error that names the call and what the engine said: NotFound
    /// (404), Conflict (409), Validation (400), else Unavailable; 304 is a success.
    Task<Result<QJsonDocument>> call(QByteArray method, QString path, QUrlQuery query = {}, QJsonDocument body = {},
        std::chrono::milliseconds timeout = std::chrono::seconds(30));
    /// A request for everything else: streams, uploads, archives. Complete but for what the caller changes.
    OutgoingRequest request(const QByteArray &method, const QString &path, const QUrlQuery &query = {}) const;
    HttpClient &http() { return m_http; }
    /// What an answer of 4xx or 5xx means, for requests that are no call(). `body`: what was asked, whose environment
    /// values are not to be told.
    static Error refusal(const QByteArray &method, const QString &path, int status, const QByteArray &answer,
        const QJsonDocument &body = {});
    /// What it means that there was no answer.
    static Error failure(const QByteArray &method, const QString &path, const Error &error);

private:
    DockerEndpoint m_endpoint;
    DockerCapabilities m_capabilities;
    HttpClient m_http;
};
