// SPDX-License-Identifier: GPL-3.0-or-later
// IdentityProvider: tests/signin/provider, a real OpenID provider with the addresses and claims of a Keycloak realm.
#pragma once

#include <QJsonObject>
#include <QMap>
#include <QProcess>

class LivePanel;

class IdentityProvider {
public:
    IdentityProvider();
    ~IdentityProvider();

    bool isReady() const { return !m_issuer.isEmpty(); }
    QByteArray issuer() const { return m_issuer; }
    QByteArray log();
    /// Changes what it is and does; see provider.mjs.
    bool control(const QJsonObject &order);
    /// Lets it know a panel that has started.
    bool know(const LivePanel &panel);
    /// What a panel has to be configured with.
    QMap<QString, QString> environment() const;

private:
    QProcess m_process;
    QByteArray m_issuer;
    QByteArray m_log;
};
