// SPDX-License-Identifier: GPL-3.0-or-later
// Finding and replacing.
#include "shared/base/redactor.h"
#include <QUrl>
#include <algorithm>

void Redactor::insert(const QByteArray &value) {
    const auto same = [&value](const QByteArrayMatcher &known) { return known.pattern() == value; };
    if (value.size() < shortest || std::any_of(m_secrets.begin(), m_secrets.end(), same))
        return;
    const auto place = std::find_if(m_secrets.begin(), m_secrets.end(),
        [&value](const QByteArrayMatcher &known) { return known.pattern().size() < value.size(); });
    m_secrets.insert(place, QByteArrayMatcher(value));
}

void Redactor::add(const QStringList &secrets) {
    for (const QString &secret : secrets)
        for (const QString &line : secret.split(u'\n')) {
            insert(line.trimmed().toUtf8());
            insert(QUrl::toPercentEncoding(line.trimmed()));
        }
}

void Redactor::add(const Redactor &other) {
    // A service may get new secrets with each of many deploys: then those of the latest are what it writes.
    static constexpr size_t most = 256;
    if (m_secrets.size() + other.m_secrets.size() > most)
        m_secrets.clear();
    for (const QByteArrayMatcher &secret : other.m_secrets)
        insert(secret.pattern());
}

bool Redactor::concerns(QByteArrayView text) const {
    return std::any_of(m_secrets.begin(), m_secrets.end(),
        [text](const QByteArrayMatcher &secret) { return secret.indexIn(text) >= 0; });
}

QByteArray Redactor::apply(QByteArray text) const {
    for (const QByteArrayMatcher &secret : m_secrets)
        for (qsizetype at = secret.indexIn(text); at >= 0; at = secret.indexIn(text, at + mark.size()))
            text.replace(at, secret.pattern().size(), mark);
    return text;
}

QString Redactor::apply(const QString &text) const {
    const QByteArray bytes = text.toUtf8();
    return concerns(bytes) ? QString::fromUtf8(apply(bytes)) : text;
}
