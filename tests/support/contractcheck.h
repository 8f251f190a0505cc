// SPDX-License-Identifier: GPL-3.0-or-later
// ContractCheck: holds every answer of the test suite against the OpenAPI document the server itself hands out.
#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QString>
#include <map>
#include <memory>

namespace valijson {
class Schema;
}

class ContractCheck {
public:
    explicit ContractCheck(QJsonObject openApi);
    ~ContractCheck();
    Q_DISABLE_COPY_MOVE(ContractCheck)

    /// Empty when the document has this answer and the body fits its schema; else what is wrong. Paths the document
    /// does not have must answer with its Error schema.
    QString check(const QByteArray &method, const QByteArray &path, int status, const QByteArray &contentType,
        const QByteArray &body) const;

private:
    QString templateOf(const QString &path) const;
    QString validate(const QJsonObject &schema, const QByteArray &body) const;
    const valijson::Schema &parsed(const QJsonObject &schema) const;

    QJsonObject m_document;
    mutable std::map<QByteArray, std::unique_ptr<valijson::Schema>> m_parsed; // by their text
};
