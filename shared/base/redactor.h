// SPDX-License-Identifier: GPL-3.0-or-later
// Redactor: takes known secrets out of texts before anybody keeps or shows them.
#pragma once

#include <QByteArrayMatcher>
#include <QStringList>
#include <vector>

class Redactor {
public:
    /// Shorter values would turn up in any text by chance, and are no secrets worth the name.
    static constexpr qsizetype shortest = 6; // bytes
    static constexpr QByteArrayView mark{"(secret)"};

    Redactor() = default;
    explicit Redactor(const QStringList &secrets) { add(secrets); }

    /// Also what the secrets look like percent-encoded, as in URLs, and each line of those that have several.
    void add(const QStringList &secrets);
    void add(const Redactor &other);
    bool isEmpty() const { return m_secrets.empty(); }

    /// Whether there is anything to take out of this UTF-8 text.
    bool concerns(QByteArrayView text) const;
    QByteArray apply(QByteArray text) const;
    QString apply(const QString &text) const;

private:
    void insert(const QByteArray &value);

    std::vector<QByteArrayMatcher> m_secrets; // the longest first: one may be a part of another
};
