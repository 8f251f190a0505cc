// SPDX-License-Identifier: GPL-3.0-or-later
// BrowserSignIn: a key for this program by way of the system's browser: the server asks its user there, and sends the
// browser back to a listener on this computer (RFC 8252, section 7.3, with RFC 7636).
#pragma once

#include "app/client/apiclient.h"
#include "shared/contract/signin.h"
#include <QTcpServer>
#include <QTimer>

class BrowserSignIn : public QObject {
    Q_OBJECT
public:
    /// `access`: the server, without a key. `device`: what its user knows this computer by.
    BrowserSignIn(Access access, QString device, QObject *parent = nullptr);
    /// Ends what is under way.
    ~BrowserSignIn() override;

    /// Begins to listen; where the browser is to go. `Unavailable`: this computer lets nobody listen.
    Result<QUrl> begin();
    /// The key. `Forbidden`: its user has said no; `Timeout`: nobody has said anything for ten minutes. Once, after
    /// begin().
    Task<Answer<Secret>> key();

    /// The name of this computer, as far as it can be shown.
    static QString deviceName();

private:
    /// What the browser brings: a code, or why there is none.
    using Brought = Result<QString>;

    void onConnection();
    void read(QTcpSocket *socket);
    QByteArray redirectUri() const;

    Access m_access;
    QString m_device;
    QByteArray m_state;
    QByteArray m_verifier;
    QTcpServer m_listener;
    QTimer m_patience;
    OneShot<Brought> m_brought;
};
