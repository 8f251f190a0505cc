// SPDX-License-Identifier: GPL-3.0-or-later
// Every endpoint x every role x own and foreign tenant, held against the permission table; and what customers can see
// of each other by lists, totals, events, changes and logs: nothing.
#include "shared/contract/api.h"
#include "tests/support/listener.h"
#include "tests/support/plantsession.h"
#include <QJsonArray>

namespace {
/// One line of the table as this test needs it.
struct Line {
    Verb verb;
    QByteArray path;
    Permission permission;
    QByteArray noun; // prefix of the id in the path; empty without one
    QByteArray about() const { return toText(verb).toLatin1() + ' ' + path; }
};

template <typename A>
QByteArray prefixOf() {
    if constexpr (isId<A>)
        return QByteArray(A::make(SystemClock()).value.section(u'_', 0, 0).toLatin1());
    else if constexpr (std::is_same_v<A, TemplateId>)
        return "template";
    else
        return {};
}
template <typename R, typename... A>
Line lineOf(const Endpoint<R(A...)> &e) {
    QByteArray noun;
    ((noun = noun.isEmpty() ? prefixOf<A>() : noun), ...);
    return {e.verb, QByteArray(e.path.data(), qsizetype(e.path.size())), e.permission, noun};
}
QList<Line> everyLine() {
    QList<Line> lines;
    Api::all([&lines](const auto &...e) { (lines.append(lineOf(e)), ...); });
    return lines;
}
} // namespace

class tst_permissions : public QObject {
    Q_OBJECT

    LivePanel m_panel;

    struct Actor {
        QByteArray name;
        Role role = Role::Admin;
        QByteArray customer; // empty: the panel's own
        QByteArray key, keyId; // or a session's cookie
        /// A key it made itself.
        QByteArray ownKey;
        /// Another session of the same user; empty for keys, which have none.
        QByteArray ownSession;
        bool isUser() const { return !ownSession.isEmpty(); }
        Scope scope() const { return customer.isEmpty() ? Scope::Panel : Scope::Customer; }
        Reach reach(Permission permission) const { return reachOf(role, permission, scope()); }
    };
    QList<Actor> m_actors;
    QByteArray m_a, m_b, m_idle; // customers
    QMap<QByteArray, QByteArray> m_services, m_operations, m_backups; // by customer; the empty one is the panel's
    QByteArray m_foreignKey, m_plan, m_registry;
    QByteArray m_foreignSession;
    QByteArrayList m_spareSessions; // for admins to end

    HttpAnswer as(
        const QByteArray &key, const QByteArray &method, const QByteArray &path, const QByteArray &body = {}) {
        if (key.startsWith("aap_"))
            return m_panel.request(method, path, body, {{"Authorization", "Bearer " + key}});
        return m_panel.request(
            method, path, body, {{"Authorization", ""}, {"Cookie", "session=" + key}, {"Origin", "http://127.0.0.1"}});
    }
    QByteArray idOf(const HttpAnswer &answer) { return answer.json()[QLatin1String("id")].toString().toLatin1(); }
    QByteArray made(const QByteArray &path, const QByteArray &body) {
        return idOf(m_panel.request("POST", path, body));
    }
    QByteArray service(const QByteArray &customer, const QByteArray &name) {
        const QByteArray owner = customer.isEmpty() ? QByteArray() : ",\"customer_id\":\"" + customer + '"';
        return made("/api/services", "{\"name\":\"" + name + "\",\"template\":\"static-site\"" + owner + '}');
    }
    /// Once the service has nothing else to do.
    QByteArray backup(const QByteArray &serviceId) {
        QByteArray id;
        (void)QTest::qWaitFor(
            [&] {
                id = made("/api/backups", "{\"service_id\":\"" + serviceId + "\"}");
                return !id.isEmpty();
            },
            20000);
        return id;
    }
    HttpAnswer makeKey(const QByteArray &maker, Role role, const QByteArray &customer) {
        const QByteArray owner = customer.isEmpty() ? QByteArray() : ",\"customer_id\":\"" + customer + '"';
        return as(maker, "POST", "/api/auth/api-keys",
            "{\"name\":\"k\",\"role\":\"" + toText(role).toLatin1() + '"' + owner + '}');
    }
    /// The id of the noun of this owner, for actor `who`. What DELETE may really take away is a fresh one.
    QByteArray target(const Line &line, const Actor &who, const QByteArray &owner, bool own) {
        static int count = 0;
        const bool fresh = line.verb == Verb::Delete && who.reach(line.permission) != Reach::None && own;
        const QByteArray name = "fresh-" + QByteArray::number(++count);
        if (line.noun == "svc")
            return fresh ? service(owner, name) : m_services.value(owner);
        if (line.noun == "op")
            return m_operations.value(owner);
        if (line.noun == "bkp")
            return fresh ? backup(m_services.value(owner)) : m_backups.value(owner);
        if (line.noun == "key")
            return !own ? m_foreignKey : fresh ? idOf(makeKey(who.key, who.role, who.customer)) : who.ownKey;
        if (line.noun == "sess")
            return !own                                    ? m_foreignSession
                : who.reach(line.permission) == Reach::All ? m_spareSessions.takeFirst()
                                                           : who.ownSession;
        if (line.permission == Permission::UsageRead)
            return owner;
        if (line.noun == "cust")
            return fresh ? made("/api/customers", "{\"name\":\"c\",\"email\":\"c@d.e\"}") : m_idle;
        if (line.noun == "plan")
            return fresh ? made("/api/plans", "{\"name\":\"" + name + "\"}") : m_plan;
        if (line.noun == "reg")
            return fresh ? made("/api/registries",
                       "{\"server\":\"" + name + ".example.com\",\"username\":\"u\",\"password\":\"p\"}")
                         : m_registry;
        return line.noun == "template" ? QByteArray("static-site") : QByteArray(line.noun + "_00000000000000000000");
    }
    static QString withoutIds(const HttpAnswer &answer, const QByteArray &id) {
        QJsonObject error = answer.json()[QLatin1String("error")].toObject();
        error.remove(QLatin1String("request_id"));
        return QString::fromUtf8(QJsonDocument(error).toJson(QJsonDocument::Compact).replace(id, "ID"));
    }
    void check(const Line &line, const Actor &who, const QByteArray &owner, bool own) {
        const QByteArray id = line.noun.isEmpty() ? QByteArray() : target(line, who, owner, own);
        QByteArray path = line.path;
        path.replace("<id>", id);
        const bool hasBody = line.verb == Verb::Post || line.verb == Verb::Patch || line.verb == Verb::Put;
        const QByteArray method = toText(line.verb).toLatin1();
        // An empty object changes nothing, or is an error of the body; either way the permission was judged before.
        const HttpAnswer answer = as(who.key, method, path, hasBody ? "{}" : "");
        const QByteArray about = who.name + ": " + line.about() + (own ? " own" : " foreign") + " of '" + owner
            + "' -> " + QByteArray::number(answer.status) + ' ' + answer.body.left(200);
        if (who.reach(line.permission) == Reach::None) {
            QVERIFY2(answer.status == 403, about.constData());
        } else if (!own) {
            QVERIFY2(answer.status == 404, about.constData());
            QVERIFY2(!answer.headers.contains("etag"), about.constData());
            const QByteArray nobody = line.noun + "_00000000000000000000";
            path.replace(id, nobody);
            const HttpAnswer nothing = as(who.key, method, path, hasBody ? "{}" : "");
            QCOMPARE(withoutIds(answer, id), withoutIds(nothing, nobody));
        } else if (line.noun == "usr") {
            QVERIFY2(answer.status == 404, about.constData()); // of that id there is none
        } else {
            const bool good = answer.status < 500 && answer.status != 401 && answer.status != 403
                && answer.status != 404 && answer.status != 405;
            QVERIFY2(good, about.constData());
        }
    }

private slots:
    void initTestCase() {
        QVERIFY2(m_panel.start(), m_panel.log().constData());
        m_a = made("/api/customers", R"({"name":"A","email":"a@example.com"})");
        m_b = made("/api/customers", R"({"name":"B","email":"b@example.com"})");
        m_idle = made("/api/customers", R"({"name":"idle","email":"i@example.com"})");
        m_plan = made("/api/plans", R"({"name":"small"})");
        m_registry = made("/api/registries", R"({"server":"ghcr.io","username":"u","password":"p"})");
        for (const QByteArray &owner : {m_a, m_b, QByteArray()}) {
            const QByteArray name = owner == m_a ? "of-a" : owner == m_b ? "hidden-of-b" : "hidden-of-panel";
            const QByteArray id = service(owner, name);
            m_services.insert(owner, id);
            const QString operation =
                m_panel.get("/api/services/" + id).json()[QLatin1String("operation_id")].toString();
            m_operations.insert(owner, operation.toLatin1());
            QCOMPARE(m_panel.finished(operation)[QLatin1String("status")].toString(), QStringLiteral("succeeded"));
        }
        for (const QByteArray &owner : {m_a, m_b, QByteArray()}) {
            m_backups.insert(owner, backup(m_services.value(owner)));
            QTRY_COMPARE_WITH_TIMEOUT(
                m_panel.get("/api/backups/" + m_backups.value(owner)).json()[QLatin1String("status")].toString(),
                QStringLiteral("verified"), 30000);
        }
        m_foreignKey = idOf(makeKey(m_panel.key(), Role::Admin, {}));
        const auto actor = [this](const char *name, Role role, const QByteArray &customer) {
            const HttpAnswer key = makeKey(m_panel.key(), role, customer);
            Actor one{
                name, role, customer, key.json()[QLatin1String("key")].toString().toLatin1(), idOf(key), idOf(key)};
            if (one.reach(Permission::KeysManage) != Reach::None)
                one.ownKey = idOf(makeKey(one.key, role, customer));
            QVERIFY2(!one.key.isEmpty() && !one.ownKey.isEmpty(), name);
            m_actors.append(one);
        };
        actor("admin", Role::Admin, {});
        actor("operator", Role::Operator, {});
        actor("viewer", Role::Viewer, {});
        actor("customer", Role::Customer, m_a);
        actor("admin of a", Role::Admin, m_a);
        actor("operator of a", Role::Operator, m_a);
        actor("viewer of a", Role::Viewer, m_a);
        plantUsers();
    }
    /// The same again as users in their browsers.
    void plantUsers() {
        QCOMPARE(m_panel.stop(), 0);
        const PlantedSession foreign = plantSession(m_panel.dataDir(), "foreign", "operator");
        m_foreignSession = foreign.id;
        for (int i = 0; i < 4; ++i)
            m_spareSessions.append(plantSession(m_panel.dataDir(), "foreign", "operator", {}, foreign.user).id);
        const QList<Actor> keys = m_actors;
        QList<PlantedSession> sessions;
        for (const Actor &key : keys) {
            sessions.append(plantSession(m_panel.dataDir(), key.name.constData(), "operator", key.customer));
            const QByteArray spare = plantSession(m_panel.dataDir(), "", "", {}, sessions.last().user).id;
            m_actors.append({"user: " + key.name, key.role, key.customer, sessions.last().cookie, {}, {}, spare});
            QVERIFY(!spare.isEmpty());
        }
        QVERIFY2(m_panel.start(), m_panel.log().constData());
        for (qsizetype i = 0; i < keys.size(); ++i) {
            Actor &user = m_actors[keys.size() + i];
            // Made while it may: viewers make none.
            user.ownKey =
                idOf(makeKey(user.key, user.customer.isEmpty() ? Role::Viewer : Role::Customer, user.customer));
            QVERIFY2(!user.ownKey.isEmpty(), user.name.constData());
            const QByteArray role = toText(user.role).toLatin1();
            QCOMPARE(
                m_panel.request("PATCH", "/api/users/" + sessions[i].user, "{\"role\":\"" + role + "\"}").status, 200);
        }
    }
    void cleanupTestCase() {
        QVERIFY(m_panel.removeAll());
        const int code = m_panel.stop();
        QVERIFY2(code == 0, m_panel.log().right(4000).constData());
    }

    void everyEndpointKeepsToTheTable() {
        for (const Line &line : everyLine()) {
            for (const Actor &who : std::as_const(m_actors)) {
                const bool isTenants = line.noun == "svc" || line.noun == "op" || line.noun == "bkp";
                if (who.isUser() && line.path == "/api/auth/logout")
                    continue; // would end what it is asked by
                if (line.noun == "sess") {
                    const bool isAll = who.reach(line.permission) == Reach::All;
                    if (who.isUser() || isAll)
                        check(line, who, {}, true);
                    if (!isAll)
                        check(line, who, {}, false);
                } else if (line.noun == "key") {
                    check(line, who, {}, true);
                    if (who.reach(line.permission) != Reach::All)
                        check(line, who, {}, false);
                } else if (line.permission == Permission::UsageRead) {
                    for (const QByteArray &owner : {m_a, m_b})
                        check(line, who, owner, who.customer.isEmpty() || who.customer == owner);
                } else if (!isTenants) {
                    check(line, who, {}, true);
                } else {
                    for (const QByteArray &owner : {m_a, m_b, QByteArray()})
                        check(line, who, owner, who.customer.isEmpty() || who.customer == owner);
                }
            }
            const QByteArray id =
                line.noun == "template" ? QByteArray("static-site") : QByteArray(line.noun + "_00000000000000000000");
            QByteArray path = line.path;
            path.replace("<id>", id);
            const HttpAnswer stranger =
                m_panel.request(toText(line.verb).toLatin1(), path, {}, {{"Authorization", "Bearer aap_00000000_x"}});
            QVERIFY2((stranger.status == 401) == (line.permission != Permission::Public), line.about().constData());
        }
    }
    void listsOfACustomerHoldAndCountItsOwnOnly() {
        for (const Actor &who : std::as_const(m_actors)) {
            if (who.customer.isEmpty())
                continue;
            for (const Line &line : everyLine()) {
                if (line.verb != Verb::Get || !line.noun.isEmpty() || who.reach(line.permission) == Reach::None)
                    continue;
                const HttpAnswer answer = as(who.key, "GET", line.path);
                for (const QByteArray &hidden : {m_b, m_services[m_b], m_services[{}], m_operations[m_b],
                         m_operations[{}], m_backups[m_b], m_backups[{}], m_foreignKey, m_foreignSession,
                         QByteArray("hidden-of-b"), QByteArray("hidden-of-panel")})
                    QVERIFY2(!answer.body.contains(hidden), QByteArray(line.about() + answer.body).constData());
            }
            const QJsonObject mine = as(who.key, "GET", "/api/services").json();
            QCOMPARE(mine[QLatin1String("total")].toInt(), 1);
            for (const QByteArray &filter :
                {QByteArray("customer_id=" + m_b), QByteArray("search=hidden"), QByteArray("search=hidden-of-b")})
                QCOMPARE(as(who.key, "GET", "/api/services?" + filter).json()[QLatin1String("total")].toInt(), 0);
            QCOMPARE(as(who.key, "GET", "/api/operations?service_id=" + m_services[m_b])
                         .json()[QLatin1String("total")]
                         .toInt(),
                0);
        }
    }
    void aNameOfAnotherCustomerIsFree() {
        const Actor &customer = m_actors[3];
        const HttpAnswer plan = as(
            customer.key, "POST", "/api/services?dry_run=true", R"({"name":"hidden-of-b","template":"static-site"})");
        QCOMPARE(plan.status, 200);
        QVERIFY(!plan.body.contains(m_services[m_b]));
        const HttpAnswer foreign = as(customer.key, "POST", "/api/services",
            "{\"name\":\"x1\",\"template\":\"static-site\",\"customer_id\":\"" + m_b + "\"}");
        const HttpAnswer nobody = as(customer.key, "POST", "/api/services",
            R"({"name":"x1","template":"static-site","customer_id":"cust_00000000000000000000"})");
        QCOMPARE(foreign.status, 422);
        QCOMPARE(withoutIds(foreign, m_b), withoutIds(nobody, m_b));
        QCOMPARE(makeKey(customer.key, Role::Customer, m_b).status, 422);
    }
    void eventsChangesAndLogsOfOthersDoNotArrive() {
        Listener ours(m_panel, m_actors[3].key), all(m_panel, m_actors[0].key);
        for (Listener *listener : {&ours, &all}) {
            listener->send(R"({"type":"subscribe","request":1,"channel":"changes","after":0})");
            listener->send(R"({"type":"subscribe","request":2,"channel":"events","types":["deploy.progress",)"
                           R"("service.status","service.metrics","backup.progress"]})");
        }
        const auto logs = [&ours](int request, const QByteArray &id) {
            ours.send("{\"type\":\"subscribe\",\"request\":" + QByteArray::number(request)
                + ",\"channel\":\"logs\",\"service_id\":\"" + id + "\",\"tail\":10}");
        };
        logs(3, m_services[m_b]);
        logs(4, "svc_00000000000000000000");
        logs(5, m_services[m_a]);
        for (const QByteArray &owner : {m_b, QByteArray(), m_a}) {
            const HttpAnswer begun = m_panel.request("POST", "/api/services/" + m_services[owner] + "/restart");
            m_panel.finished(begun.json()[QLatin1String("id")].toString());
        }
        // When the last of A's own has arrived, so would have all of the others' before it.
        const auto runs = [](const Listener &listener, const QByteArray &id) {
            const QList<QJsonObject> changes = listener.of("change");
            return !changes.isEmpty()
                && std::any_of(changes.end() - std::min<qsizetype>(6, changes.size()), changes.end(),
                    [&id](const QJsonObject &change) {
                        const QJsonObject data = change[QLatin1String("data")].toObject();
                        return data[QLatin1String("id")].toString().toLatin1() == id
                            && data[QLatin1String("value")][QLatin1String("status")].toString()
                            == QLatin1String("running");
                    });
        };
        QTRY_VERIFY(runs(ours, m_services[m_a]));
        QTRY_VERIFY(runs(all, m_services[m_a]));
        QTRY_COMPARE(ours.of("error").size(), 2);
        const auto error = [&ours](qsizetype i) { return ours.of("error")[i][QLatin1String("data")]; };
        QCOMPARE(error(0), error(1));
        QVERIFY(!ours.of("deploy.progress").isEmpty() && !ours.of("service.status").isEmpty());
        QSet<QString> nouns;
        for (const QJsonObject &frame : all.of("change"))
            nouns.insert(frame[QLatin1String("data")][QLatin1String("noun")].toString());
        QCOMPARE(
            nouns, (QSet<QString>{QStringLiteral("service"), QStringLiteral("operation"), QStringLiteral("backup")}));
        for (const QJsonObject &frame : std::as_const(ours.frames)) {
            const QByteArray text = QJsonDocument(frame).toJson(QJsonDocument::Compact);
            for (const QByteArray &hidden : {m_services[m_b], m_services[{}], m_operations[m_b], m_operations[{}],
                     m_backups[m_b], m_backups[{}], m_b, QByteArray("hidden-of")})
                QVERIFY2(!text.contains(hidden), text.constData());
        }
    }
};

QTEST_GUILESS_MAIN(tst_permissions)
#include "tst_permissions.moc"
