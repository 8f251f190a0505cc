// SPDX-License-Identifier: GPL-3.0-or-later
// Sessions and the gate: how long they go on by both clocks, how many there are, and what a cookie alone may do.
#include "server/http/cookie.h"
#include "server/http/gate.h"
#include "server/services/apikeyservice.h"
#include "server/services/userservice.h"
#include "server/store/tables.h"
#include "tests/support/await.h"
#include <QSignalSpy>
#include <QTemporaryDir>

using namespace std::chrono_literals;

class tst_sessionservice : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;
    ManualClock m_clock;
    std::unique_ptr<Database> m_database;
    std::unique_ptr<AuthService> m_auth;
    std::unique_ptr<SessionService> m_sessions;

    UserRecord makeUser(const char *name, Role role = Role::Operator) {
        UserRecord user;
        user.id = UserId::make(m_clock);
        user.name = user.subject = QString::fromLatin1(name);
        user.issuer = QStringLiteral("https://id.example");
        user.role = role;
        user.created_at = user.updated_at = m_clock.now();
        if (!m_database->wait(m_database->write<Done>(
                [user](Transaction &transaction) { return tables::users.insert(transaction, user); })))
            qCritical("the user %s was not stored", name);
        return user;
    }
    Secret signIn(const UserRecord &user, std::optional<SessionId> before = {}) {
        const auto made = m_sessions->make(user.id, QStringLiteral("192.0.2.1"), QStringLiteral("Firefox"));
        return await(m_sessions->begin(made.record, user, before)) ? made.cookie : Secret();
    }
    void restart(SessionLimits limits = {}) {
        m_sessions = std::make_unique<SessionService>(*m_database, *m_auth, m_clock, limits);
        QVERIFY(await(m_sessions->load()));
    }
    qint64 rows() {
        auto counting = m_database->read<qint64>([](Transaction &transaction) -> Result<qint64> {
            TRY(all, tables::sessions.all(transaction));
            return qint64(all.size());
        });
        const auto counted = m_database->wait(counting);
        return counted ? *counted : -1;
    }
    struct Headers {
        QByteArrayList lines;
        const char *method = "GET";
    };
    static HttpRequest request(const Headers &headers) {
        HttpRequest request;
        request.method = headers.method;
        request.path = "/api/services";
        request.peer = QHostAddress(QHostAddress::LocalHost);
        request.head = headers.lines.join('\n');
        qsizetype at = 0;
        for (const QByteArray &line : headers.lines) {
            const QByteArrayView whole = QByteArrayView(request.head).sliced(at, line.size());
            const qsizetype colon = line.indexOf(':');
            request.headers.append({whole.first(colon), whole.sliced(colon + 1).trimmed()});
            at += line.size() + 1;
        }
        return request;
    }
    static std::optional<ErrorCode> refusal(const Gate::Pass &pass) {
        return pass.refusal ? std::optional(pass.refusal->code) : std::nullopt;
    }

private slots:
    void init() {
        m_dir = std::make_unique<QTemporaryDir>();
        m_database = std::make_unique<Database>();
        QVERIFY(m_database->open(m_dir->filePath(QStringLiteral("panel.db"))));
        m_auth = std::make_unique<AuthService>(*m_database, m_clock);
        restart();
    }
    void cleanup() {
        m_sessions.reset();
        m_auth.reset();
        m_database->close();
        m_database.reset();
    }

    void aCookieHasTwoHundredAndFiftySixRandomBitsAndIsStoredAsItsHash() {
        const UserRecord user = makeUser("ada");
        const auto one = m_sessions->make(user.id, {}, {}), two = m_sessions->make(user.id, {}, {});
        QCOMPARE(QByteArray::fromBase64(one.cookie.reveal(), QByteArray::Base64UrlEncoding).size(), 32);
        QVERIFY(!(one.cookie == two.cookie));
        QCOMPARE(one.record.hash.size(), 64);
        const Secret cookie = signIn(user);
        QCOMPARE(m_sessions->authenticate(cookie)->user, user.id);
        for (qsizetype i = 0; i < cookie.reveal().size(); ++i) {
            QByteArray wrong = cookie.reveal();
            wrong[i] = wrong[i] == 'A' ? 'B' : 'A';
            QVERIFY(!m_sessions->authenticate(Secret(wrong)));
        }
        QVERIFY(!m_sessions->authenticate(Secret()));
        QVERIFY(!m_sessions->authenticate(Secret(cookie.reveal() + 'A')));
        restart();
        QVERIFY(m_sessions->authenticate(cookie));
    }
    void itEndsWhenItIsNotUsedAndInAnyCaseAtItsAge() {
        restart({1h, 24h});
        const UserRecord user = makeUser("ada");
        const Secret idle = signIn(user);
        m_clock.advance(59min);
        QVERIFY(m_sessions->authenticate(idle));
        m_clock.advance(59min);
        QVERIFY(m_sessions->authenticate(idle));
        m_clock.advance(60min);
        QVERIFY(!m_sessions->authenticate(idle));

        const Secret old = signIn(user);
        for (int i = 0; i < 47; ++i) {
            m_clock.advance(30min);
            QVERIFY(m_sessions->authenticate(old));
        }
        m_clock.advance(30min);
        QVERIFY(!m_sessions->authenticate(old));
        QSignalSpy ended(m_sessions.get(), &SessionService::ends);
        QVERIFY(await(m_sessions->storeUses()));
        QCOMPARE(ended.size(), 2);
        QCOMPARE(rows(), 0);
    }
    void aClockThatIsSetBackMakesNoSessionLonger() {
        restart({1h, 24h});
        const UserRecord user = makeUser("ada");
        const Secret first = signIn(user), second = signIn(user);
        m_clock.step(-240h);
        m_clock.advance(59min);
        QVERIFY(m_sessions->authenticate(first));
        m_clock.advance(1min);
        QVERIFY(m_sessions->authenticate(first));
        QVERIFY(!m_sessions->authenticate(second));
        for (int i = 0; i < 45; ++i) {
            m_clock.advance(30min);
            QVERIFY(m_sessions->authenticate(first));
        }
        m_clock.advance(30min);
        QVERIFY(!m_sessions->authenticate(first));
        // Nor does a restart in between.
        const Secret third = signIn(user);
        m_clock.step(-240h);
        restart({1h, 24h});
        QVERIFY(m_sessions->authenticate(third));
        m_clock.advance(1h);
        QVERIFY(!m_sessions->authenticate(third));
    }
    void aClockThatIsSetForwardEndsThem() {
        const UserRecord user = makeUser("ada");
        const Secret cookie = signIn(user);
        m_clock.step(13h);
        QVERIFY(!m_sessions->authenticate(cookie));
    }
    void usesAreStoredTogetherAndNotByRequest() {
        const UserRecord user = makeUser("ada");
        const Secret one = signIn(user), two = signIn(user);
        m_clock.advance(2min);
        const qint64 before = m_database->commits();
        for (int i = 0; i < 500; ++i)
            QVERIFY(m_sessions->authenticate(one) && m_sessions->authenticate(two));
        QCOMPARE(m_database->commits(), before);
        QVERIFY(await(m_sessions->storeUses()));
        QCOMPARE(m_database->commits(), before + 1);
        QVERIFY(await(m_sessions->storeUses()));
        QCOMPARE(m_database->commits(), before + 1);
    }
    void oneIsRemindedOfOnceWhenItIsUsedAfterThatTime() {
        const UserRecord user = makeUser("ada");
        const Secret cookie = signIn(user);
        QSignalSpy due(m_sessions.get(), &SessionService::due);
        m_sessions->remindAfter(*m_sessions->authenticate(cookie)->session, 5min);
        m_clock.advance(5min - 1ms);
        QVERIFY(m_sessions->authenticate(cookie));
        QCOMPARE(due.size(), 0);
        m_clock.advance(1ms);
        QVERIFY(m_sessions->authenticate(cookie) && m_sessions->authenticate(cookie));
        QCOMPARE(due.size(), 1);
    }
    void signingInAgainRenewsAndEndsTheOneBefore() {
        const UserRecord user = makeUser("ada");
        const Secret first = signIn(user);
        const SessionId id = *m_sessions->authenticate(first)->session;
        const Secret second = signIn(user, id);
        QVERIFY(!(first == second));
        QVERIFY(!m_sessions->authenticate(first));
        QVERIFY(m_sessions->authenticate(second));
        QCOMPARE(rows(), 1);
    }
    void thereIsAnEndToHowManyThereAre() {
        restart({12h, 24h, 3, 10'000});
        const UserRecord ada = makeUser("ada"), bob = makeUser("bob");
        QList<Secret> of;
        const Secret bobs = signIn(bob);
        for (int i = 0; i < 5; ++i) {
            m_clock.advance(2min);
            of.append(signIn(ada));
        }
        QVERIFY(!m_sessions->authenticate(of[0]) && !m_sessions->authenticate(of[1]));
        QVERIFY(m_sessions->authenticate(of[2]) && m_sessions->authenticate(of[4]) && m_sessions->authenticate(bobs));

        restart({12h, 24h, 20'000, 10'000});
        m_clock.advance(2min);
        QVERIFY(m_sessions->authenticate(bobs));
        QElapsedTimer timer;
        QList<SessionService::NewSession> many;
        for (int i = 0; i < 10'050; ++i) {
            many.append(m_sessions->make(ada.id, {}, {}));
            spawn(m_sessions->begin(many.last().record, ada, {}));
        }
        QCOMPARE(m_sessions->count(), 10'000);
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 10'000, 30'000);
        QVERIFY(m_sessions->authenticate(many.last().cookie));
        timer.start();
        for (int i = 0; i < 10'000; ++i)
            (void)m_sessions->authenticate(many.last().cookie);
        QVERIFY2(timer.elapsed() < 1000, "one of ten thousand is found at once");
    }
    void aCookieAloneChangesNothingFromAnotherSite() {
        const Secret cookie = signIn(makeUser("ada"));
        Gate gate(*m_auth, *m_sessions, m_clock, {});
        const QByteArray session = "cookie: other=1; session=" + cookie.reveal();
        const auto ask = [&](const Headers &headers, Door door = Door::Rest) {
            return refusal(gate.enter(request(headers), Permission::ServicesRead, RateClass::Normal, door));
        };
        QVERIFY(!ask({{session, "host: panel.test"}}));
        for (const char *method : {"POST", "PATCH", "DELETE", "PUT"}) {
            QCOMPARE(ask({{session, "host: panel.test"}, method}), ErrorCode::Forbidden);
            for (const char *foreign : {"http://evil.test", "null", "https://panel.test", "http://panel.test:8080",
                     "http://panel.test.evil.test", "http://panel.testx"})
                QCOMPARE(ask({{session, "host: panel.test", QByteArray("origin: ") + foreign}, method}),
                    ErrorCode::Forbidden);
            QVERIFY(!ask({{session, "host: panel.test", "origin: http://panel.test"}, method}));
        }
        QCOMPARE(ask({{session, "host: panel.test"}}, Door::WebSocket), ErrorCode::Forbidden);
        QCOMPARE(
            ask({{session, "host: panel.test", "origin: http://evil.test"}}, Door::WebSocket), ErrorCode::Forbidden);
        QVERIFY(!ask({{session, "host: panel.test", "origin: http://panel.test"}}, Door::WebSocket));
        // Behind a proxy it is the address people use that counts.
        Gate named(*m_auth, *m_sessions, m_clock, {}, "https://panel.example");
        const auto named403 = [&](const char *origin) {
            return refusal(
                named.enter(request({{session, "host: 10.0.0.5:8080", QByteArray("origin: ") + origin}, "POST"}),
                    Permission::ServicesRead, RateClass::Normal));
        };
        QVERIFY(!named403("https://panel.example"));
        QCOMPARE(named403("http://10.0.0.5:8080"), ErrorCode::Forbidden);
    }
    void aKeyWinsOverACookieAndTwoOfThemAreRefused() {
        const UserRecord user = makeUser("ada");
        const QByteArray session = "cookie: session=" + signIn(user).reveal();
        const AuthService::NewKey key = AuthService::makeKey(m_clock, QStringLiteral("k"), Role::Viewer, {});
        m_auth->remember(key.record);
        const QByteArray bearer = "authorization: Bearer " + key.text.reveal();
        Gate gate(*m_auth, *m_sessions, m_clock, {});
        const auto enter = [&](const QByteArrayList &headers) {
            return gate.enter(request({headers}), Permission::ServicesRead, RateClass::Normal);
        };
        QCOMPARE(enter({session}).caller->user, user.id);
        QCOMPARE(enter({session, bearer}).caller->key, key.record.id);
        QCOMPARE(enter({bearer, session}).caller->key, key.record.id);
        // One that is wrong does not fall back to the cookie.
        for (const char *wrong : {"Bearer x", "Basic dXNlcjpwdw==", "Bearer aap_00000000_x", ""})
            QCOMPARE(refusal(enter({session, QByteArray("authorization: ") + wrong})), ErrorCode::Unauthorized);
        QCOMPARE(refusal(enter({bearer, bearer})), ErrorCode::BadRequest);
        QCOMPARE(refusal(enter({bearer, "authorization: Basic x"})), ErrorCode::BadRequest);
        QVERIFY(!enter({bearer, bearer}).caller);
    }
    void cookiesOfAllKindsAreReadWithoutHarm() {
        const Secret cookie = signIn(makeUser("ada"));
        Gate gate(*m_auth, *m_sessions, m_clock, {0, 0, 0});
        const auto isIn = [&](const QByteArrayList &cookies) {
            QByteArrayList headers;
            for (const QByteArray &one : cookies)
                headers.append("cookie: " + one);
            return !gate.enter(request({headers}), Permission::ServicesRead, RateClass::Normal).refusal;
        };
        const QByteArray good = "session=" + cookie.reveal();
        QVERIFY(isIn({good}) && isIn({"a=b", good}) && isIn({good + "; " + good}) && isIn({";;  " + good + " ;"}));
        QVERIFY(!isIn({"xsession=" + cookie.reveal()}));
        QVERIFY(!isIn({"session =" + cookie.reveal()}));
        QVERIFY(!isIn({good + "x"}));
        QVERIFY(!isIn({"session=\"" + cookie.reveal() + '"'}));
        // Put there by another site below the same domain, before or behind.
        const QByteArray other = "session=" + QByteArray(43, 'A');
        QVERIFY(!isIn({good + "; " + other}) && !isIn({other + "; " + good}) && !isIn({other, good}));
        QVERIFY(!isIn({"session"}) && !isIn({"="}) && !isIn({""}));
        QByteArray bomb;
        for (int i = 0; i < 5000; ++i)
            bomb += "c" + QByteArray::number(i) + "=1;";
        QVERIFY(isIn({bomb + good}));
    }
    void aUsersKeysFollowWhatTheUserMayDo() {
        UserRecord user = makeUser("ada", Role::Admin);
        const Secret cookie = signIn(user);
        AuthService::NewKey own = AuthService::makeKey(m_clock, QStringLiteral("own"), Role::Admin, {});
        own.record.user_id = user.id;
        m_clock.advance(1ms);
        const AuthService::NewKey other = AuthService::makeKey(m_clock, QStringLiteral("other"), Role::Admin, {});
        for (const ApiKeyRecord &record : {own.record, other.record}) {
            QVERIFY(m_database->wait(m_database->write<Done>(
                [record](Transaction &transaction) { return AuthService::insert(transaction, record); })));
            m_auth->remember(record);
        }
        UserService users(*m_database, *m_auth, *m_sessions, m_clock);
        QSignalSpy rights(m_sessions.get(), &SessionService::rightsChanged);
        PatchUser viewer;
        viewer.role = Role::Viewer;
        QVERIFY(await(users.patch(Caller{}, user.id, viewer)));
        QCOMPARE(m_sessions->authenticate(cookie)->role, Role::Viewer);
        QCOMPARE(rights.size(), 1);
        const auto key = m_auth->authenticate(own.text);
        QCOMPARE(key->role, Role::Viewer);
        QCOMPARE(key->reach(Permission::ServicesDeploy), Reach::None);
        QCOMPARE(m_auth->authenticate(other.text)->role, Role::Admin);
        // It does not come back by itself.
        PatchUser admin;
        admin.role = Role::Admin;
        QVERIFY(await(users.patch(Caller{}, user.id, admin)));
        QCOMPARE(m_auth->authenticate(own.text)->role, Role::Viewer);
        // Of a customer now: what reached further is gone.
        Customer customer;
        customer.id = CustomerId::make(m_clock);
        customer.name = customer.email = QStringLiteral("a@b.c");
        const CustomerRecord row{customer, {}};
        QVERIFY(m_database->wait(m_database->write<Done>(
            [row](Transaction &transaction) { return tables::customers.insert(transaction, row); })));
        PatchUser tenant;
        tenant.customer_id = customer.id;
        QVERIFY(await(users.patch(Caller{}, user.id, tenant)));
        QVERIFY(!m_auth->authenticate(own.text));
        QVERIFY(m_auth->authenticate(other.text));
        QCOMPARE(m_sessions->authenticate(cookie)->customer, customer.id);
    }
    void whatIsTakenWhileARequestWaitsIsNotHandedOn() {
        const UserRecord user = makeUser("ada", Role::Admin);
        const Caller before = *m_sessions->authenticate(signIn(user));
        ApiKeyService keys(*m_database, *m_auth, m_clock, 120);
        UserService users(*m_database, *m_auth, *m_sessions, m_clock);
        CreateApiKey wanted;
        wanted.name = QStringLiteral("own");
        wanted.role = Role::Admin;
        const auto parent = await(keys.create(before, wanted));
        QVERIFY(parent);
        const Caller byKey = *m_auth->authenticate(Secret(parent->key.toLatin1()));
        PatchUser viewer;
        viewer.role = Role::Viewer;
        QVERIFY(await(users.patch(Caller{}, user.id, viewer)));
        // Both were let in as an admin, and their turn comes now.
        PatchApiKey raise;
        raise.role = Role::Admin;
        for (const Caller &late : {before, byKey}) {
            const auto made = await(keys.create(late, wanted));
            QVERIFY(!made && made.error().code == ErrorCode::Conflict);
            const auto raised = await(keys.patch(late, parent->id, raise));
            QVERIFY(!raised && raised.error().code == ErrorCode::Conflict);
        }
        QCOMPARE(m_auth->authenticate(Secret(parent->key.toLatin1()))->role, Role::Viewer);
        // By the rights of now one gets as far as they reach.
        raise.role = Role::Viewer;
        const auto now = await(keys.patch(*m_sessions->renewed(before), parent->id, raise));
        QVERIFY(!now && now.error().code == ErrorCode::Forbidden); // a viewer reads its keys
    }
};

QTEST_GUILESS_MAIN(tst_sessionservice)
#include "tst_sessionservice.moc"
