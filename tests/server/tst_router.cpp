// SPDX-License-Identifier: GPL-3.0-or-later
// Router: raw paths to methods, with everything that can be wrong in between and what is told of it.
#include "server/http/router.h"
#include "shared/contract/api.h"
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

namespace {
/// Answers a few endpoints and remembers what it was asked.
class Desk {
public:
    QString asked;
    std::optional<PatchService> patch;

    Result<Page<Service>> list(Caller, ServiceQuery query) {
        asked = QStringLiteral("list ") + query.search.value_or(QStringLiteral("-"));
        return Page<Service>{{}, 0, query.page.value_or(1), 20};
    }
    Result<ServiceDetail> get(Caller caller, ServiceId id) {
        asked = QStringLiteral("get ") + id.value + QStringLiteral(" as ") + caller.name;
        ServiceDetail detail;
        detail.id = id;
        return detail;
    }
    Task<Result<ServiceDetail>> change(Caller, ServiceId id, PatchService body) {
        patch = body;
        ServiceDetail detail;
        detail.id = id;
        co_return detail;
    }
    Result<Done> remove(Caller, ServiceId, DeleteServiceQuery) {
        return Error{ErrorCode::Conflict, QStringLiteral("Busy"), QStringLiteral("Wait"), {}};
    }
    Result<Operation> start(Caller, ServiceId) {
        Operation operation;
        operation.id.value = QStringLiteral("op_01k00000000000000000");
        return operation;
    }
    Result<Operation> stop(Caller, ServiceId) {
        return Error{ErrorCode::Internal, QStringLiteral("password is hunter2"), {}, {}};
    }
    Result<TemplateDetail> one(Caller, TemplateId id) {
        asked = QStringLiteral("template ") + id.value;
        return TemplateDetail();
    }
};
} // namespace

class tst_router : public QObject {
    Q_OBJECT

    Desk m_desk;
    Router m_router;
    const QByteArray m_id = "svc_01k87vvg050jclmlth32";

    /// What goes out for a request; status 0 when there is no route.
    HttpResponse send(const QByteArray &method, const QByteArray &target, const QByteArray &body = {},
        const QList<std::pair<QByteArray, QByteArray>> &headers = {{"content-type", "application/json"}}) {
        const qsizetype mark = target.indexOf('?');
        const QByteArray path = target.left(mark < 0 ? target.size() : mark);
        HttpResponse answer;
        answer.status = 0;
        const Router::Match match = m_router.match(method, path);
        if (!match.route)
            return answer;
        Call call;
        call.caller.name = QStringLiteral("ada");
        call.pathArguments = match.arguments;
        call.request.head = method + ' ' + target;
        for (const auto &[name, value] : headers)
            call.request.head += '\n' + name + '\n' + value;
        // The views of a request point into its head.
        const QByteArrayView head(call.request.head);
        qsizetype at = method.size() + 1 + target.size();
        call.request.method = head.first(method.size());
        call.request.path = head.sliced(method.size() + 1, path.size());
        if (mark >= 0)
            call.request.query = head.sliced(method.size() + 1 + mark + 1, target.size() - mark - 1);
        for (const auto &[name, value] : headers) {
            call.request.headers.append(
                {head.sliced(at + 1, name.size()), head.sliced(at + 2 + name.size(), value.size())});
            at += 2 + name.size() + value.size();
        }
        if (body.isEmpty() && method == "GET")
            call.request.headers.removeIf([](const HttpField &field) { return field.name == "content-type"; });
        call.request.body = body;
        call.request.requestId = "req-7";
        int answers = 0;
        match.route->invoke(std::move(call), [&](HttpResponse response) {
            answer = std::move(response);
            ++answers;
        });
        if (!QTest::qWaitFor([&] { return answers > 0; }) || answers != 1)
            answer.status = -1;
        return answer;
    }
    static QJsonObject error(const HttpResponse &response) {
        return QJsonDocument::fromJson(response.body).object()[QLatin1String("error")].toObject();
    }
    QByteArray service(const char *rest = "") const { return "/api/services/" + m_id + rest; }

private slots:
    void initTestCase() {
        m_router.add(Api::listServices, m_desk, &Desk::list);
        m_router.add(Api::getService, m_desk, &Desk::get);
        m_router.add(Api::patchService, m_desk, &Desk::change);
        m_router.add(Api::deleteService, m_desk, &Desk::remove);
        m_router.add(Api::startService, m_desk, &Desk::start);
        m_router.add(Api::stopService, m_desk, &Desk::stop);
        m_router.add(Api::getTemplate, m_desk, &Desk::one);
    }
    void aRequestReachesItsMethod() {
        QCOMPARE(send("GET", service()).status, 200);
        QCOMPARE(m_desk.asked, QString(QStringLiteral("get ") + QString::fromLatin1(m_id) + QStringLiteral(" as ada")));
        QCOMPARE(send("HEAD", service()).status, 200);
        QCOMPARE(send("GET", "/api/services?search=a%20b&page=2").status, 200);
        QCOMPARE(m_desk.asked, QStringLiteral("list a b"));
        QCOMPARE(send("PATCH", service(), R"({"name":"web"})").status, 200);
        QCOMPARE(m_desk.patch->name, std::optional(QStringLiteral("web")));
        const HttpResponse started = send("POST", service("/start"));
        QCOMPARE(started.status, 201);
        QCOMPARE(started.header("Location"), QByteArrayView("/api/operations/op_01k00000000000000000"));
    }
    void pathsAreMatchedAsTheyWereSent() {
        for (const char *none : {"", "/", "/api", "/api/", "/api/services/", "/api/services//start", "/api/Services",
                 "//api/services", "/api/services/x/y/z", "api/services"})
            QVERIFY2(!m_router.match("GET", none).route && m_router.match("GET", none).allowed.isEmpty(), none);
        // An encoded slash is a part of its segment, and what is no UTF-8 is no path.
        QCOMPARE(m_router.match("GET", "/api/templates/a%2Fb").arguments, QStringList{QStringLiteral("a/b")});
        QVERIFY(!m_router.match("GET", "/api/templates/%ff%fe").route);
        QVERIFY(!m_router.match("GET", "/api/templates/%zz").route);
        QCOMPARE(send("GET", "/api/templates/a%2Fb").status, 200);
        QCOMPARE(m_desk.asked, QStringLiteral("template a/b"));
    }
    void anotherMethodIsToldWhichThereAre() {
        const Router::Match match = m_router.match("PUT", service());
        QVERIFY(!match.route);
        for (const char *verb : {"GET", "HEAD", "PATCH", "DELETE", "OPTIONS"})
            QVERIFY2(match.allowed.contains(verb), verb);
        QVERIFY(!match.allowed.contains("POST"));
        QCOMPARE(m_router.match("get", service()).route, nullptr); // methods have a case
    }
    void whatIsWrongIsToldFromTheOutside() {
        // The path first, then the query, then the body.
        QCOMPARE(send("PATCH", "/api/services/nonsense?x=1", "{").status, 404);
        const HttpResponse query = send("PATCH", service("?x=1"), "{");
        QCOMPARE(query.status, 400);
        QVERIFY(error(query)[QLatin1String("fields")].toObject().contains(QLatin1String("x")));
        QCOMPARE(send("PATCH", service(), "{").status, 400);
        QCOMPARE(send("PATCH", service(), "<a/>", {{"content-type", "text/xml"}}).status, 415);
        QCOMPARE(send("PATCH", service(), "{}", {{"content-type", "Application/JSON; charset=utf-8"}}).status, 200);
        const HttpResponse body = send("PATCH", service(), R"({"name":7,"colour":"red"})");
        QCOMPARE(body.status, 422);
        QCOMPARE(error(body)[QLatin1String("fields")].toObject().size(), 2); // all at once
        QCOMPARE(send("GET", "/api/services?page=two").status, 400);
        QCOMPARE(error(send("GET", "/api/services?page=two"))[QLatin1String("request_id")].toString(),
            QStringLiteral("req-7"));
    }
    void failuresOfAMethodAreAnsweredAndInnerOnesKeptInside() {
        const HttpResponse busy = send("DELETE", service());
        QCOMPARE(busy.status, 409);
        QCOMPARE(error(busy)[QLatin1String("details")].toString(), QStringLiteral("Wait"));
        QTest::ignoreMessage(QtCriticalMsg, QRegularExpression(QStringLiteral("request req-7 failed")));
        const HttpResponse inner = send("POST", service("/stop"));
        QCOMPARE(inner.status, 500);
        QVERIFY(!inner.body.contains("hunter2"));
    }
    void anAnswerOneHasIsNotSentAgain() {
        const HttpResponse first = send("GET", service());
        const QByteArray etag = first.header("ETag").toByteArray();
        QVERIFY(!etag.isEmpty() && !first.body.isEmpty());
        for (const QByteArray &known : {etag, QByteArray("\"other\", " + etag), QByteArray("*"), etag.mid(2)}) {
            const HttpResponse again = send("GET", service(), {}, {{"if-none-match", known}});
            QCOMPARE(again.status, 304);
            QVERIFY(again.body.isEmpty());
            QCOMPARE(again.header("ETag"), QByteArrayView(etag));
        }
        QCOMPARE(send("GET", service(), {}, {{"if-none-match", "\"other\""}}).status, 200);
    }
    void itKnowsItsRoutes() {
        const QStringList routes = m_router.routes();
        QCOMPARE(routes.size(), 7);
        QVERIFY(routes.contains(QStringLiteral("PATCH /api/services/<id>")));
    }
};

QTEST_GUILESS_MAIN(tst_router)
#include "tst_router.moc"
