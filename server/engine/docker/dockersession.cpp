// SPDX-License-Identifier: GPL-3.0-or-later
// Calls, second calls, and waits that anybody may end.
#include "server/engine/docker/dockersession.h"
#include <QCoroFuture>
#include <QTimer>

using namespace std::chrono_literals;

void DockerSession::interrupt(const QString &reason) {
    m_interruption = reason;
    ++m_interruptions;
    emit interrupted(reason);
    wake();
}

Result<Done> DockerSession::checkInterrupted() const {
    if (m_interruption && m_ends == Ends::Work)
        return Error{ErrorCode::Conflict, *m_interruption, {}, {}};
    return {};
}

void DockerSession::wake() {
    // Taken out first: whoever waited goes on at once and may wait for the next thing.
    const auto waits = std::exchange(m_waits, {});
    for (const auto &wait : waits) {
        wait->addResult(Done{});
        wait->finish();
    }
}

Task<Result<DockerSession::Turn>> DockerSession::takeTurn(Ends ends) {
    const SessionPtr self = shared_from_this();
    const int interruptions = m_interruptions;
    while (m_isTaken) {
        co_await rest(10s);
        if (m_interruptions != interruptions)
            co_return Error{ErrorCode::Conflict, m_interruption.value_or(QString()), {}, {}};
    }
    m_isTaken = true;
    begin(ends);
    co_return Turn(nullptr, [self](void *) {
        self->m_isTaken = false;
        self->wake();
    });
}

Task<> DockerSession::rest(std::chrono::milliseconds longest) {
    const SessionPtr self = shared_from_this();
    const auto wait = std::make_shared<QPromise<Done>>();
    wait->start();
    m_waits.append(wait);
    QTimer timer;
    timer.setSingleShot(true);
    connect(&timer, &QTimer::timeout, this, [this, wait] {
        if (m_waits.removeOne(wait)) {
            wait->addResult(Done{});
            wait->finish();
        }
    });
    timer.start(longest);
    auto woken = wait->future();
    co_await woken;
}

Task<Result<Done>> DockerSession::pause(std::chrono::milliseconds longest) {
    const SessionPtr self = shared_from_this();
    CO_TRY_DONE(checkInterrupted());
    co_await rest(longest);
    co_return checkInterrupted();
}

Task<Result<Done>> DockerSession::awaitEngine() {
    const SessionPtr self = shared_from_this();
    for (auto backoff = 100ms;; backoff = std::min(backoff * 2, 5000ms)) {
        const Result<DockerCapabilities> answered = co_await m_client.negotiate();
        CO_TRY_DONE(checkInterrupted());
        if (answered)
            co_return Done{};
        if (m_interruption)
            co_return Error{ErrorCode::Conflict, *m_interruption, answered.error().message, {}};
        if (backoff == 100ms)
            emit noted(
                QStringLiteral("The engine does not answer and is waited for: %1").arg(answered.error().message));
        CO_TRY_DONE(co_await pause(backoff));
    }
}

Task<Result<bool>> DockerSession::mayTryAgain(Error error, int tries) {
    static constexpr int most = 3;
    if ((error.code != ErrorCode::Unavailable && error.code != ErrorCode::Timeout) || tries >= most)
        co_return false;
    const Result<DockerCapabilities> answered = co_await m_client.negotiate();
    if (!answered) {
        CO_TRY_DONE(co_await awaitEngine());
        emit noted(QStringLiteral("The engine answers again"));
        co_return true;
    }
    // It is there: it refused, or went away and came back in between. A second try tells which.
    if (tries > 1)
        co_return false;
    CO_TRY_DONE(co_await pause(50ms));
    co_return true;
}

Task<Result<QJsonDocument>> DockerSession::call(EngineCall call) {
    const SessionPtr self = shared_from_this();
    for (int tries = 1;; ++tries) {
        CO_TRY_DONE(checkInterrupted());
        const Result<QJsonDocument> answer =
            co_await m_client.call(call.method, call.path, call.query, call.body, call.timeout);
        if (answer || call.expected.contains(answer.error().code))
            co_return answer;
        emit noted(answer.error().message);
        CO_TRY(again, co_await mayTryAgain(answer.error(), tries));
        if (!again)
            co_return answer.error();
    }
}

Task<Result<IncomingAnswer>> DockerSession::send(OutgoingRequest request, QString path) {
    const SessionPtr self = shared_from_this();
    for (int tries = 1;; ++tries) {
        CO_TRY_DONE(checkInterrupted());
        const Result<IncomingAnswer> answer = co_await m_client.http().send(request);
        if (answer && answer->status < 400)
            co_return answer;
        const Error error = answer ? DockerClient::refusal(request.method, path, answer->status, answer->body)
                                   : DockerClient::failure(request.method, path, answer.error());
        emit noted(error.message);
        CO_TRY(again, co_await mayTryAgain(error, tries));
        if (!again)
            co_return error;
    }
}

Task<Result<Done>> DockerSession::stream(
    OutgoingRequest request, std::chrono::milliseconds longestSilence, Bytes feed, Bytes refuse) {
    static constexpr qsizetype longestRefusal = 8192;
    const SessionPtr self = shared_from_this();
    CO_TRY_DONE(checkInterrupted());
    request.timeout = 0ms;
    request.maxAnswer = 0;
    const auto ended = std::make_shared<QPromise<Result<Done>>>();
    ended->start();
    const auto end = [ended](const Result<Done> &result) {
        if (ended->future().isFinished())
            return;
        ended->addResult(result);
        ended->finish();
    };
    const auto transfer = m_client.http().open(request);
    HttpTransfer *context = transfer.get();
    QTimer silence;
    silence.setSingleShot(true);
    connect(&silence, &QTimer::timeout, context, [end] {
        end(Error{ErrorCode::Timeout, QStringLiteral("nothing came any more"), {}, {}});
    });
    silence.start(longestSilence);
    int status = 0;
    QByteArray refusal;
    connect(context, &HttpTransfer::answered, context, [&status](int code) { status = code; });
    connect(context, &HttpTransfer::received, context, [&](const QByteArray &bytes) {
        silence.start(longestSilence);
        if (status < 400)
            return feed(bytes);
        refusal += bytes.first(std::min(bytes.size(), longestRefusal - refusal.size()));
        refuse(refusal);
    });
    connect(context, &HttpTransfer::finished, context,
        [end](const Result<IncomingAnswer> &answer) { end(answer ? Result<Done>() : Result<Done>(answer.error())); });
    connect(this, &DockerSession::interrupted, context, [end](const QString &reason) {
        end(Error{ErrorCode::Conflict, reason, {}, {}});
    });
    auto future = ended->future();
    co_return co_await future;
}
