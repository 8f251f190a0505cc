// SPDX-License-Identifier: GPL-3.0-or-later
// Profiles: the servers somebody works with. What is secret of them is in the system's keychain, nothing of it in here.
#pragma once

#include "shared/base/secret.h"
#include "shared/base/task.h"
#include <QList>
#include <QUrl>

struct Profile {
    QString id;
    QString name;
    QUrl url;
    QByteArray pinnedFingerprint;
};

class ProfileStore {
public:
    QList<Profile> all() const;
    void save(const Profile &profile);
    void remove(const QString &id);
    QString lastUsed() const;
    void setLastUsed(const QString &id);
};

/// Keys in the system's keychain. Where there is no safe store, a key stays in memory for as long as the program runs,
/// and keptInMemory() says so: it is never written anywhere else.
class KeyStore : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;
    /// Empty when there is none.
    Task<Secret> read(QString profileId);
    Task<> write(QString profileId, Secret key);
    Task<> remove(QString profileId);
    bool keptInMemory() const { return m_keptInMemory; }

private:
    QMap<QString, Secret> m_memory;
    bool m_keptInMemory = false;
};
