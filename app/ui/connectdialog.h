// SPDX-License-Identifier: GPL-3.0-or-later
// ConnectDialog: which server to work with: one of the saved profiles, a new address and key, or this computer.
#pragma once

#include "app/client/profiles.h"
#include "app/client/workspace.h"
#include "app/ui/widgets.h"
#include <QDialog>
#include <QListWidget>

class ConnectDialog final : public QDialog {
    Q_OBJECT
public:
    ConnectDialog(ProfileStore &profiles, KeyStore &keys, QWidget *parent = nullptr);

    const Access &access() const { return m_access; }
    const QString &profileName() const { return m_name; }
    bool usesThisComputer() const { return m_local; }
    void showProblem(const QString &what, const Problem &problem) { m_banner->showProblem(what, problem); }

private:
    void fillProfiles();
    void choose();
    Task<> connectTo();
    Task<> readKey(QString profileId);

    ProfileStore &m_profiles;
    KeyStore &m_keys;
    Banner *m_banner;
    QListWidget *m_list;
    QLineEdit *m_address;
    QLineEdit *m_key;
    QLineEdit *m_label;
    QPushButton *m_connect;
    Access m_access;
    QString m_profileId;
    QString m_name;
    bool m_local = false;
};
