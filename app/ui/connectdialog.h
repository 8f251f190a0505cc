// SPDX-License-Identifier: GPL-3.0-or-later
// ConnectDialog: which server to work with: one of the saved profiles, a new address and key, or this computer.
#pragma once

#include "app/client/profiles.h"
#include "app/client/workspace.h"
#include "app/ui/banner.h"
#include <QDialog>
#include <QLineEdit>
#include <QListWidget>
#include <QStackedWidget>

class ConnectDialog final : public QDialog {
    Q_OBJECT
public:
    ConnectDialog(ProfileStore &profiles, KeyStore &keys, QWidget *parent = nullptr);

    const Access &access() const { return m_access; }
    const QString &profileName() const { return m_name; }
    bool usesThisComputer() const { return m_local; }
    Banner *banner() const { return m_banner; }
    /// Opens an address in the system's browser; tests put another one in its place.
    std::function<bool(const QUrl &)> openBrowser;

private:
    enum Place { ThisComputer, NewServer, FirstProfile };

    QWidget *makeServerPage();
    QWidget *makeLocalPage();
    void fillProfiles();
    void choose();
    void remove();
    void setBusy(bool busy);
    Task<> connectTo();
    /// Gets a key by the system's browser, and connects with it.
    Task<> signInByBrowser();
    /// Whether the server there can be asked at all; a certificate nobody knows is asked about.
    Task<bool> reaches(QUrl url);
    void fail(const QString &what, const Problem &problem, QLineEdit *wrong);
    Task<> readKey(QString profileId);
    Task<> removeKey(Profile profile);
    /// Asks whether a certificate the system does not know is the right one.
    bool trusts(const PresentedCertificate &certificate);
    const Profile *current() const;

    ProfileStore &m_profiles;
    KeyStore &m_keys;
    QList<Profile> m_all;
    Banner *m_banner;
    QListWidget *m_list;
    QStackedWidget *m_stack;
    QLineEdit *m_address;
    QLineEdit *m_key;
    QLineEdit *m_label;
    QLabel *m_keyHint;
    QLabel *m_inTheClear;
    QPushButton *m_remove;
    QPushButton *m_connect;
    QPushButton *m_browser;
    Access m_access;
    QString m_profileId;
    QString m_name;
    QByteArray m_pinned;
    bool m_local = false;
};
