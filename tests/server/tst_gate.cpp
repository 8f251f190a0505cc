// SPDX-License-Identifier: GPL-3.0-or-later
// Keys, limits and the gate in front of every route: who is let in, how often, and what the headers say.
#include "server/http/clientaddress.h"
#include "server/http/gate.h"
#include "server/store/tables.h"
#include "tests/support/await.h"
#include <QTemporaryDir>

class tst_gate : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    ManualClock m_clock;
    Database m_database;
    std::unique_ptr<AuthService> m_auth;
    std::unique_ptr<SessionService> m_sessions;

    Secret makeKey(Role role, std::optional<Timestamp> expires = {}) {
        const AuthService::NewKey key = AuthService::makeKey(m_clock, QStringLiteral("k"), role, expires);
        store(key.record);
        m_clock.advance(std::chrono::milliseconds(1)); // the next key's public part is another one
        return key.text;
    }
    void store(const ApiKeyRecord &record) {
        QVERIFY(m_database.wait(m_database.write<Done>(
            [record](Transaction &transaction) { return AuthService::insert(transaction, record); })));
    }
    static HttpRequest request(const QByteArray &authorization = {}, const char *peer = "127.0.0.1") {
        HttpRequest request;
        request.method = "GET";
        request.path = "/api/services";
        request.peer = QHostAddress(QString::fromLatin1(peer));
        request.head = authorization;
        if (!authorization.isEmpty())
            request.headers.append({"authorization", request.head});
        return request;
    }
    static HttpRequest withKey(const Secret &key) { return request("Bearer " + key.reveal()); }
    static std::optional<ErrorCode> refusal(const Gate::Pass &pass) {
        return pass.refusal ? std::optional(pass.refusal->code) : std::nullopt;
    }
    std::optional<ErrorCode> ask(
        Gate &gate, const HttpRequest &request, Permission permission = Permission::ServicesRead) {
        return refusal(gate.enter(request, permission, RateClass::Normal));
    }

private slots:
    void initTestCase() {
        QVERIFY(m_database.open(m_dir.filePath(QStringLiteral("panel.db"))));
        m_auth = std::make_unique<AuthService>(m_database, m_clock);
        QVERIFY(await(m_auth->load()));
        m_sessions = std::make_unique<SessionService>(m_database, *m_auth, m_clock, SessionLimits{});
    }
    void cleanupTestCase() { m_database.close(); }

    void aKeyHasTwoHundredAndFiftySixRandomBitsAndIsStoredAsItsHash() {
        const AuthService::NewKey one = AuthService::makeKey(m_clock, QStringLiteral("n"), Role::Admin, {});
        const AuthService::NewKey two = AuthService::makeKey(m_clock, QStringLiteral("n"), Role::Admin, {});
        const QByteArray text = one.text.reveal();
        QCOMPARE(text.size(), qsizetype(4 + 8 + 1 + 43));
        QVERIFY(text.startsWith("aap_"));
        QCOMPARE(one.record.prefix.toLatin1(), text.mid(4, 8));
        QCOMPARE(QByteArray::fromBase64(text.mid(13), QByteArray::Base64UrlEncoding).size(), 32);
        QVERIFY(one.text.reveal().mid(13) != two.text.reveal().mid(13));
        QCOMPARE(one.record.hash.size(), 64);
        QVERIFY(!one.record.hash.contains(QString::fromLatin1(text.mid(13))));
    }
    void everySingleCharacterOfAKeyCounts() {
        const Secret key = makeKey(Role::Viewer);
        QCOMPARE(m_auth->authenticate(key)->role, Role::Viewer);
        for (qsizetype i = 0; i < key.reveal().size(); ++i) {
            m_clock.advance(std::chrono::seconds(2)); // strangers may ask the database a few times a second
            QByteArray wrong = key.reveal();
            wrong[i] = wrong[i] == 'A' ? 'B' : 'A';
            QVERIFY2(!m_auth->authenticate(Secret(wrong)), wrong.constData());
            QVERIFY(!m_auth->authenticate(Secret(key.reveal().first(i))));
        }
        QVERIFY(!m_auth->authenticate(Secret(key.reveal() + "A")));
        QVERIFY(!m_auth->authenticate(Secret()));
        QVERIFY(m_auth->authenticate(key));
    }
    void aKeyEndsWhenItExpires() {
        const Secret key = makeKey(Role::Admin, m_clock.now() + std::chrono::seconds(10));
        QVERIFY(m_auth->authenticate(key));
        m_clock.advance(std::chrono::seconds(10));
        QVERIFY(!m_auth->authenticate(key));
    }
    void aDamagedHashLetsNobodyIn() {
        AuthService::NewKey key = AuthService::makeKey(m_clock, QStringLiteral("k"), Role::Admin, {});
        m_clock.advance(std::chrono::seconds(2));
        for (const QString &hash : {QString(), QStringLiteral("zz"), key.record.hash.left(62)}) {
            AuthService auth(m_database, m_clock);
            key.record.hash = hash;
            auth.remember(key.record);
            QVERIFY(!auth.authenticate(key.text));
        }
    }
    void strangersDoNotReachTheDatabaseMoreThanAFewTimesASecond() {
        AuthService auth(m_database, m_clock);
        const Secret late = makeKey(Role::Admin);
        m_clock.advance(std::chrono::seconds(2));
        for (int i = 0; i < 5; ++i)
            QVERIFY(!auth.authenticate(Secret("aap_0000000" + QByteArray::number(i) + "_" + QByteArray(43, 'x'))));
        QVERIFY(!auth.authenticate(late)); // the sixth within the second
        m_clock.advance(std::chrono::seconds(2));
        QVERIFY(auth.authenticate(late));
    }
    void withoutAKeyOnlyThePublicIsOpen() {
        Gate gate(*m_auth, *m_sessions, m_clock, {});
        QVERIFY(!ask(gate, request(), Permission::Public));
        QCOMPARE(ask(gate, request()), ErrorCode::Unauthorized);
        for (const char *bad :
            {"Bearer", "Bearer ", "Basic dXNlcjpwdw==", "Bearer x", "bearerx", "Bearer aap_00000000_x"})
            QCOMPARE(ask(gate, request(bad)), ErrorCode::Unauthorized);
    }
    void rolesDecideByPermissionAndDeniedOnesAreTakenAway() {
        Gate gate(*m_auth, *m_sessions, m_clock, {});
        const Secret viewer = makeKey(Role::Viewer);
        QVERIFY(!ask(gate, withKey(viewer)));
        QVERIFY(!ask(gate, request("bEARER " + viewer.reveal())));
        QCOMPARE(ask(gate, withKey(viewer), Permission::ServicesDeploy), ErrorCode::Forbidden);
        AuthService::NewKey narrow = AuthService::makeKey(m_clock, QStringLiteral("narrow"), Role::Admin, {});
        narrow.record.denied_permissions = {Permission::ServicesDeploy};
        m_auth->remember(narrow.record);
        QCOMPARE(ask(gate, withKey(narrow.text), Permission::ServicesDeploy), ErrorCode::Forbidden);
        QVERIFY(!ask(gate, withKey(narrow.text)));
    }
    void aKeyThatWasRightIsStillCompared() {
        Gate gate(*m_auth, *m_sessions, m_clock, {});
        AuthService::NewKey key = AuthService::makeKey(m_clock, QStringLiteral("k"), Role::Admin, {});
        m_auth->remember(key.record);
        QByteArray other = key.text.reveal();
        other.back() = other.back() == 'A' ? 'B' : 'A';
        for (int i = 0; i < 2; ++i) {
            QVERIFY(!ask(gate, withKey(key.text)));
            QCOMPARE(ask(gate, withKey(Secret(other))), ErrorCode::Unauthorized);
        }
        m_auth->forget(key.record.id);
        QCOMPARE(ask(gate, withKey(key.text)), ErrorCode::Unauthorized);
    }
    void theKeyInTheAddressIsForWebSocketsOnly() {
        Gate gate(*m_auth, *m_sessions, m_clock, {});
        HttpRequest inAddress = request();
        const QByteArray query = "api_key=" + makeKey(Role::Admin).reveal();
        inAddress.query = query;
        QCOMPARE(ask(gate, inAddress), ErrorCode::Unauthorized);
        QVERIFY(!gate.enter(inAddress, Permission::SignedIn, RateClass::Normal, Door::WebSocket).refusal);
    }
    void limitsAreCountedByKeyAddressAndKindOfRequest() {
        Gate gate(*m_auth, *m_sessions, m_clock, {3, 5, 2});
        const Secret key = makeKey(Role::Admin), other = makeKey(Role::Admin);
        for (int i = 0; i < 5; ++i)
            QVERIFY(!ask(gate, withKey(key)));
        const Gate::Pass sixth = gate.enter(withKey(key), Permission::ServicesRead, RateClass::Normal);
        QCOMPARE(refusal(sixth), ErrorCode::RateLimited);
        QVERIFY(!ask(gate, withKey(other)));
        for (int i = 0; i < 2; ++i)
            QVERIFY(!gate.enter(withKey(key), Permission::ServicesDeploy, RateClass::Deploy).refusal);
        QCOMPARE(
            refusal(gate.enter(withKey(key), Permission::ServicesDeploy, RateClass::Deploy)), ErrorCode::RateLimited);
        for (int i = 0; i < 3; ++i)
            QCOMPARE(ask(gate, request({}, "10.0.0.1")), ErrorCode::Unauthorized);
        QCOMPARE(ask(gate, request({}, "10.0.0.1")), ErrorCode::RateLimited);
        QCOMPARE(ask(gate, request({}, "::ffff:10.0.0.1")), ErrorCode::RateLimited); // the same client
        QCOMPARE(ask(gate, request({}, "10.0.0.2")), ErrorCode::Unauthorized);
        for (int i = 0; i < 3; ++i) // one subscriber holds a whole /64
            QCOMPARE(
                ask(gate, request({}, qPrintable(QStringLiteral("2001:db8::%1").arg(i + 1)))), ErrorCode::Unauthorized);
        QCOMPARE(ask(gate, request({}, "2001:db8::99")), ErrorCode::RateLimited);
        QCOMPARE(ask(gate, request({}, "2001:db8:0:1::1")), ErrorCode::Unauthorized);

        HttpResponse response;
        gate.addHeaders(sixth.count, response);
        QCOMPARE(response.header("X-RateLimit-Limit"), "5");
        QCOMPARE(response.header("X-RateLimit-Remaining"), "0");
        const int wait = response.header("Retry-After").toInt();
        QVERIFY(wait >= 1 && wait <= 60);
        m_clock.advance(std::chrono::seconds(wait));
        QVERIFY(!ask(gate, withKey(key)));
    }
    void usesOfKeysAreStoredTogetherAndNotByRequest() {
        const Secret one = makeKey(Role::Admin), two = makeKey(Role::Admin);
        const qint64 before = m_database.commits();
        for (int i = 0; i < 500; ++i)
            QVERIFY(m_auth->authenticate(one) && m_auth->authenticate(two));
        QCOMPARE(m_database.commits(), before);
        QVERIFY(await(m_auth->storeLastUses()));
        QCOMPARE(m_database.commits(), before + 1);
        const ApiKeyId id = m_auth->authenticate(one)->key;
        const auto first = m_auth->lastUsed(id);
        m_clock.advance(std::chrono::seconds(59));
        QVERIFY(m_auth->authenticate(one));
        QCOMPARE(m_auth->lastUsed(id), first);
        m_clock.advance(std::chrono::seconds(1));
        QVERIFY(m_auth->authenticate(one));
        QCOMPARE(m_auth->lastUsed(id), m_clock.now());
        QVERIFY(await(m_auth->storeLastUses()));
        const auto stored = m_database.wait(m_database.read<ApiKeyRecord>(
            [id](Transaction &transaction) { return tables::apiKeys.get(transaction, id.value); }));
        QCOMPARE(stored->last_used_at, m_auth->lastUsed(id));
    }
    void aMillionAddressesCostBoundedMemoryAndKeysNothing() {
        Gate gate(*m_auth, *m_sessions, m_clock, {3, 5, 2});
        const Secret key = makeKey(Role::Admin);
        for (quint32 i = 0; i < 1'000'000; ++i) {
            HttpRequest one = request();
            one.peer = QHostAddress(0x0a000000U + i);
            (void)gate.enter(one, Permission::Public, RateClass::Normal);
        }
        QVERIFY2(gate.subjects() <= 200'001, "one count is shared by all that have no place of their own");
        QCOMPARE(ask(gate, request({}, "192.0.2.1"), Permission::Public), ErrorCode::RateLimited);
        QVERIFY(!ask(gate, withKey(key)));
        m_clock.advance(std::chrono::minutes(1));
        QVERIFY(!ask(gate, request({}, "192.0.2.1"), Permission::Public));
        QVERIFY(gate.subjects() <= 2);
    }
    void theWindowEndsToTheMillisecond() {
        Gate gate(*m_auth, *m_sessions, m_clock, {2, 2, 2});
        const auto intoMinute = m_clock.now().time_since_epoch() % std::chrono::minutes(1);
        m_clock.advance(std::chrono::minutes(1) - intoMinute - std::chrono::milliseconds(1));
        for (int round = 0; round < 2; ++round) {
            for (int i = 0; i < 2; ++i)
                QVERIFY(!ask(gate, request(), Permission::Public));
            QCOMPARE(ask(gate, request(), Permission::Public), ErrorCode::RateLimited);
            m_clock.advance(std::chrono::milliseconds(1)); // the last one of a window, then the first one of the next
        }
    }
    void onlyTrustedProxiesAreBelieved() {
        const Subnets trusted{{QHostAddress(QStringLiteral("10.0.0.0")), 8}};
        const auto client = [&trusted](const char *peer, const QByteArrayList &forwarded) {
            HttpRequest one = request({}, peer);
            for (const QByteArray &value : forwarded)
                one.headers.emplaceBack("x-forwarded-for", value);
            return clientAddress(one, trusted).toString();
        };
        QCOMPARE(client("192.0.2.9", {"198.51.100.1"}), QStringLiteral("192.0.2.9"));
        QCOMPARE(client("10.0.0.1", {}), QStringLiteral("10.0.0.1"));
        QCOMPARE(client("::ffff:10.0.0.1", {"198.51.100.1"}), QStringLiteral("198.51.100.1"));
        QCOMPARE(client("10.0.0.1", {"1.1.1.1, 198.51.100.1, 10.2.2.2"}), QStringLiteral("198.51.100.1"));
        QCOMPARE(client("10.0.0.1", {"1.1.1.1", "198.51.100.1"}), QStringLiteral("198.51.100.1"));
        QCOMPARE(client("10.0.0.1", {"1.1.1.1, nonsense"}), QStringLiteral("10.0.0.1"));
        QCOMPARE(client("10.0.0.1", {"198.51.100.1:4711"}), QStringLiteral("198.51.100.1"));
        QCOMPARE(client("10.0.0.1", {"[2001:db8::1]:80"}), QStringLiteral("2001:db8::1"));
        HttpRequest one = request({}, "10.0.0.1");
        one.headers.emplaceBack("x-forwarded-for", "198.51.100.1");
        QCOMPARE(clientAddress(one, {}).toString(), QStringLiteral("10.0.0.1"));
    }
    void aRefundedRequestDoesNotCount() {
        Gate gate(*m_auth, *m_sessions, m_clock, {2, 2, 2});
        const Secret key = makeKey(Role::Admin);
        for (int i = 0; i < 20; ++i) {
            Gate::Pass pass = gate.enter(withKey(key), Permission::ServicesRead, RateClass::Normal);
            QVERIFY(!pass.refusal);
            gate.refund(pass.count);
            QCOMPARE(pass.count.standing.remaining, 2); // and its headers say so
        }
    }
    void aKeysOwnLimitComesBeforeTheServersAndZeroIsNone() {
        Gate gate(*m_auth, *m_sessions, m_clock, {1, 1, 0});
        AuthService::NewKey key = AuthService::makeKey(m_clock, QStringLiteral("own"), Role::Admin, {});
        key.record.rate_limit_rpm = 4;
        m_auth->remember(key.record);
        for (int i = 0; i < 4; ++i)
            QVERIFY(!ask(gate, withKey(key.text)));
        QCOMPARE(ask(gate, withKey(key.text)), ErrorCode::RateLimited);
        const auto deploy = [](Gate &by, const Secret &text) {
            return refusal(by.enter(withKey(text), Permission::ServicesDeploy, RateClass::Deploy));
        };
        for (int i = 0; i < 4; ++i)
            QVERIFY(!deploy(gate, key.text));
        QCOMPARE(deploy(gate, key.text), ErrorCode::RateLimited); // for what costs most it holds, too
        const Secret other = makeKey(Role::Admin);
        for (int i = 0; i < 50; ++i)
            QVERIFY(!deploy(gate, other));
        Gate strict(*m_auth, *m_sessions, m_clock, {1, 1, 2});
        for (int i = 0; i < 2; ++i)
            QVERIFY(!deploy(strict, key.text));
        QCOMPARE(deploy(strict, key.text), ErrorCode::RateLimited);
    }
};

QTEST_GUILESS_MAIN(tst_gate)
#include "tst_gate.moc"
