// SPDX-License-Identifier: GPL-3.0-or-later
// Sealing with libsodium and the keys.
#include "server/services/vault.h"
#include "shared/base/replacefile.h"
#include <QFile>
#include <sodium.h>

static constexpr qsizetype keyLength = crypto_aead_xchacha20poly1305_ietf_KEYBYTES;
static constexpr qsizetype nonceLength = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
static constexpr qsizetype tagLength = crypto_aead_xchacha20poly1305_ietf_ABYTES;
static constexpr qsizetype mostKeys = 16; // one more for each rotation that broke off
/// Tells a box from other text, and from those that were made before there were several keys.
static constexpr QLatin1String prefix("sealed:");

static const unsigned char *bytes(const QByteArray &array) {
    return reinterpret_cast<const unsigned char *>(array.constData());
}

/// Tells keys apart, and nothing else of them: the beginning of a BLAKE2b hash.
static QByteArray idOf(const Secret &key) {
    QByteArray hash(crypto_generichash_BYTES_MIN, Qt::Uninitialized);
    crypto_generichash(reinterpret_cast<unsigned char *>(hash.data()), size_t(hash.size()), bytes(key.reveal()),
        size_t(key.reveal().size()), nullptr, 0);
    return hash.first(8);
}

static Secret newKey() {
    QByteArray key(keyLength, Qt::Uninitialized);
    randombytes_buf(key.data(), size_t(key.size()));
    return Secret(std::move(key));
}

static QList<Secret> keysOf(const Secret &text) {
    QList<Secret> keys;
    for (qsizetype at = 0; at < text.reveal().size(); at += keyLength)
        keys.append(Secret(text.reveal().mid(at, keyLength)));
    return keys;
}

static Result<Done> writeKeys(const QString &path, const QList<Secret> &keys) {
    QByteArray text;
    for (const Secret &key : keys)
        text += key.reveal();
    const Result<Done> written = replaceFile(path, text);
    sodium_memzero(text.data(), size_t(text.size()));
    return written;
}

/// nullopt: there is none.
static Result<std::optional<QList<Secret>>> readKeys(const QString &path) {
    QFile file(path);
    if (!file.exists())
        return std::optional<QList<Secret>>();
    if (!file.open(QIODevice::ReadOnly))
        return Error{ErrorCode::Validation, QStringLiteral("%1 cannot be read").arg(path),
            QStringLiteral("Stored secrets cannot be opened without it; put the copy from your backup there"), {}};
    const Secret text(file.read(mostKeys * keyLength + 1));
    if (text.isEmpty() || text.reveal().size() % keyLength != 0 || text.reveal().size() > mostKeys * keyLength)
        return Error{ErrorCode::Validation, QStringLiteral("%1 is damaged").arg(path),
            QStringLiteral("It must have %1 bytes; put the copy from your backup in its place").arg(keyLength), {}};
    return std::optional(keysOf(text));
}

Result<Vault> Vault::open(const QString &dataDir, bool isNew, const QString &credentials) {
    if (sodium_init() < 0)
        return Error{ErrorCode::Internal, QStringLiteral("libsodium could not be initialised"), {}, {}};
    Vault vault;
    vault.m_file = dataDir + QLatin1String("/secret.key");
    if (!credentials.isEmpty()) {
        TRY(given, readKeys(credentials + QLatin1String("/secret.key")));
        vault.m_keys = given.value_or(QList<Secret>());
        vault.m_isCredential = given.has_value();
    }
    const auto kept = readKeys(vault.m_file);
    // A first start that broke off has sealed nothing yet.
    if (!kept && (!isNew || vault.m_isCredential))
        return kept.error();
    if (kept && *kept)
        vault.m_keys += **kept; // beside a credential: those from before there was one
    if (!vault.m_keys.isEmpty())
        return vault;
    if (!isNew)
        return Error{ErrorCode::Validation, QStringLiteral("%1 is missing").arg(vault.m_file),
            QStringLiteral("Stored secrets cannot be opened without it; put the copy from your backup there"), {}};
    vault.m_keys = {newKey()};
    TRY_DONE(writeKeys(vault.m_file, vault.m_keys));
    return vault;
}

Result<Done> Vault::addKey() {
    if (m_isCredential && m_keys.size() > 1)
        return {}; // the new one has been put in front
    if (m_isCredential)
        return Error{ErrorCode::Validation, QStringLiteral("The master key is a systemd credential"),
            QStringLiteral("Put a new key of %1 bytes in front of it there, run this again, and take the former one "
                           "away after that")
                .arg(keyLength),
            {}};
    QList<Secret> keys = m_keys;
    keys.prepend(newKey());
    if (keys.size() > mostKeys)
        return Error{ErrorCode::Conflict, QStringLiteral("Too many rotations have broken off"),
            QStringLiteral("See why they do: each has left a key in %1").arg(m_file), {}};
    TRY_DONE(writeKeys(m_file, keys));
    m_keys = keys;
    return {};
}

Result<Done> Vault::forgetFormerKeys() {
    m_keys = {m_keys.first()};
    if (!m_isCredential)
        return writeKeys(m_file, m_keys);
    if (QFile::exists(m_file) && !QFile::remove(m_file))
        return Error{ErrorCode::Unavailable, QStringLiteral("%1 cannot be removed").arg(m_file), {}, {}};
    return {};
}

QString Vault::seal(const Secret &secret, const QByteArray &context) const {
    const Secret &key = m_keys.first();
    const QByteArray id = idOf(key), &plain = secret.reveal();
    QByteArray box = id + QByteArray(nonceLength + plain.size() + tagLength, Qt::Uninitialized);
    auto *nonce = reinterpret_cast<unsigned char *>(box.data()) + id.size();
    randombytes_buf(nonce, size_t(nonceLength));
    crypto_aead_xchacha20poly1305_ietf_encrypt(nonce + nonceLength, nullptr, bytes(plain), size_t(plain.size()),
        bytes(context), size_t(context.size()), nullptr, nonce, bytes(key.reveal()));
    return prefix + QString::fromLatin1(box.toBase64());
}

static std::optional<Secret> opened(const QByteArray &box, const QByteArray &context, const Secret &key) {
    const QByteArray id = idOf(key);
    if (box.size() < id.size() + nonceLength + tagLength || !box.startsWith(id))
        return std::nullopt;
    const unsigned char *nonce = bytes(box) + id.size();
    const qsizetype length = box.size() - id.size() - nonceLength;
    QByteArray plain(length - tagLength, Qt::Uninitialized);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(reinterpret_cast<unsigned char *>(plain.data()), nullptr, nullptr,
            nonce + nonceLength, size_t(length), bytes(context), size_t(context.size()), nonce, bytes(key.reveal()))
        != 0)
        return std::nullopt;
    return Secret(std::move(plain));
}

/// Boxes from before: libsodium's secretbox, which has no associated data, so the context stands inside, in front, with
/// its length.
static std::optional<Secret> openedFormer(const QByteArray &box, const QByteArray &context, const Secret &key) {
    const qsizetype overhead = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES;
    if (box.size() < overhead + qsizetype(sizeof(quint32)))
        return std::nullopt;
    QByteArray plain(box.size() - overhead, Qt::Uninitialized);
    if (crypto_secretbox_open_easy(reinterpret_cast<unsigned char *>(plain.data()),
            bytes(box) + crypto_secretbox_NONCEBYTES, size_t(box.size()) - crypto_secretbox_NONCEBYTES, bytes(box),
            bytes(key.reveal()))
        != 0)
        return std::nullopt;
    quint32 length = 0;
    memcpy(&length, plain.constData(), sizeof length);
    const bool isOurs = length == quint32(context.size()) && plain.size() >= qsizetype(sizeof length) + context.size()
        && QByteArrayView(plain).sliced(sizeof length, context.size()) == context;
    const Secret secret(isOurs ? plain.mid(qsizetype(sizeof length) + context.size()) : QByteArray());
    sodium_memzero(plain.data(), size_t(plain.size()));
    return isOurs ? std::optional(secret) : std::nullopt;
}

Result<Secret> Vault::unseal(const QString &sealed, const QByteArray &context) const {
    const bool isFormer = !sealed.startsWith(prefix);
    const QByteArray box = QByteArray::fromBase64(sealed.mid(isFormer ? 0 : prefix.size()).toLatin1());
    for (const Secret &key : m_keys)
        if (const auto secret = isFormer ? openedFormer(box, context, key) : opened(box, context, key))
            return *secret;
    return Error{ErrorCode::Internal, QStringLiteral("A stored secret cannot be opened"),
        QStringLiteral("secret.key is not the one it was sealed with, or the database was altered"), {}};
}

Result<QString> Vault::reseal(const QString &sealed, const QByteArray &context) const {
    TRY(secret, unseal(sealed, context));
    const QByteArray box = QByteArray::fromBase64(sealed.mid(prefix.size()).toLatin1());
    return sealed.startsWith(prefix) && box.startsWith(idOf(m_keys.first())) ? sealed : seal(secret, context);
}

QString generateSecret(int length) {
    static constexpr char alphabet[] = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
    QString secret;
    for (int i = 0; i < length; ++i)
        secret += QLatin1Char(alphabet[randombytes_uniform(sizeof alphabet - 1)]);
    return secret;
}
