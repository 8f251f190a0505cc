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
    key.record.created_at = clock.now();
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

void AuthService::remember(const ApiKeyRecord &record) {
    m_byPrefix.insert(record.prefix.toLatin1(), {record, QByteArray::fromHex(record.hash.toLatin1()), std::nullopt});
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

bool AuthService::isRight(const Secret &text, Known &known) const {
    Seal seal;
    crypto_shorthash_siphashx24(seal.data(), reinterpret_cast<const unsigned char *>(text.reveal().constData()),
        static_cast<unsigned long long>(text.reveal().size()), m_sealKey.data());
    if (known.seal && sodium_memcmp(seal.data(), known.seal->data(), seal.size()) == 0)
        return true;
    const QByteArray hash = sha256(text);
    if (hash.size() != known.hash.size()
        || sodium_memcmp(hash.constData(), known.hash.constData(), size_t(hash.size())) != 0)
        return false;
    known.seal = seal;
    return true;
}

std::optional<Caller> AuthService::authenticate(const Secret &text) {
    const QByteArray prefix = prefixOf(text);
    if (prefix.isEmpty())
        return std::nullopt;
    auto it = m_byPrefix.find(prefix);
    if (it == m_byPrefix.end() && mayAskDatabase()) {
        // Waiting blocks the loop for one indexed read; the bound above keeps strangers from making a habit of it.
        auto reading =
            m_database.read<QList<ApiKeyRecord>>([wanted = QString::fromLatin1(prefix)](Transaction &transaction) {
                return tables::apiKeys.find(transaction, "prefix", wanted);
            });
        const auto found = reading.result();
        if (found && !found->isEmpty()) {
            remember(found->first());
            it = m_byPrefix.find(prefix);
        }
    }
    if (it == m_byPrefix.end())
        return std::nullopt;
    const ApiKeyRecord &key = it->record;
    if (key.revoked_at || (key.expires_at && *key.expires_at <= m_clock.now()) || !isRight(text, *it))
        return std::nullopt;
    return Caller{key.id, key.name, key.role, key.customer_id, key.denied_permissions, key.rate_limit_rpm};
}
