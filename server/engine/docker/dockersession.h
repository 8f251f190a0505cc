// SPDX-License-Identifier: GPL-3.0-or-later
// DockerSession: what is asked of an engine for one service. Waits while the engine is away and goes on when it is
// back; ends when it is interrupted; keeps note of what failed.
#pragma once

#include "server/engine/docker/dockerclient.h"
#include <QPromise>
#include <functional>
#include <memory>

struct EngineCall {
    QByteArray method = "GET";
    QString path;
    QUrlQuery query = {};
    QJsonDocument body = {};
    /// Answers that are no failure here.
    QList<ErrorCode> expected = {};
    std::chrono::milliseconds timeout = std::chrono::seconds(30);
};

class DockerSession final : public QObject, public std::enable_shared_from_this<DockerSession> {
    Q_OBJECT
public:
    explicit DockerSession(DockerClient &client) : m_client(client) { }

    DockerClient &client() { return m_client; }
    /// What an interruption ends: whatever is done, or, where things are ended and cleared up, only the wait for an
    /// engine that is away.
    enum class Ends { Work, WaitForEngine };
    /// A new piece of work, which an interruption of the one before does not concern.
    void begin(Ends ends) {
        m_interruption.reset();
        m_ends = ends;
    }
    /// The same for what makes or ends things of the service, which is done by one at a time: held until it is let go.
    using Turn = std::shared_ptr<void>;
    Task<Result<Turn>> takeTurn(Ends ends);
    void interrupt(const QString &reason);
    /// `Conflict` with the reason when the work is to end.
    Result<Done> checkInterrupted() const;

    /// Every call may come twice, when the engine went away in the middle of it: all of ours do no harm then.
    Task<Result<QJsonDocument>> call(EngineCall call);
    /// The same for what is no JSON. A status of 4xx or 5xx is an error.
    Task<Result<IncomingAnswer>> send(OutgoingRequest request, QString path);
    using Bytes = std::function<void(const QByteArray &)>;
    /// An answer of any length, made once. Its bytes go to `feed` as they come; of one with a status of 4xx or 5xx what
    /// has come so far, at most 8 KiB, to `refuse`. Fails when it breaks off, is interrupted, or when nothing comes for
    /// `longestSilence`.
    Task<Result<Done>> stream(
        OutgoingRequest request, std::chrono::milliseconds longestSilence, Bytes feed, Bytes refuse);
    /// Returns when the engine answers.
    Task<Result<Done>> awaitEngine();
    /// Until wake(), at most this long; fails when interrupted.
    Task<Result<Done>> pause(std::chrono::milliseconds longest);
    /// Something happened that somebody may be waiting for.
    void wake();

signals:
    void noted(const QString &text);
    void interrupted(const QString &reason);

private:
    /// As pause(), whatever happened.
    Task<> rest(std::chrono::milliseconds longest);
    /// After a call without an answer: whether to make it again.
    Task<Result<bool>> mayTryAgain(Error error, int tries);

    DockerClient &m_client;
    std::optional<QString> m_interruption;
    int m_interruptions = 0; // so far
    Ends m_ends = Ends::Work;
    bool m_isTaken = false; // the turn
    QList<std::shared_ptr<QPromise<Done>>> m_waits;
};

using SessionPtr = std::shared_ptr<DockerSession>;
