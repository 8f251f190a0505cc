// SPDX-License-Identifier: GPL-3.0-or-later
// Profiles in the settings, keys in the keychain.
#include "app/client/profiles.h"
#include <QSettings>
#include <qt6keychain/keychain.h>

static const QString service = QStringLiteral("aiadminpanel");

QList<Profile> ProfileStore::all() const {
    QSettings settings;
    QList<Profile> profiles;
    const int count = settings.beginReadArray(QStringLiteral("profiles"));
    for (int i = 0; i < count && i < 1000; ++i) {
        settings.setArrayIndex(i);
        profiles.append({settings.value(QStringLiteral("id")).toString(),
            settings.value(QStringLiteral("name")).toString(), settings.value(QStringLiteral("url")).toUrl(),
            settings.value(QStringLiteral("fingerprint")).toByteArray()});
    }
    return profiles;
}

static void writeAll(const QList<Profile> &profiles) {
    QSettings settings;
    settings.remove(QStringLiteral("profiles"));
    settings.beginWriteArray(QStringLiteral("profiles"), int(profiles.size()));
    for (int i = 0; i < profiles.size(); ++i) {
        settings.setArrayIndex(i);
        settings.setValue(QStringLiteral("id"), profiles[i].id);
        settings.setValue(QStringLiteral("name"), profiles[i].name);
        settings.setValue(QStringLiteral("url"), profiles[i].url);
        settings.setValue(QStringLiteral("fingerprint"), profiles[i].pinnedFingerprint);
    }
    settings.endArray();
}

void ProfileStore::save(const Profile &profile) {
    QList<Profile> profiles = all();
    const auto same =
        std::find_if(profiles.begin(), profiles.end(), [&](const Profile &p) { return p.id == profile.id; });
    if (same == profiles.end())
        profiles.append(profile);
    else
        *same = profile;
    writeAll(profiles);
}

void ProfileStore::remove(const QString &id) {
    QList<Profile> profiles = all();
    profiles.removeIf([&](const Profile &p) { return p.id == id; });
    writeAll(profiles);
}

QString ProfileStore::lastUsed() const {
    return QSettings().value(QStringLiteral("lastProfile")).toString();
}

void ProfileStore::setLastUsed(const QString &id) {
    QSettings().setValue(QStringLiteral("lastProfile"), id);
}

/// Runs a keychain job to its end; a keychain that asks for its password may take its time.
static OneShot<QKeychain::Error> finished(QKeychain::Job *job, const QString &profileId) {
    OneShot<QKeychain::Error> done;
    job->setKey(profileId);
    job->setAutoDelete(true);
    job->setInsecureFallback(false);
    QObject::connect(
        job, &QKeychain::Job::finished, job, [done](QKeychain::Job *ended) { done.resolve(ended->error()); });
    job->start();
    return done;
}

static OneShot<QKeychain::Error> written(const QString &profileId, const QByteArray &key) {
    auto *job = new QKeychain::WritePasswordJob(service);
    job->setBinaryData(key);
    return finished(job, profileId);
}

KeyStore::KeyStore(QObject *parent) : QObject(parent) {
    m_lastChange.resolve({});
}

Task<Secret> KeyStore::read(QString profileId) {
    if (m_memory.contains(profileId))
        co_return m_memory.value(profileId);
    auto *job = new QKeychain::ReadPasswordJob(service);
    auto text = std::make_shared<QByteArray>();
    QObject::connect(job, &QKeychain::Job::finished, job, [job, text] { *text = job->binaryData(); });
    const QKeychain::Error error = co_await finished(job, profileId);
    co_return error == QKeychain::NoError ? Secret(*text) : Secret();
}

Task<> KeyStore::write(QString profileId, Secret key) {
    const QPointer<KeyStore> self(this);
    m_memory.insert(profileId, key);
    const OneShot<Done> mine;
    const OneShot<Done> before = std::exchange(m_lastChange, mine);
    co_await before;
    const QKeychain::Error error = co_await written(profileId, key.reveal());
    mine.resolve({});
    if (!self)
        co_return;
    const bool safe = error == QKeychain::NoError;
    if (safe)
        m_memory.remove(profileId);
    if (std::exchange(m_keptInMemory, !safe) == safe)
        emit safetyChanged();
}

Task<bool> KeyStore::remove(QString profileId) {
    m_memory.remove(profileId);
    const OneShot<Done> mine;
    const OneShot<Done> before = std::exchange(m_lastChange, mine);
    co_await before;
    // A locked keychain takes a deletion for done that found nothing. Only a write makes it ask for its password.
    QKeychain::Error error = co_await written(profileId, QByteArray());
    if (error == QKeychain::NoError)
        error = co_await finished(new QKeychain::DeletePasswordJob(service), profileId);
    mine.resolve({});
    co_return error == QKeychain::NoError;
}
