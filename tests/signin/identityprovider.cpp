// SPDX-License-Identifier: GPL-3.0-or-later
// Starting it and giving it orders.
#include "tests/signin/identityprovider.h"
#include "tests/signin/visitor.h"
#include "tests/support/livepanel.h"
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

IdentityProvider::IdentityProvider() {
    m_process.start(QStringLiteral("node"), {QStringLiteral(AAP_PROVIDER)});
    QByteArray out;
    (void)QTest::qWaitFor(
        [&] {
            out += m_process.readAllStandardOutput();
            return out.contains('\n') || m_process.state() == QProcess::NotRunning;
        },
        30'000);
    if (out.startsWith("ready "))
        m_issuer = out.mid(6).trimmed();
}

IdentityProvider::~IdentityProvider() {
    m_process.closeWriteChannel(); // by which it ends
    if (!m_process.waitForFinished(5000))
        m_process.kill();
    m_process.waitForFinished(5000);
}

QByteArray IdentityProvider::log() {
    return m_log += m_process.readAllStandardError();
}

bool IdentityProvider::control(const QJsonObject &order) {
    Visitor visitor;
    const QByteArray origin = m_issuer.left(m_issuer.indexOf('/', 8));
    return visitor
               .ask("POST", origin + "/control", QJsonDocument(order).toJson(QJsonDocument::Compact),
                   {{"Content-Type", "application/json"}})
               .status
        == 200;
}

bool IdentityProvider::know(const LivePanel &panel) {
    const QString base = QStringLiteral("http://127.0.0.1:%1").arg(panel.port());
    return control({{QStringLiteral("redirectUris"), QJsonArray{QString(base + QStringLiteral("/api/auth/callback"))}},
        {QStringLiteral("postLogoutUris"), QJsonArray{QString(base + u'/')}},
        {QStringLiteral("backchannelUri"), QString(base + QStringLiteral("/api/auth/backchannel-logout"))}});
}

QMap<QString, QString> IdentityProvider::environment() const {
    return {{QStringLiteral("AAP_OIDC_ISSUER"), QString::fromLatin1(m_issuer)},
        {QStringLiteral("AAP_OIDC_CLIENT_ID"), QStringLiteral("panel")},
        {QStringLiteral("AAP_OIDC_CLIENT_SECRET"), QStringLiteral("the secret of: panel")},
        {QStringLiteral("AAP_OIDC_ROLES"),
            QStringLiteral("panel-admin=admin,panel-viewer=viewer,panel-customer=customer,/ops=operator")}};
}
