// SPDX-License-Identifier: GPL-3.0-or-later
// Making, storing and checking API keys.
#include "server/services/authservice.h"
#include "server/store/table.h"
#include "server/store/tables.h"
#include <QCoroFuture>
#include <QRandomGenerator>
#include <sodium.h>

static constexpr int prefixLength = 8;
static constexpr int secretLength = 43;
static constexpr auto usedEvery = std::chrono::minutes(1);
static constexpr int textLength = 4 + prefixLength + 1 + secretLength;

static QByteArray sha256(const Secret &text) {
    QByteArray hash(crypto_hash_sha256_BYTES, Qt::Uninitialized);
    crypto_hash_sha256(reinterpret_cast<unsigned char *>(hash.data()),
        reinterpret_cast<const unsigned char *>(text.reveal().constData()), size_t(text.reveal().size()));
    return hash;
}

/// The public part of a well-formed text, which it points into; empty for anything else.
static QByteArray prefixOf(const Secret &text) {
    const QByteArray &bytes = text.reveal();
    if (bytes.size() != textLength || !bytes.startsWith("aap_") || bytes[4 + prefixLength] != '_')
        return {};
    return QByteArray::fromRawData(bytes.constData() + 4, prefixLength);
}

AuthService::AuthService(Database &database, const Clock &clock) : m_database(database), m_clock(clock) {
    static_assert(std::tuple_size_v<Seal> == crypto_shorthash_siphashx24_BYTES);
    static_assert(std::tuple_size_v<decltype(m_sealKey)> == crypto_shorthash_siphashx24_KEYBYTES);
    randombytes_buf(m_sealKey.data(), m_sealKey.size());
    m_storing.setSingleShot(true);
    m_storing.setInterval(usedEvery);
    m_storing.callOnTimeout(this, [this] { spawn(storeLastUses()); });
}

AuthService::NewKey AuthService::makeKey(
    const Clock &clock, const QString &name, Role role, std::optional<Timestamp> expiresAt) {
    QByteArray random(32, Qt::Uninitialized);
    QRandomGenerator::system()->generate(
        reinterpret_cast<quint32 *>(random.data()), reinterpret_cast<quint32 *>(random.data() + random.size()));
    const QByteArray prefix = makeIdBody(clock.now()).right(prefixLength).toLatin1();
    NewKey key;
    key.text =
        Secret("aap_" + prefix + "_" + random.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
    key.record.id = ApiKeyId::make(clock);
    key.record.name = name;
    key.record.role = role;
    key.record.prefix = QString::fromLatin1(prefix);
    key.record.hash = QString::fromLatin1(sha256(key.text).toHex());
    key.record.expires_at = expiresAt;
    key.record.created_at = key.record.updated_at = clock.now();
    return key;
}

Result<Done> AuthService::insert(Transaction &transaction, const ApiKeyRecord &record) {
    return tables::apiKeys.insert(transaction, record);
}

Task<Result<Done>> AuthService::load() {
    auto reading =
        m_database.read<QList<ApiKeyRecord>>([](Transaction &transaction) { return tables::apiKeys.all(transaction); });
    CO_TRY(records, co_await reading);
    for (const ApiKeyRecord &record : records)
        remember(record);
    co_return Done{};
}

void AuthService::index(const ApiKeyRecord &record) {
    m_texts.insert(
        record.prefix.toLatin1(), {record.id, QByteArray::fromHex(record.hash.toLatin1()), record.expires_at, {}});
    if (!record.previous_prefix || !record.previous_hash || !record.previous_expires_at)
        return;
    const Timestamp ends = std::min(*record.previous_expires_at, record.expires_at.value_or(Timestamp::max()));
    m_texts.insert(record.previous_prefix->toLatin1(),
        {record.id, QByteArray::fromHex(record.previous_hash->toLatin1()), ends, {}});
}

void AuthService::unindex(const ApiKeyRecord &record) {
    for (const QString &prefix : {record.prefix, record.previous_prefix.value_or(QString())})
        if (const auto it = m_texts.constFind(prefix.toLatin1()); it != m_texts.constEnd() && it->key == record.id)
            m_texts.erase(it);
}

void AuthService::remember(const ApiKeyRecord &record) {
    const auto known = m_keys.constFind(record.id);
    if (known == m_keys.constEnd()) {
        m_keys.insert(record.id, {record, record.last_used_at});
        return index(record);
    }
    const Known before = *known;
    unindex(before.record);
    m_keys.insert(record.id, {record, before.used});
    index(record);
    const auto rights = [](const ApiKeyRecord &key) {
        return std::tie(key.role, key.customer_id, key.denied_permissions, key.expires_at);
    };
    if (rights(before.record) != rights(record))
        emit rightsChanged(record.id.value);
    if (before.record.prefix == record.prefix)
        return;
    // Of three texts in a row the first has ended, whatever it was promised.
    if (before.record.previous_prefix)
        emit ends(record.id.value, before.record.previous_prefix->toLatin1(), m_clock.now());
    emit ends(record.id.value, before.record.prefix.toLatin1(), record.previous_expires_at.value_or(m_clock.now()));
}

void AuthService::forget(const ApiKeyId &id) {
    const auto known = m_keys.constFind(id);
    if (known == m_keys.constEnd())
        return;
    unindex(known->record);
    m_keys.erase(known);
    m_used.remove(id);
    emit ends(id.value, {}, m_clock.now());
}

void AuthService::setSuspended(const CustomerId &customer, bool suspended) {
    suspended ? void(m_suspended.insert(customer)) : void(m_suspended.remove(customer));
}

void AuthService::setShutOut(const CustomerId &customer, const std::optional<QString> &plan) {
    const bool wasShutOut = m_shutOut.contains(customer);
    plan ? void(m_shutOut.insert(customer, *plan)) : void(m_shutOut.remove(customer));
    if (wasShutOut == plan.has_value())
        return;
    for (const Known &known : std::as_const(m_keys))
        if (known.record.customer_id == customer && !known.record.is_device)
            emit rightsChanged(known.record.id.value);
}

void AuthService::touch(Known &known, Timestamp now) {
    if (known.used && now - *known.used < usedEvery)
        return;
    known.used = now;
    m_used.insert(known.record.id);
    if (!m_storing.isActive())
        m_storing.start();
}

std::optional<Timestamp> AuthService::lastUsed(const ApiKeyId &id) const {
    const auto known = m_keys.constFind(id);
    return known == m_keys.constEnd() ? std::nullopt : known->used;
}

Task<Result<Done>> AuthService::storeLastUses() {
    QList<std::pair<ApiKeyId, Timestamp>> uses;
    for (const ApiKeyId &id : std::exchange(m_used, {}))
        if (const auto used = lastUsed(id))
            uses.append({id, *used});
    if (uses.isEmpty())
        co_return Done{};
    auto writing = m_database.write<Done>([uses](Transaction &transaction) -> Result<Done> {
        for (const auto &[id, used] : uses)
            TRY_DONE(transaction.run(QStringLiteral("UPDATE api_keys SET last_used_at = ? WHERE id = ?"),
                {qint64(used.time_since_epoch().count()), id.value}));
        return {};
    });
    const Result<Done> written = co_await writing;
    if (!written)
        qWarning("last uses of keys were not stored: %s", qPrintable(written.error().message));
    co_return written;
}

bool AuthService::mayAskDatabase() {
    static constexpr int lookupsPerSecond = 5;
    const auto now = m_clock.monotonic();
    if (now - m_lookupWindow > std::chrono::seconds(1)) {
        m_lookupWindow = now;
        m_lookups = 0;
    }
    return ++m_lookups <= lookupsPerSecond;
}

bool AuthService::isRight(const Secret &given, Text &known) const {
    Seal seal;
    crypto_shorthash_siphashx24(seal.data(), reinterpret_cast<const unsigned char *>(given.reveal().constData()),
        static_cast<unsigned long long>(given.reveal().size()), m_sealKey.data());
    if (known.seal && sodium_memcmp(seal.data(), known.seal->data(), seal.size()) == 0)
        return true;
    const QByteArray hash = sha256(given);
    if (hash.size() != known.hash.size()
        || sodium_memcmp(hash.constData(), known.hash.constData(), size_t(hash.size())) != 0)
        return false;
    known.seal = seal;
    return true;
}

Caller AuthService::callerOf(const ApiKeyRecord &record, const QByteArray &prefix, const Text &text) const {
    Caller caller;
    caller.key = record.id;
    caller.user = record.user_id;
    caller.name = record.name;
    caller.role = record.role;
    caller.customer = record.customer_id;
    caller.denied = record.denied_permissions;
    caller.rateLimit = record.rate_limit_rpm;
    caller.prefix = prefix;
    caller.ends = text.ends;
    caller.isSuspended = isSuspended(record.customer_id);
    // A device's key is how its user has signed in, which is no program's access.
    if (!record.is_device)
        caller.shutOutBy = shutOutBy(record.customer_id);
    return caller;
}

std::optional<Caller> AuthService::authenticate(const Secret &text) {
    const QByteArray prefix = prefixOf(text);
    if (prefix.isEmpty())
        return std::nullopt;
    auto it = m_texts.find(prefix);
    if (it == m_texts.end() && mayAskDatabase()) {
        // Waiting blocks the loop for one indexed read; the bound above keeps strangers from making a habit of it.
        auto reading =
            m_database.read<QList<ApiKeyRecord>>([wanted = QString::fromLatin1(prefix)](Transaction &transaction) {
                return tables::apiKeys.find(transaction, "prefix", wanted);
            });
        const auto found = reading.result();
        if (found && !found->isEmpty()) {
            remember(found->first());
            it = m_texts.find(prefix);
        }
    }
    if (it == m_texts.end())
        return std::nullopt;
    const Timestamp now = m_clock.now();
    if ((it->ends && *it->ends <= now) || !isRight(text, *it))
        return std::nullopt;
    Known &known = m_keys[it->key];
    touch(known, now);
    return callerOf(known.record, it.key(), *it); // not `prefix`, which ends with the request
}

std::optional<Caller> AuthService::renewed(const Caller &caller) const {
    const auto text = m_texts.constFind(caller.prefix);
    if (text == m_texts.constEnd() || text->key != caller.key || (text->ends && *text->ends <= m_clock.now()))
        return std::nullopt;
    return callerOf(m_keys.constFind(text->key)->record, caller.prefix, *text);
}
