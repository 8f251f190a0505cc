// SPDX-License-Identifier: GPL-3.0-or-later
// Secret: bytes that are wiped when they go and that no log or debug stream can print.
#pragma once

#include <QByteArray>
#include <QDebug>
#include <cstring>

class Secret {
public:
    Secret() = default;
    explicit Secret(QByteArray bytes) : m_bytes(std::move(bytes)) { }
    Secret(const Secret &) = default;
    Secret(Secret &&) noexcept = default;
    Secret &operator=(const Secret &) = default;
    Secret &operator=(Secret &&) noexcept = default;
    ~Secret() {
        // Shared copies wipe when the last one goes; wiping a shared buffer here would destroy the others.
        if (!m_bytes.isEmpty() && m_bytes.isDetached())
            explicit_bzero(m_bytes.data(), size_t(m_bytes.size()));
    }

    /// The bytes themselves. Every call is a place where a secret leaves its type: keep them few.
    const QByteArray &reveal() const { return m_bytes; }
    bool isEmpty() const { return m_bytes.isEmpty(); }

    /// Compares in a time that depends on the lengths only.
    friend bool operator==(const Secret &a, const Secret &b) {
        if (a.m_bytes.size() != b.m_bytes.size())
            return false;
        unsigned char difference = 0;
        for (qsizetype i = 0; i < a.m_bytes.size(); ++i)
            difference |= static_cast<unsigned char>(a.m_bytes[i] ^ b.m_bytes[i]);
        return difference == 0;
    }
    friend QDebug operator<<(QDebug debug, const Secret &) { return debug << "(secret)"; }

private:
    QByteArray m_bytes;
};
