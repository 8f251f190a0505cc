// SPDX-License-Identifier: GPL-3.0-or-later
// Templates by the API: added, checked, replaced, used and deleted; and texts made to hurt.
#include "tests/support/livepanel.h"
#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

namespace {
const QMap<QByteArray, QByteArray> yaml{{"Content-Type", "application/yaml"}};

QByteArray own(const QByteArray &name, const QByteArray &more = {}) {
    return "apiVersion: v2\nkind: Template\nmetadata: {name: " + name
        + ", displayName: Own, description: Of our own., category: devtools, version: '1'}\nspec:\n" + more
        + "  process: {components: [{name: main, command: [sleep, '600']}]}\n";
}
QStringList messages(const HttpAnswer &answer) {
    QStringList all;
    for (const QJsonValue problem : answer.json()[QLatin1String("problems")].toArray())
        all.append(QStringLiteral("%1:%2 %3: %4")
                       .arg(problem[QLatin1String("line")].toInt())
                       .arg(problem[QLatin1String("column")].toInt())
                       .arg(problem[QLatin1String("path")].toString(), problem[QLatin1String("message")].toString()));
    return all;
}
} // namespace

class tst_owntemplates : public QObject {
    Q_OBJECT

    LivePanel m_panel;

    HttpAnswer send(const QByteArray &method, const QByteArray &path, const QByteArray &text,
        const QMap<QByteArray, QByteArray> &more = {}) {
        QMap<QByteArray, QByteArray> headers = yaml;
        headers.insert(more);
        return m_panel.request(method, "/api/templates" + path, text, headers);
    }
    QStringList check(const QByteArray &text) {
        const HttpAnswer answer = send("POST", "/validate", text);
        if (answer.status != 200 || answer.json()[QLatin1String("valid")].toBool() != messages(answer).isEmpty())
            return {QString::number(answer.status) + QString::fromUtf8(answer.body)};
        return messages(answer);
    }

private slots:
    void initTestCase() { QVERIFY2(m_panel.start(), m_panel.log().constData()); }
    void cleanupTestCase() {
        QVERIFY(m_panel.removeAll());
        QCOMPARE(m_panel.stop(), 0);
    }

    void oneIsAddedReplacedUsedAndDeleted() {
        const HttpAnswer made = send("POST", "", own("mine"));
        QVERIFY2(made.status == 201, made.body.constData());
        QCOMPARE(made.headers["location"], QByteArray("/api/templates/mine"));
        QCOMPARE(made.json()[QLatin1String("origin")].toString(), QStringLiteral("own"));
        QCOMPARE(made.json()[QLatin1String("revision")].toInt(), 1);
        QVERIFY(m_panel.get("/api/templates?search=mine").body.contains("\"mine\""));
        QCOMPARE(m_panel.get("/api/templates/mine/source").body, own("mine"));
        QCOMPARE(m_panel.get("/api/templates/mine/source").headers["content-type"], QByteArray("application/yaml"));
        QCOMPARE(m_panel.get("/api/templates/mine/logo").status, 200);

        const QByteArray before = m_panel.get("/api/templates/mine").headers["etag"];
        const QByteArray changed = own("mine", "  variables: [{name: SIZE, type: integer, default: 3}]\n");
        const HttpAnswer replaced = send("PUT", "/mine", changed, {{"If-Match", before}});
        QVERIFY2(replaced.status == 200, replaced.body.constData());
        QCOMPARE(replaced.json()[QLatin1String("revision")].toInt(), 2);
        QCOMPARE(send("PUT", "/mine", own("mine"), {{"If-Match", before}}).status, 412);

        // It is there after a restart, and another one that came meanwhile is not in its way.
        QCOMPARE(m_panel.stop(), 0);
        QVERIFY2(m_panel.start(), m_panel.log().constData());
        QCOMPARE(m_panel.get("/api/templates/mine/source").body, changed);
        QCOMPARE(m_panel.get("/api/templates/mine").json()[QLatin1String("revision")].toInt(), 2);

        const QJsonObject service =
            m_panel.post("/api/templates/mine/deploy", {{QStringLiteral("name"), QStringLiteral("uses-it")}}).json();
        QCOMPARE(
            m_panel.finished(service[QLatin1String("operation_id")].toString())[QLatin1String("status")].toString(),
            QStringLiteral("succeeded"));
        const HttpAnswer used = m_panel.request("DELETE", "/api/templates/mine");
        QCOMPARE(used.status, 409);
        QVERIFY2(
            used.body.contains("uses-it") && used.body.contains(service[QLatin1String("id")].toString().toLatin1()),
            used.body.constData());
        QCOMPARE(
            m_panel.request("DELETE", "/api/services/" + service[QLatin1String("id")].toString().toLatin1()).status,
            204);
        QCOMPARE(m_panel.request("DELETE", "/api/templates/mine").status, 204);
        QCOMPARE(m_panel.get("/api/templates/mine").status, 404);
        QCOMPARE(m_panel.request("DELETE", "/api/templates/mine").status, 404);
        QTRY_VERIFY(m_panel.isIdle());
        const QByteArray audit = m_panel.get("/api/audit").body;
        for (const char *action : {"templates.create", "templates.replace", "templates.delete"})
            QVERIFY2(audit.contains(action), action);
    }
    void namesBelongToOne() {
        QCOMPARE(send("POST", "", own("static-site")).status, 409);
        QCOMPARE(send("PUT", "/static-site", own("static-site")).status, 409);
        QCOMPARE(m_panel.request("DELETE", "/api/templates/static-site").status, 409);
        QCOMPARE(send("PUT", "/nobody", own("nobody")).status, 404);
        const HttpAnswer other = send("POST", "", own("alone"));
        QCOMPARE(other.status, 201);
        QCOMPARE(send("PUT", "/alone", own("together"))
                     .json()[QLatin1String("error")][QLatin1String("fields")]
                     .toObject()
                     .keys(),
            QStringList{QStringLiteral("metadata.name")});
        // Names that differ only by case or form.
        for (const char *name : {"Alone", "ALONE", "\xef\xbd\x81lone", "alone\xcc\x81"})
            QCOMPARE(send("POST", "", own(name)).status, 422);
        QList<HttpQuestion> questions;
        for (int i = 0; i < 8; ++i)
            questions.append({"POST", "/api/templates", own("race"), yaml});
        QMap<int, int> statuses;
        for (const HttpAnswer &answer : m_panel.together(questions))
            ++statuses[answer.status];
        QCOMPARE(statuses, (QMap<int, int>{{201, 1}, {409, 7}}));
        for (const char *name : {"alone", "race"})
            QCOMPARE(m_panel.request("DELETE", QByteArray("/api/templates/") + name).status, 204);
    }
    void everythingThatIsWrongIsToldWithItsPlace() {
        QCOMPARE(check(own("fine")), QStringList());
        const QByteArray wrong = own("wrong",
            "  variables:\n    - {name: lower, type: integer}\n    - {name: SIZE, type: integers}\n"
            "  domains: [{port: 80}]\n"
            "  compose: |\n    services:\n      web:\n        image: app:1\n        privileged: true\n"
            "        environment: {A: \"${NOBODY}\"}\n");
        const QStringList said = check(wrong);
        QCOMPARE(said.size(), 5);
        QVERIFY(said[0].startsWith(QStringLiteral("6:14 spec.variables.0.name: must be capital letters")));
        QVERIFY(said[1].startsWith(QStringLiteral("7:26 spec.variables.1.type: must be ")));
        QVERIFY(said[2].startsWith(QStringLiteral("8:20 spec.domains.0.port: port 80 is not among")));
        QVERIFY(said[3].startsWith(QStringLiteral("13:21 spec.compose.services.web.privileged: ")));
        const HttpAnswer refused = send("POST", "", wrong);
        QCOMPARE(refused.status, 422);
        const QJsonObject fields = refused.json()[QLatin1String("error")][QLatin1String("fields")].toObject();
        QCOMPARE(fields.size(), 5);
        QVERIFY(fields[QLatin1String("spec.variables.0.name")].toString().startsWith(
            QStringLiteral("line 6, column 14: ")));
        const QJsonObject good = send("POST", "/validate", own("fine")).json();
        QCOMPARE(good[QLatin1String("template")][QLatin1String("id")].toString(), QStringLiteral("fine"));
        QCOMPARE(m_panel.get("/api/templates/fine").status, 404);
    }
    void hostileTextsEndAtABound_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("message");
        QByteArray bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
        for (int i = 1; i < 10; ++i) {
            const QByteArray last = "*a" + QByteArray::number(i - 1);
            bomb += "a" + QByteArray::number(i) + ": &a" + QByteArray::number(i) + " ["
                + QByteArray(last + ", ").repeated(9) + last + "]\n";
        }
        const auto icon = [](const QByteArray &inside) {
            QByteArray text = own("icon");
            const QByteArray svg = "version: '1', icon: '<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\">"
                + inside + "</svg>'";
            return text.replace("version: '1'", svg);
        };
        QTest::newRow("nothing") << QByteArray() << QByteArray("line");
        QTest::newRow("bomb") << bomb << QByteArray("the file holds too much");
        QTest::newRow("depth") << QByteArray(5000, '[') << QByteArray("nested too deeply");
        QTest::newRow("holds itself") << QByteArray("a: &a [*a]\n") << QByteArray("*a");
        QTest::newRow("alias of nobody") << QByteArray("a: *nobody\n") << QByteArray("line");
        QTest::newRow("300 KiB") << QByteArray(300 * 1024, '#') << QByteArray("at most 256 KiB");
        QTest::newRow("binary") << QByteArray("a: \xff\xfe\0b", 7) << QByteArray("UTF-8");
        QTest::newRow("script") << icon("<script>alert(1)</script>") << QByteArray("<script> is not allowed");
        QTest::newRow("handler") << icon("<path d=\"M0 0\" onload=\"x\"/>") << QByteArray("onload");
        QTest::newRow("elsewhere") << icon("<path fill=\"url(http://e.com/#a)\"/>") << QByteArray("outside the icon");
        QTest::newRow("foreign") << icon("<image href=\"data:,x\"/>") << QByteArray("<image> is not allowed");
        QTest::newRow("circle") << QByteArray(own("circle"))
                                       .replace("command: [sleep, '600']", "command: [sleep, '600'], dependsOn: [main]")
                                << QByteArray("in a circle");
        QTest::newRow("unknown name") << QByteArray(own("unknown")).replace("'600'", "'${NOBODY}'")
                                      << QByteArray("neither a variable of this template");
    }
    void hostileTextsEndAtABound() {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, message);
        QElapsedTimer clock;
        clock.start();
        const HttpAnswer checked = send("POST", "/validate", text);
        QCOMPARE(checked.status, 200);
        QCOMPARE(checked.json()[QLatin1String("valid")].toBool(true), false);
        QVERIFY2(checked.body.contains(message) || message == "line" || message == "*a", checked.body.constData());
        const HttpAnswer refused = send("POST", "", text);
        QVERIFY2(refused.status == 422, refused.body.constData());
        QVERIFY(clock.elapsed() < 5000);
    }
    void whatIsTooLargeOrOfAnotherTypeIsRefused() {
        QCOMPARE(send("POST", "/validate", QByteArray(10 * 1024 * 1024, '#')).status, 413);
        QCOMPARE(m_panel.request("POST", "/api/templates", own("json")).status, 415);
        QCOMPARE(m_panel.request("POST", "/api/templates/validate", "{}").status, 415);
        QCOMPARE(send("POST", "?x=1", own("query")).status, 400);
    }
    void onlyAdministratorsChangeThem() {
        const QByteArray customer = m_panel
                                        .post("/api/customers",
                                            {{QStringLiteral("name"), QStringLiteral("C")},
                                                {QStringLiteral("email"), QStringLiteral("c@example.com")}})
                                        .json()[QLatin1String("id")]
                                        .toString()
                                        .toLatin1();
        for (const char *role : {"operator", "viewer", "customer"}) {
            QJsonObject body{
                {QStringLiteral("name"), QLatin1String(role)}, {QStringLiteral("role"), QLatin1String(role)}};
            if (qstrcmp(role, "customer") == 0)
                body.insert(QStringLiteral("customer_id"), QLatin1String(customer));
            const QByteArray key =
                m_panel.post("/api/auth/api-keys", body).json()[QLatin1String("key")].toString().toLatin1();
            const QMap<QByteArray, QByteArray> as{{"Authorization", "Bearer " + key}};
            QCOMPARE(send("POST", "", own("theirs"), as).status, 403);
            QCOMPARE(send("PUT", "/theirs", own("theirs"), as).status, 403);
            QCOMPARE(send("DELETE", "/theirs", {}, as).status, 403);
            QCOMPARE(send("POST", "/validate", own("theirs"), as).status, 200);
        }
    }
    void aComposeFileBecomesATemplate() {
        const HttpAnswer draft = m_panel.post("/api/templates/import",
            {{QStringLiteral("name"), QStringLiteral("imported")}, {QStringLiteral("category"), QStringLiteral("ai")},
                {QStringLiteral("compose"),
                    QStringLiteral("services:\n  web:\n    image: app:${TAG:-1}\n    environment: {DB_PASSWORD: "
                                   "hunter22}\n    ports: ['8080:80']\n")}});
        QVERIFY2(draft.status == 200, draft.body.constData());
        QCOMPARE(messages(draft), QStringList());
        const QByteArray source = draft.json()[QLatin1String("source")].toString().toUtf8();
        QVERIFY(!source.contains("hunter22"));
        const HttpAnswer made = send("POST", "", source);
        QVERIFY2(made.status == 201, made.body.constData());
        QCOMPARE(made.json()[QLatin1String("variables")].toArray().size(), 2);
        QCOMPARE(m_panel.request("DELETE", "/api/templates/imported").status, 204);
        const HttpAnswer broken = m_panel.post("/api/templates/import",
            {{QStringLiteral("name"), QStringLiteral("x")}, {QStringLiteral("compose"), QStringLiteral("a: [")}});
        QCOMPARE(broken.status, 422);
        QVERIFY(broken.json()[QLatin1String("error")][QLatin1String("fields")][QLatin1String("compose")]
                    .toString()
                    .startsWith(QStringLiteral("line ")));
    }
};

QTEST_GUILESS_MAIN(tst_owntemplates)
#include "tst_owntemplates.moc"
