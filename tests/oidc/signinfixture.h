// SPDX-License-Identifier: GPL-3.0-or-later
// SignInFixture: sign-in with a provider and a clock that do what the test wants.
#pragma once

#include "server/services/signinservice.h"
#include "server/store/tables.h"
#include "tests/oidc/fakeprovider.h"
#include "tests/support/await.h"
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QUrlQuery>

using namespace std::chrono_literals;

class SignInFixture : public QObject {
protected:
    ManualClock m_clock;
    HttpClient m_http;
    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<FakeProvider> m_fake;
    std::unique_ptr<OidcProvider> m_provider;
    std::unique_ptr<Database> m_database;
    std::optional<Vault> m_vault;
    std::unique_ptr<AuthService> m_auth;
    std::unique_ptr<SessionService> m_sessions;
    std::unique_ptr<ApiKeyService> m_keys;
    std::unique_ptr<SignInService> m_signIn;

    /// What the provider's page would get.
    struct Begun {
        Browser browser;
        QUrlQuery query;
        QString state() const { return query.queryItemValue(QStringLiteral("state")); }
        QString nonce() const { return query.queryItemValue(QStringLiteral("nonce")); }
    };
    static QByteArray cookieIn(const QByteArrayList &cookies, const char *name) {
        for (const QByteArray &cookie : cookies)
            if (cookie.startsWith(QByteArray(QByteArray(name) + '=')))
                return cookie.mid(qstrlen(name) + 1).split(';').first();
        return {};
    }
    Begun begin(Browser browser = {}, const char *redirect = "/") {
        browser.address = QStringLiteral("192.0.2.7");
        browser.requestId = "req";
        const auto step = await(m_signIn->login(browser, QLatin1String(redirect)));
        if (!step)
            return {};
        browser.signIn = cookieIn(step->cookies, "sign_in");
        return {browser, QUrlQuery(QUrl(QString::fromLatin1(step->location)))};
    }
    QJsonObject claims(const QString &nonce, QJsonObject more = {}) {
        const qint64 now = m_clock.now().time_since_epoch() / 1s;
        QJsonObject all{{QStringLiteral("iss"), QString::fromLatin1(m_fake->issuer())},
            {QStringLiteral("aud"), QStringLiteral("panel")}, {QStringLiteral("sub"), QStringLiteral("ada")},
            {QStringLiteral("sid"), QStringLiteral("s1")}, {QStringLiteral("nonce"), nonce},
            {QStringLiteral("iat"), now}, {QStringLiteral("exp"), now + 300},
            {QStringLiteral("name"), QStringLiteral("Ada")},
            {QStringLiteral("email"), QStringLiteral("ada@example.test")},
            {QStringLiteral("customer"), QStringLiteral("")}, {QStringLiteral("realm_access"), roles("operator")}};
        for (auto it = more.begin(); it != more.end(); ++it)
            all.insert(it.key(), it.value());
        return all;
    }
    static QJsonObject roles(const char *role) { return {{QStringLiteral("roles"), QJsonArray{QLatin1String(role)}}}; }
    static CallbackQuery back(const Begun &begun, const char *code = "code") {
        CallbackQuery query;
        query.state = begun.state();
        query.code = QLatin1String(code);
        return query;
    }
    /// The cookie of a session; empty when it was refused.
    QByteArray signIn(const QJsonObject &more = {}) {
        const Begun begun = begin();
        m_fake->give(m_fake->rsa.sign(claims(begun.nonce(), more)));
        const auto step = await(m_signIn->callback(begun.browser, back(begun)));
        return step ? cookieIn(step->cookies, "session") : QByteArray();
    }
    std::optional<Caller> who(const QByteArray &cookie) { return m_sessions->authenticate(Secret(cookie)); }
    bool endsWhileItIsUsed(const QByteArray &cookie) {
        return QTest::qWaitFor([&] {
            m_clock.advance(1min);
            return !who(cookie);
        });
    }
    static std::optional<ErrorCode> refusal(const auto &result) {
        return result ? std::nullopt : std::optional(result.error().code);
    }
    void setUp() {
        m_dir = std::make_unique<QTemporaryDir>();
        m_fake = std::make_unique<FakeProvider>();
        OidcOptions options;
        QVERIFY(options.setIssuer(QString::fromLatin1(m_fake->issuer())).isEmpty());
        options.clientId = QStringLiteral("panel");
        options.clientSecret = Secret("secret");
        m_provider = std::make_unique<OidcProvider>(m_http, options, m_clock, 500ms);
        m_database = std::make_unique<Database>();
        QVERIFY(m_database->open(m_dir->filePath(QStringLiteral("panel.db"))));
        m_vault.emplace(*Vault::open(m_dir->path(), true));
        m_auth = std::make_unique<AuthService>(*m_database, m_clock);
        m_sessions = std::make_unique<SessionService>(*m_database, *m_auth, m_clock, SessionLimits{});
        QVERIFY(await(m_sessions->load()));
        m_keys = std::make_unique<ApiKeyService>(*m_database, *m_auth, m_clock, 120);
        m_signIn = std::make_unique<SignInService>(
            *m_database, *m_auth, *m_sessions, *m_keys, *m_vault, m_clock, m_provider.get());
        m_signIn->setBase("https://panel.example");
    }
    void tearDown() {
        m_signIn.reset();
        m_keys.reset();
        m_sessions.reset();
        m_auth.reset();
        m_database->close();
        m_database.reset();
    }
};
