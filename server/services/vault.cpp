// SPDX-License-Identifier: GPL-3.0-or-later
// Sealing with libsodium and the key file.
#include "server/services/vault.h"
#include "shared/base/replacefile.h"
#include <QFile>
#include <sodium.h>

Result<Vault> Vault::open(const QString &dataDir, bool isNew) {
    if (sodium_init() < 0)
        return Error{ErrorCode::Internal, QStringLiteral("libsodium could not be initialised"), {}, {}};
    const QString path = dataDir + QLatin1String("/secret.key");
    QFile file(path);
    if (file.open(QIODevice::ReadOnly)) {
        Secret key(file.read(crypto_secretbox_KEYBYTES + 1));
        const bool whole = key.reveal().size() == crypto_secretbox_KEYBYTES;
        if (whole)
            return Vault(std::move(key));
        if (!isNew) // else nothing is sealed yet
            return Error{ErrorCode::Validation, QStringLiteral("%1 is damaged").arg(path),
                QStringLiteral("It must have %1 bytes; put the copy from your backup in its place")
                    .arg(crypto_secretbox_KEYBYTES),
                {}};
    } else if (file.exists() || !isNew) {
        return Error{ErrorCode::Validation, QStringLiteral("%1 cannot be read").arg(path),
            QStringLiteral("Stored secrets cannot be opened without it; put the copy from your backup there"), {}};
    }
    QByteArray bytes(crypto_secretbox_KEYBYTES, Qt::Uninitialized);
    randombytes_buf(bytes.data(), size_t(bytes.size()));
    Secret key(std::move(bytes));
    TRY_DONE(replaceFile(path, key.reveal()));
    return Vault(std::move(key));
}

QString Vault::seal(const Secret &secret, const QByteArray &context) const {
    // The secretbox has no associated data, so the context goes inside, in front, with its length.
    const quint32 length = quint32(context.size());
    QByteArray plain(reinterpret_cast<const char *>(&length), sizeof length);
    plain += context;
    plain += secret.reveal();
    QByteArray box(crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + plain.size(), Qt::Uninitialized);
    auto *out = reinterpret_cast<unsigned char *>(box.data());
    randombytes_buf(out, crypto_secretbox_NONCEBYTES);
    crypto_secretbox_easy(out + crypto_secretbox_NONCEBYTES, reinterpret_cast<const unsigned char *>(plain.constData()),
        size_t(plain.size()), out, reinterpret_cast<const unsigned char *>(m_key.reveal().constData()));
    sodium_memzero(plain.data(), size_t(plain.size()));
    return QString::fromLatin1(box.toBase64());
}

Result<Secret> Vault::unseal(const QString &sealed, const QByteArray &context) const {
    const Error bad{ErrorCode::Internal, QStringLiteral("A stored secret cannot be opened"),
        QStringLiteral("secret.key is not the one it was sealed with, or the database was altered"), {}};
    const QByteArray box = QByteArray::fromBase64(sealed.toLatin1());
    const qsizetype overhead = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES;
    if (box.size() < overhead + qsizetype(sizeof(quint32)))
        return bad;
    QByteArray plain(box.size() - overhead, Qt::Uninitialized);
    const auto *in = reinterpret_cast<const unsigned char *>(box.constData());
    if (crypto_secretbox_open_easy(reinterpret_cast<unsigned char *>(plain.data()), in + crypto_secretbox_NONCEBYTES,
            size_t(box.size()) - crypto_secretbox_NONCEBYTES, in,
            reinterpret_cast<const unsigned char *>(m_key.reveal().constData()))
        != 0)
        return bad;
    quint32 length = 0;
    memcpy(&length, plain.constData(), sizeof length);
    if (length != quint32(context.size()) || plain.size() < qsizetype(sizeof length) + context.size()
        || QByteArrayView(plain).sliced(sizeof length, context.size()) != context)
        return bad;
    Secret secret(plain.mid(qsizetype(sizeof length) + context.size()));
    sodium_memzero(plain.data(), size_t(plain.size()));
    return secret;
}

QString Vault::token(const QByteArray &context) const {
    unsigned char mac[crypto_auth_BYTES];
    crypto_auth(mac, reinterpret_cast<const unsigned char *>(context.constData()), size_t(context.size()),
        reinterpret_cast<const unsigned char *>(m_key.reveal().constData()));
    return QString::fromLatin1(QByteArray(reinterpret_cast<const char *>(mac), sizeof mac)
                                   .toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
}

QString generateSecret(int length) {
    static constexpr char alphabet[] = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
    QString secret;
    for (int i = 0; i < length; ++i)
        secret += QLatin1Char(alphabet[randombytes_uniform(sizeof alphabet - 1)]);
    return secret;
}
