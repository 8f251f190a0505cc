// SPDX-License-Identifier: GPL-3.0-or-later
// Profiles: the servers somebody works with. What is secret of them is in the system's keychain, nothing of it in here.
#pragma once

#include "app/client/oneshot.h"
#include "shared/base/result.h"
#include "shared/base/secret.h"
#include "shared/base/task.h"
#include <QList>
#include <QMap>
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
/// and keptInMemory() says so: it is never written anywhere else. A locked keychain may ask its user for a password and
/// take its time; until then the key is in memory, so nobody has to wait for it.
class KeyStore : public QObject {
    Q_OBJECT
public:
    explicit KeyStore(QObject *parent = nullptr);
    /// Empty when there is none; a locked keychain has none either.
    Task<Secret> read(QString profileId);
    Task<> write(QString profileId, Secret key);
    /// False when the keychain could not be opened: what it may have stays in it.
    Task<bool> remove(QString profileId);
    /// Whether the keychain refused the last key.
    bool keptInMemory() const { return m_keptInMemory; }

signals:
    /// keptInMemory() is another one now.
    void safetyChanged();

private:
    QMap<QString, Secret> m_memory;
    /// Ends with the change before the next: a keychain asks for its password once at a time, and what is forgotten
    /// must not come back by a key still on its way.
    OneShot<Done> m_lastChange;
    bool m_keptInMemory = false;
};
