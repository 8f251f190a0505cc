// SPDX-License-Identifier: GPL-3.0-or-later
// Forms become requests to the API, its answers become pages.
#include "server/http/webpage.h"
#include "server/http/html.h"
#include "shared/contract/apikey.h"
#include "shared/contract/session.h"
#include <QCoroFuture>
#include <QPromise>

bool WebPage::isMine(QByteArrayView path) {
    static constexpr QByteArrayView paths[] = {
        "/", html::styleSheetPath, "/keys", "/keys/revoke", "/sessions/end", "/sign-out"};
    return std::find(std::begin(paths), std::end(paths), path) != std::end(paths);
}

/// The same browser asking something else.
static HttpRequest requestOf(
    const HttpRequest &from, const char *method, const QByteArray &path, const QByteArray &body) {
    static constexpr QByteArrayView kept[] = {"host", "origin", "cookie", "authorization", "user-agent"};
    QList<std::pair<QByteArrayView, qsizetype>> fields; // and where their values begin
    HttpRequest request = from;
    request.head = path;
    for (const HttpField &field : from.headers) {
        const auto name = std::find(std::begin(kept), std::end(kept), field.name);
        if (name == std::end(kept))
            continue;
        fields.append({*name, request.head.size()});
        request.head += field.value;
    }
    // Only now, since what they point into has found its place.
    const QByteArrayView all = request.head;
    const qsizetype mark = path.indexOf('?');
    request.method = method;
    request.path = all.first(mark < 0 ? path.size() : mark);
    request.query = mark < 0 ? QByteArrayView() : all.sliced(mark + 1, path.size() - mark - 1);
    request.headers.clear();
    for (qsizetype i = 0; i < fields.size(); ++i) {
        const qsizetype end = i + 1 < fields.size() ? fields[i + 1].second : all.size();
        request.headers.append({fields[i].first, all.sliced(fields[i].second, end - fields[i].second)});
    }
    request.body = body;
    if (!body.isEmpty())
        request.headers.append(HttpField{"content-type", "application/json"});
    return request;
}

Task<HttpResponse> WebPage::ask(HttpRequest from, const char *method, QByteArray path, QByteArray body) {
    auto promise = std::make_shared<QPromise<HttpResponse>>();
    promise->start();
    auto future = promise->future();
    m_api.handle(requestOf(from, method, path, body), [promise](HttpResponse response) {
        promise->addResult(std::move(response));
        promise->finish();
    });
    const HttpResponse response = co_await future;
    co_return response;
}

static QJsonObject jsonOf(const HttpResponse &response) {
    return QJsonDocument::fromJson(response.body).object();
}

/// The page in place of an API answer: with its status, its cookies and how its limit stands.
static HttpResponse pageOf(const QString &title, const QString &body, const HttpResponse &of, int status) {
    WebAnswer answer;
    answer.status = status;
    answer.html = html::page(title, body);
    HttpResponse page = routing::Respond<WebAnswer>::with(answer, {}, {});
    for (const char *name :
        {"X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", "Retry-After", "Set-Cookie"})
        if (const QByteArrayView value = of.header(name); !value.isNull())
            page.addHeader(name, value);
    return page;
}

static HttpResponse errorPageOf(const HttpResponse &of) {
    const QJsonObject error = jsonOf(of)[QLatin1String("error")].toObject();
    QString why = error[QLatin1String("details")].toString();
    const QJsonObject fields = error[QLatin1String("fields")].toObject();
    for (auto it = fields.begin(); it != fields.end(); ++it)
        why += QStringLiteral(" %1 %2.").arg(it.key(), it.value().toString());
    const QString message = error[QLatin1String("message")].toString();
    return pageOf(message,
        QStringLiteral(
            "<h1>%1</h1><div class=\"card\"><p>%2</p><p><a class=\"button main\" href=\"/\">Start page</a></p>"
            "<p class=\"soft\">Request <code>%3</code></p></div>")
            .arg(message.toHtmlEscaped(), why.toHtmlEscaped(),
                error[QLatin1String("request_id")].toString().toHtmlEscaped()),
        of, of.status);
}

static HttpResponse backToStart(const HttpResponse &of) {
    HttpResponse response = pageOf({}, {}, of, 303);
    response.body.clear();
    response.contentType.clear();
    response.addHeader("Location", "/");
    return response;
}

static QMap<QString, QString> formOf(const HttpRequest &request) {
    QMap<QString, QString> errors, fields;
    if (request.header("content-type").startsWith("application/x-www-form-urlencoded"))
        for (const QueryPair &pair : splitQuery(request.body, errors))
            fields.insert(pair.name, pair.value);
    return fields;
}

void WebPage::handle(HttpRequest &&request, Answer answer) {
    const bool isGet = request.method == "GET" || request.method == "HEAD";
    const bool isPost = request.method == "POST";
    if (isGet && request.path == "/")
        return spawn(show(std::move(request), std::move(answer)));
    if (isGet && request.path == html::styleSheetPath) {
        HttpResponse sheet;
        sheet.contentType = "text/css; charset=utf-8";
        sheet.body = html::styleSheet;
        return answer(routing::tagged(std::move(sheet), request));
    }
    if (isPost && request.path == "/keys")
        return spawn(createKey(std::move(request), std::move(answer)));
    if (isPost && request.path == "/keys/revoke")
        return spawn(remove(std::move(request), std::move(answer), "/api/auth/api-keys/"));
    if (isPost && request.path == "/sessions/end")
        return spawn(remove(std::move(request), std::move(answer), "/api/auth/sessions/"));
    if (isPost && request.path == "/sign-out")
        return spawn(signOut(std::move(request), std::move(answer)));
    HttpResponse response =
        errorResponse({ErrorCode::MethodNotAllowed, QStringLiteral("Method not allowed"), {}, {}}, request.requestId);
    const bool isRead = request.path == "/" || request.path == html::styleSheetPath;
    response.addHeader("Allow", isRead ? "GET, HEAD" : "POST");
    answer(std::move(response));
}

QString WebPage::startPage() const {
    const QString way = m_signIn.isAvailable()
        ? QStringLiteral(
            "<p><a class=\"button main\" id=\"sign-in\" href=\"/api/auth/login?redirect=/\">Sign in</a></p>")
        : QStringLiteral(
            "<p>No identity provider is configured here, so people sign in at the desktop program, by an API "
            "key. <code>oidc.issuer</code> in the server's configuration changes that.</p>");
    return QStringLiteral(
        "<h1>AI Admin Panel</h1><div class=\"card\">%1<p><a href=\"/api/docs\">API reference</a></p></div>")
        .arg(way);
}

static QString cell(const QString &text) {
    return QStringLiteral("<td>%1</td>").arg(text.toHtmlEscaped());
}

/// 2026-03-29 10:00 UTC
static QString timeOf(const QJsonValue &value) {
    const QString text = value.toString();
    return text.isEmpty() ? QStringLiteral("–") : text.left(10) + u' ' + text.mid(11, 5) + QStringLiteral(" UTC");
}

static QString whoOf(const QJsonObject &me) {
    const QString customer = me[QLatin1String("customer_id")].toString();
    return QStringLiteral("<header><div><h1>AI Admin Panel</h1><p>Signed in as <b id=\"who\">%1</b>, "
                          "<span id=\"role\">%2</span>%3</p></div>%4</header>"
                          "<p><a href=\"/api/docs\">API reference</a></p>")
        .arg(me[QLatin1String("name")].toString().toHtmlEscaped(), me[QLatin1String("role")].toString().toHtmlEscaped(),
            customer.isEmpty() ? QString() : QStringLiteral(" of <code>%1</code>").arg(customer.toHtmlEscaped()),
            html::button(QStringLiteral("/sign-out"), QStringLiteral("Sign out")));
}

static QString keysOf(const QJsonObject &keys, const QJsonObject &me) {
    const bool mayChange = me[QLatin1String("permissions")].toArray().contains(QStringLiteral("keys.manage"));
    QString rows;
    for (const QJsonValue value : keys[QLatin1String("data")].toArray()) {
        const QJsonObject key = value.toObject();
        rows += QStringLiteral("<tr>") + cell(key[QLatin1String("name")].toString())
            + QStringLiteral("<td><code>%1</code></td>").arg(key[QLatin1String("prefix")].toString().toHtmlEscaped())
            + cell(key[QLatin1String("role")].toString()) + cell(timeOf(key[QLatin1String("last_used_at")]))
            + cell(timeOf(key[QLatin1String("expires_at")])) + QStringLiteral("<td>")
            + (mayChange ? html::button(QStringLiteral("/keys/revoke"), QStringLiteral("Revoke"),
                   {{QStringLiteral("id"), key[QLatin1String("id")].toString()}})
                         : QString())
            + QStringLiteral("</td></tr>");
    }
    QString text =
        QStringLiteral("<h2>API keys</h2><section><table id=\"keys\"><tr><th>Name</th><th>Prefix</th><th>Role</th>"
                       "<th>Last used</th><th>Expires</th><th></th></tr>%1</table>")
            .arg(rows);
    if (rows.isEmpty())
        text += QStringLiteral("<p class=\"soft\">No keys yet.</p>");
    if (mayChange) {
        QString roles;
        const Role own = enumFromName<Role>(me[QLatin1String("role")].toString()).value_or(Role::Customer);
        for (size_t i = size_t(own); i < names(Role{}).size(); ++i)
            if (Role(i) != Role::Customer || me[QLatin1String("customer_id")].isString())
                roles += QStringLiteral("<option>%1</option>").arg(toText(Role(i)));
        text += QStringLiteral("<form method=\"post\" action=\"/keys\"><p><label>Name <input name=\"name\" required "
                               "maxlength=\"100\"></label><label>Role <select name=\"role\">%1</select></label>"
                               "<button class=\"main\">Make key</button></p></form>")
                    .arg(roles);
    }
    return text + QStringLiteral("</section>");
}

static QString sessionsOf(const QJsonObject &sessions, const QJsonObject &me) {
    const bool mayChange = me[QLatin1String("permissions")].toArray().contains(QStringLiteral("sessions.manage"));
    QString rows;
    for (const QJsonValue value : sessions[QLatin1String("data")].toArray()) {
        const QJsonObject session = value.toObject();
        const bool isCurrent = session[QLatin1String("current")].toBool();
        rows += QStringLiteral("<tr>") + cell(session[QLatin1String("address")].toString())
            + cell(session[QLatin1String("user_agent")].toString())
            + cell(timeOf(session[QLatin1String("last_seen_at")])) + cell(timeOf(session[QLatin1String("expires_at")]))
            + QStringLiteral("<td>")
            + (isCurrent        ? QStringLiteral("this one")
                    : mayChange ? html::button(QStringLiteral("/sessions/end"), QStringLiteral("End"),
                          {{QStringLiteral("id"), session[QLatin1String("id")].toString()}})
                                : QString())
            + QStringLiteral("</td></tr>");
    }
    return QStringLiteral("<h2>Sessions</h2><section><table id=\"sessions\"><tr><th>Address</th><th>Browser</th>"
                          "<th>Last seen</th><th>Ends</th><th></th></tr>%1</table></section>")
        .arg(rows);
}

Task<> WebPage::show(HttpRequest request, Answer answer, QString notice) {
    const HttpResponse who = co_await ask(request, "GET", "/api/auth/me");
    if (who.status == 401)
        co_return answer(pageOf(QStringLiteral("Sign in"), startPage(), who, 200));
    if (who.status != 200)
        co_return answer(errorPageOf(who));
    const QJsonObject me = jsonOf(who);
    const HttpResponse keys = co_await ask(request, "GET", "/api/auth/api-keys?per_page=100");
    const QByteArray mine =
        "/api/auth/sessions?per_page=100&order=desc&user_id=" + me[QLatin1String("user_id")].toString().toLatin1();
    const bool isUser = me[QLatin1String("user_id")].isString();
    HttpResponse sessions;
    if (isUser)
        sessions = co_await ask(request, "GET", mine);
    QString body = whoOf(me) + notice;
    if (keys.status == 200)
        body += keysOf(jsonOf(keys), me);
    if (sessions.status == 200 && isUser)
        body += sessionsOf(jsonOf(sessions), me);
    answer(pageOf(QStringLiteral("Start"), body, isUser ? sessions : keys, 200));
}

Task<> WebPage::createKey(HttpRequest request, Answer answer) {
    const QMap<QString, QString> form = formOf(request);
    const QJsonObject body{{QStringLiteral("name"), form.value(QStringLiteral("name"))},
        {QStringLiteral("role"), form.value(QStringLiteral("role"))}};
    const QByteArray json = QJsonDocument(body).toJson(QJsonDocument::Compact);
    const HttpResponse made = co_await ask(request, "POST", "/api/auth/api-keys", json);
    if (made.status != 201)
        co_return answer(errorPageOf(made));
    const QString notice = QStringLiteral("<div class=\"card\"><p>The key <b>%1</b>; it is shown this once:</p>"
                                          "<p><code id=\"new-key\">%2</code></p></div>")
                               .arg(jsonOf(made)[QLatin1String("name")].toString().toHtmlEscaped(),
                                   jsonOf(made)[QLatin1String("key")].toString().toHtmlEscaped());
    co_await show(request, answer, notice);
}

Task<> WebPage::remove(HttpRequest request, Answer answer, QByteArray below) {
    const QString id = formOf(request).value(QStringLiteral("id"));
    const bool isId = ApiKeyId::isValid(id) || SessionId::isValid(id);
    const QByteArray path = below + (isId ? id.toLatin1() : QByteArray("none"));
    const HttpResponse gone = co_await ask(request, "DELETE", path);
    answer(gone.status == 204 ? backToStart(gone) : errorPageOf(gone));
}

Task<> WebPage::signOut(HttpRequest request, Answer answer) {
    const HttpResponse out = co_await ask(request, "POST", "/api/auth/logout");
    if (out.status == 401)
        co_return answer(backToStart(out));
    if (out.status != 200)
        co_return answer(errorPageOf(out));
    const QString next = jsonOf(out)[QLatin1String("redirect")].toString();
    if (next.isEmpty())
        co_return answer(backToStart(out));
    // Not a redirect: a form's target may not lead to other sites (form-action), through however many steps.
    const QString escaped = next.toHtmlEscaped();
    answer(pageOf(QStringLiteral("Signing out"),
        QStringLiteral("<meta http-equiv=\"refresh\" content=\"0;url=%1\"><h1>Signed out</h1><div class=\"card\"><p>"
                       "<a id=\"provider\" href=\"%1\">Sign out at the identity provider, too</a></p></div>")
            .arg(escaped),
        out, 200));
}
