// SPDX-License-Identifier: GPL-3.0-or-later
// Router: endpoints of the table bound to service methods. It decodes ids, query and body, calls, and encodes the
// answer; a method whose signature does not fit its endpoint does not compile.
#pragma once

#include "server/http/httpmessage.h"
#include "server/http/querystring.h"
#include "server/services/caller.h"
#include "server/services/encoded.h"
#include "shared/base/task.h"
#include "shared/contract/endpoint.h"
#include "shared/contract/problem.h"
#include "shared/contract/web.h"
#include <functional>
#include <memory>

/// A request on its way to a method: who asks, what the path held in its `<id>` places, and the raw request.
struct Call {
    Caller caller;
    QStringList pathArguments;
    HttpRequest request;
};

using Answer = std::function<void(HttpResponse)>;

struct Route {
    Verb verb = Verb::Get;
    Permission permission = Permission::SignedIn;
    RateClass rate = RateClass::Normal;
    std::string_view path;
    int status = 200;
    std::string_view location;
    /// The answer holds what is never shown again.
    bool showsOnce = false;
    std::function<void(Call &&, const Answer &)> invoke;
    /// noun.verb, for the audit log: services.create, api-keys.rotate.
    QString action;
};

HttpResponse errorResponse(const Error &error, QByteArrayView requestId);

namespace routing {

template <typename R>
struct Returned;
template <typename T>
struct Returned<Result<T>> {
    using Value = T;
    static constexpr bool isTask = false;
};
template <typename T>
struct Returned<Task<Result<T>>> {
    using Value = T;
    static constexpr bool isTask = true;
};

/// A method may answer with the endpoint's type itself or with it already encoded.
template <typename X, typename R>
concept AnswersWith = std::same_as<X, R> || std::same_as<X, Encoded<R>> || std::same_as<X, Streamed<R>>;

struct Decoding {
    const Call &call;
    qsizetype nextPathArgument = 0;
    QList<QueryPair> pairs;
    QList<bool> usedPairs;
    QMap<QString, QString> queryErrors;
    /// Parameters nobody knows are let pass.
    bool takesOthers = false;
    std::optional<Error> error;

    explicit Decoding(const Call &c);
    /// After all arguments: parameters that nobody took are unknown.
    void finish();
    bool hasNoBody() const { return call.request.body.isEmpty() && call.request.header("content-type").isEmpty(); }
    Result<QJsonValue> body() const;
    Result<YamlBody> yamlBody() const;
    /// The body of a form as JSON: all of it is text.
    Result<QJsonValue> formBody() const;
    template <typename A>
    A form() {
        A value{};
        auto json = formBody();
        auto read = json ? fromJsonValue<A>(*json, UnknownFields::Ignore) : Result<A>(json.error());
        if (read)
            value = *std::move(read);
        else if (!error)
            error = read.error();
        return value;
    }
};

Browser browserOf(const HttpRequest &request);

template <typename A>
A decode(Decoding &in) {
    if constexpr (std::is_same_v<A, Browser>) {
        return browserOf(in.call.request);
    } else if constexpr (std::is_same_v<A, YamlBody>) {
        if (in.error)
            return {};
        auto body = in.yamlBody();
        if (body)
            return *std::move(body);
        in.error = body.error();
        return {};
    } else if constexpr (IsQuery<A>) {
        if constexpr (requires { A::takesOthers; })
            in.takesOthers = true;
        return readQuery<A>(in.pairs, in.usedPairs, in.queryErrors);
    } else if constexpr (IsForm<A>) {
        return in.form<A>();
    } else if constexpr (Described<A>) {
        A value{};
        if (in.error || (MayBeLeftOut<A> && in.hasNoBody()))
            return value;
        auto json = in.body();
        if (!json) {
            in.error = json.error();
            return value;
        }
        auto read = fromJsonValue<A>(*json, UnknownFields::Refuse);
        if (!read)
            in.error = read.error();
        else
            value = *std::move(read);
        return value;
    } else {
        A id{in.call.pathArguments.value(in.nextPathArgument++)};
        if (!A::isValid(id.value) && !in.error)
            in.error = Error{ErrorCode::NotFound, QStringLiteral("Not found"),
                QStringLiteral("\"%1\" is not an id of this kind").arg(id.value.left(64)), {}};
        return id;
    }
}

HttpResponse jsonResponse(QByteArray body, int status);
/// Answers 304 instead when the request's If-None-Match holds `etag` (RFC 9110, section 13.1.2).
HttpResponse withEtag(HttpResponse response, const QByteArray &etag, const HttpRequest &request);
/// For answers that follow no feed: a GET's 200 gets a tag of its bytes.
HttpResponse tagged(HttpResponse response, const HttpRequest &request);
QByteArray locationOf(std::string_view prefix, const QString &id);

struct Success {
    int status;
    std::string_view location;
};

template <typename T>
struct Respond {
    static HttpResponse with(const T &value, Success success, const HttpRequest &request) {
        int status = success.status;
        if constexpr (requires { T::successStatus; })
            status = T::successStatus;
        HttpResponse response = jsonResponse(toJson(value), status);
        if constexpr (requires { value.id.value; }) {
            if (!success.location.empty() && status == 201)
                response.addHeader("Location", locationOf(success.location, value.id.value));
        }
        if constexpr (requires { value.cookies; }) {
            for (const QByteArray &cookie : value.cookies)
                response.addHeader("Set-Cookie", cookie);
        }
        return tagged(std::move(response), request);
    }
};
template <>
struct Respond<Done> {
    static HttpResponse with(const Done &, Success success, const HttpRequest &) {
        HttpResponse response;
        response.status = success.status;
        return response;
    }
};
template <typename T>
struct Respond<Encoded<T>> {
    static HttpResponse with(const Encoded<T> &value, Success success, const HttpRequest &request) {
        return withEtag(jsonResponse(value.json, success.status), value.etag, request);
    }
};
template <>
struct Respond<WebAnswer> {
    static HttpResponse with(const WebAnswer &value, Success, const HttpRequest &);
};
template <typename Kind>
struct Respond<Document<Kind>> {
    static HttpResponse with(const Document<Kind> &value, Success success, const HttpRequest &request) {
        HttpResponse response = jsonResponse(value.bytes, success.status);
        response.contentType = Kind::mime;
        // Opened by itself an SVG is a page too: neither may run a script or load anything.
        if constexpr (std::is_same_v<Kind, HtmlKind> || std::is_same_v<Kind, SvgKind>)
            response.addHeader("Content-Security-Policy",
                "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
                "frame-ancestors 'none'");
        return tagged(std::move(response), request);
    }
};
template <typename T>
struct Respond<Streamed<T>> {
    static HttpResponse with(const Streamed<T> &value, Success success, const HttpRequest &request) {
        HttpResponse response = jsonResponse(value.body, success.status);
        response.contentType = value.mime;
        response.more = value.more;
        if (!value.fileName.isEmpty())
            response.addHeader("Content-Disposition", QByteArray("attachment; filename=\"" + value.fileName + '"'));
        return value.more ? response : tagged(std::move(response), request);
    }
};
template <typename... T>
struct Respond<std::variant<T...>> {
    static HttpResponse with(const std::variant<T...> &value, Success success, const HttpRequest &request) {
        return std::visit(
            [&](const auto &active) {
                return Respond<std::remove_cvref_t<decltype(active)>>::with(active, success, request);
            },
            value);
    }
};

template <typename X>
HttpResponse finish(const Result<X> &result, Success success, const HttpRequest &request) {
    return result ? Respond<X>::with(*result, success, request) : errorResponse(result.error(), request.requestId);
}

template <typename X>
Task<> answerLater(Task<Result<X>> task, Success success, HttpRequest request, Answer answer) {
    const Result<X> result = co_await task;
    answer(finish(result, success, request));
}

/// The answer holds the text of a key, which is shown that once.
template <typename R>
concept ShowsOnce = requires(const R &answer) {
    answer.key;
};

} // namespace routing

class Router {
public:
    template <typename R, typename... A, typename S, typename Return>
    requires routing::AnswersWith<typename routing::Returned<Return>::Value, R>
    void add(const Endpoint<R(A...)> &endpoint, S &service, Return (S::*method)(Caller, A...)) {
        const routing::Success success{endpoint.status, endpoint.location};
        const auto invoke = [&service, method, success](Call &&call, const Answer &answer) {
            routing::Decoding in(call);
            std::tuple<A...> arguments{routing::decode<A>(in)...}; // braces: left to right
            in.finish();
            if (in.error)
                return answer(errorResponse(*in.error, call.request.requestId));
            auto ask = [&](A &...a) { return (service.*method)(call.caller, std::move(a)...); };
            auto result = std::apply(ask, arguments);
            if constexpr (routing::Returned<Return>::isTask)
                spawn(routing::answerLater(std::move(result), success, std::move(call.request), answer));
            else
                answer(routing::finish(result, success, call.request));
        };
        insert({endpoint.verb, endpoint.permission, endpoint.rate, endpoint.path, endpoint.status, endpoint.location,
            routing::ShowsOnce<R>, invoke, {}});
    }

    struct Match {
        const Route *route = nullptr;
        QStringList arguments;
        /// Without a route: methods this path has, for `Allow`; empty when the path does not exist.
        QByteArray allowed;
    };
    /// Finds the route of a raw path; segments are decoded after the split, so %2F is no separator.
    Match match(QByteArrayView method, QByteArrayView path) const;

    /// Paths and verbs there are routes for, e.g. "GET /api/health", to compare with the table.
    QStringList routes() const;

private:
    struct Node {
        std::map<std::string, std::unique_ptr<Node>, std::less<>> literals;
        std::unique_ptr<Node> parameter;
        QList<Route> routes;
    };
    void insert(Route route);
    static QByteArray allowed(const Node &node);

    Node m_root;
};
