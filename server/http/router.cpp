// SPDX-License-Identifier: GPL-3.0-or-later
// The routing tree and what decoding and answering have in common for all types.
#include "server/http/router.h"
#include "server/http/cookie.h"

HttpResponse errorResponse(const Error &error, QByteArrayView requestId) {
    HttpResponse response = routing::jsonResponse(errorBody(error, requestId), httpStatus(error.code));
    if (error.code == ErrorCode::Internal)
        qCritical("request %s failed: %s %s", requestId.toByteArray().constData(), qPrintable(error.message),
            qPrintable(error.details));
    return response;
}

namespace routing {

Decoding::Decoding(const Call &c) : call(c) {
    pairs = splitQuery(call.request.query, queryErrors);
    usedPairs.fill(false, pairs.size());
}

Browser browserOf(const HttpRequest &request) {
    Browser browser;
    browser.session = Secret(cookieOf(request, "session"));
    browser.signIn = cookieOf(request, "sign_in");
    browser.address = request.peer.toString();
    browser.userAgent = QString::fromUtf8(request.header("user-agent").toByteArray());
    browser.requestId = request.requestId;
    browser.isSecure = request.secure;
    return browser;
}

void Decoding::finish() {
    for (qsizetype i = 0; i < pairs.size(); ++i)
        if (!usedPairs[i] && !takesOthers)
            queryErrors.insert(pairs[i].name.left(100), QStringLiteral("is not a parameter of this endpoint"));
    // A wrong path is told first, then the query, then the body: the outermost thing that is wrong.
    if (!queryErrors.isEmpty() && (!error || error->code != ErrorCode::NotFound))
        error = Error{ErrorCode::BadRequest, QStringLiteral("Wrong query parameters"), {}, queryErrors};
}

/// The body's media type without its parameters.
static QByteArray mimeOf(const HttpRequest &request) {
    const QByteArrayView type = request.header("content-type");
    const qsizetype semicolon = type.indexOf(';');
    return (semicolon < 0 ? type : type.first(semicolon)).trimmed().toByteArray().toLower();
}

Result<QJsonValue> Decoding::body() const {
    if (mimeOf(call.request) != "application/json")
        return Error{ErrorCode::UnsupportedMediaType, QStringLiteral("The body must be application/json"),
            QStringLiteral("Send the header Content-Type: application/json"), {}};
    return parseJson(call.request.body);
}

Result<YamlBody> Decoding::yamlBody() const {
    if (mimeOf(call.request) != YamlKind::mime)
        return Error{ErrorCode::UnsupportedMediaType, QStringLiteral("The body must be application/yaml"),
            QStringLiteral("Send the header Content-Type: application/yaml"), {}};
    return YamlBody{call.request.body};
}

Result<QJsonValue> Decoding::formBody() const {
    if (!call.request.header("content-type").startsWith("application/x-www-form-urlencoded"))
        return Error{ErrorCode::UnsupportedMediaType,
            QStringLiteral("The body must be application/x-www-form-urlencoded"), {}, {}};
    QMap<QString, QString> errors;
    QJsonObject object;
    for (const QueryPair &pair : splitQuery(call.request.body, errors))
        object.insert(pair.name, pair.value);
    if (!errors.isEmpty())
        return Error{ErrorCode::BadRequest, QStringLiteral("Wrong form fields"), {}, errors};
    return QJsonValue(object);
}

HttpResponse Respond<WebAnswer>::with(const WebAnswer &value, Success, const HttpRequest &) {
    HttpResponse response;
    response.status = value.status;
    if (!value.html.isEmpty()) {
        response.contentType = HtmlKind::mime;
        response.body = value.html;
    }
    if (!value.location.isEmpty())
        response.addHeader("Location", value.location);
    for (const QByteArray &cookie : value.cookies)
        response.addHeader("Set-Cookie", cookie);
    const QByteArray target = value.formTarget.isEmpty() ? QByteArray() : ' ' + value.formTarget;
    const QByteArray policy = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
                              "frame-ancestors 'none'; form-action 'self'"
        + target;
    response.addHeader("Content-Security-Policy", policy);
    response.addHeader("X-Frame-Options", "DENY"); // for browsers that do not know frame-ancestors
    // Not no-referrer: then forms would come with `Origin: null`.
    response.addHeader("Referrer-Policy", "same-origin");
    return response;
}

HttpResponse jsonResponse(QByteArray body, int status) {
    HttpResponse response;
    response.status = status;
    response.contentType = QByteArrayLiteral("application/json");
    response.body = std::move(body);
    return response;
}

HttpResponse withEtag(HttpResponse response, const QByteArray &etag, const HttpRequest &request) {
    if (etag.isEmpty())
        return response;
    const QByteArrayView wanted = request.header("if-none-match");
    if (!wanted.isEmpty()) {
        // The weak comparison ignores the W/ in front.
        const QByteArrayView opaque = QByteArrayView(etag).sliced(etag.startsWith("W/") ? 2 : 0);
        if (wanted.trimmed() == "*" || wanted.contains(opaque)) {
            response.status = 304;
            response.body.clear();
        }
    }
    response.addHeader("ETag", etag);
    response.addHeader("Cache-Control", "private, no-cache");
    return response;
}

HttpResponse tagged(HttpResponse response, const HttpRequest &request) {
    if (response.status != 200 || (request.method != "GET" && request.method != "HEAD"))
        return response;
    const size_t hash = qHashBits(response.body.constData(), size_t(response.body.size()), 0);
    return withEtag(std::move(response), "W/\"" + QByteArray::number(quint64(hash), 36) + '"', request);
}

QByteArray locationOf(std::string_view prefix, const QString &id) {
    return QByteArray(prefix.data(), qsizetype(prefix.size())) + id.toLatin1();
}

} // namespace routing

static QString actionOf(Verb verb, std::string_view path) {
    static constexpr const char *byVerb[] = {"read", "create", "replace", "update", "delete"};
    QStringList words = QString::fromUtf8(path.data(), qsizetype(path.size())).split(u'/', Qt::SkipEmptyParts).mid(1);
    if (words.size() > 1 && words.first() == QLatin1String("auth"))
        words.removeFirst();
    const bool isNamed = words.size() > 1 && !words.last().startsWith(u'<');
    return words.value(0) + u'.' + (isNamed ? words.last() : QString::fromLatin1(byVerb[size_t(verb)]));
}

void Router::insert(Route route) {
    route.action = actionOf(route.verb, route.path);
    Node *node = &m_root;
    for (std::string_view rest = route.path.substr(1); !rest.empty();) {
        const size_t slash = rest.find('/');
        const std::string_view segment = rest.substr(0, slash);
        rest = slash == rest.npos ? std::string_view() : rest.substr(slash + 1);
        auto &next = segment.front() == '<' ? node->parameter : node->literals[std::string(segment)];
        if (!next)
            next = std::make_unique<Node>();
        node = next.get();
    }
    node->routes.append(std::move(route));
}

Router::Match Router::match(QByteArrayView method, QByteArrayView path) const {
    Match match;
    const Node *node = &m_root;
    if (path.isEmpty() || path[0] != '/')
        return match;
    for (QByteArrayView rest = path.sliced(1);;) {
        const qsizetype slash = rest.indexOf('/');
        const QByteArrayView segment = slash < 0 ? rest : rest.first(slash);
        const auto literal = node->literals.find(std::string_view(segment.data(), size_t(segment.size())));
        if (literal != node->literals.end()) {
            node = literal->second.get();
        } else if (node->parameter && !segment.isEmpty()) {
            const auto decoded = percentDecoded(segment, false);
            if (!decoded)
                return match;
            match.arguments.append(*decoded);
            node = node->parameter.get();
        } else {
            return match;
        }
        if (slash < 0)
            break;
        rest = rest.sliced(slash + 1);
    }
    const bool head = method == "HEAD";
    for (const Route &route : node->routes) {
        const auto name = nameOf(route.verb);
        if (QByteArrayView(name.data(), qsizetype(name.size())) == method || (head && route.verb == Verb::Get))
            match.route = &route;
    }
    if (!match.route)
        match.allowed = allowed(*node);
    return match;
}

QByteArray Router::allowed(const Node &node) {
    QByteArray verbs;
    for (const Route &route : node.routes) {
        const auto name = nameOf(route.verb);
        verbs += QByteArrayView(name.data(), qsizetype(name.size()));
        verbs += route.verb == Verb::Get ? ", HEAD, " : ", ";
    }
    return node.routes.isEmpty() ? verbs : QByteArray(verbs + "OPTIONS");
}

static void collect(const auto &node, QStringList &out) {
    for (const Route &route : node.routes)
        out.append(toText(route.verb) + u' ' + QString::fromUtf8(route.path.data(), qsizetype(route.path.size())));
    for (const auto &[name, child] : node.literals)
        collect(*child, out);
    if (node.parameter)
        collect(*node.parameter, out);
}

QStringList Router::routes() const {
    QStringList out;
    collect(m_root, out);
    return out;
}
