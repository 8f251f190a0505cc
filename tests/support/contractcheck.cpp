// SPDX-License-Identifier: GPL-3.0-or-later
// JSON Schema validation by valijson; references into the document are resolved within it.
#include "tests/support/contractcheck.h"
#include <QJsonArray>
#include <QJsonDocument>
#include <QStringList>
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wpedantic"
#include <valijson/adapters/qtjson_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>
#pragma GCC diagnostic pop

static QString key(const char *name) {
    return QString::fromLatin1(name);
}

QString ContractCheck::templateOf(const QString &path) const {
    const QStringList segments = path.split(u'/');
    const QJsonObject paths = m_document.value(key("paths")).toObject();
    if (paths.contains(path))
        return path;
    for (const QString &candidate : paths.keys()) {
        const QStringList parts = candidate.split(u'/');
        bool fits = parts.size() == segments.size();
        for (qsizetype i = 0; fits && i < parts.size(); ++i)
            fits = parts[i] == segments[i] || parts[i].startsWith(u'{');
        if (fits)
            return candidate;
    }
    return {};
}

ContractCheck::ContractCheck(QJsonObject openApi) : m_document(std::move(openApi)) { }
ContractCheck::~ContractCheck() = default;

const valijson::Schema &ContractCheck::parsed(const QJsonObject &schema) const {
    auto &known = m_parsed[QJsonDocument(schema).toJson(QJsonDocument::Compact)];
    if (known)
        return *known;
    // The components travel inside the schema, so that "#/components/schemas/X" leads somewhere.
    QJsonObject whole = schema;
    whole.insert(key("components"), m_document.value(key("components")));
    if (schema.contains(key("$ref"))) {
        const QJsonArray all{QJsonObject{{key("$ref"), schema.value(key("$ref"))}}};
        whole.remove(key("$ref"));
        whole.insert(key("allOf"), all);
    }
    known = std::make_unique<valijson::Schema>();
    valijson::SchemaParser parser;
    const QJsonValue root(whole);
    parser.populateSchema(valijson::adapters::QtJsonAdapter(root), *known);
    return *known;
}

/// Of a long list the first rows and the last ones stand for all: a page of ten thousand lines takes a second else.
static QJsonObject shortened(QJsonObject object) {
    static constexpr qsizetype most = 100;
    QJsonArray rows = object.value(key("data")).toArray();
    if (rows.size() <= 2 * most)
        return object;
    QJsonArray some;
    for (qsizetype i = 0; i < most; ++i)
        some.append(rows[i]);
    for (qsizetype i = rows.size() - most; i < rows.size(); ++i)
        some.append(rows[i]);
    object.insert(key("data"), some);
    return object;
}

QString ContractCheck::validate(const QJsonObject &schema, const QByteArray &body) const {
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(body, &error);
    if (error.error != QJsonParseError::NoError)
        return QStringLiteral("is not JSON: %1").arg(error.errorString());
    const QJsonValue value =
        document.isArray() ? QJsonValue(document.array()) : QJsonValue(shortened(document.object()));
    valijson::Validator validator;
    valijson::ValidationResults results;
    if (validator.validate(parsed(schema), valijson::adapters::QtJsonAdapter(value), &results))
        return {};
    QStringList problems;
    valijson::ValidationResults::Error problem;
    while (results.popError(problem)) {
        QString where;
        for (const std::string &step : problem.context)
            where += QString::fromStdString(step);
        problems.append(where + QStringLiteral(": ") + QString::fromStdString(problem.description));
    }
    return problems.join(u'\n');
}

QString ContractCheck::check(const QByteArray &method, const QByteArray &path, int status,
    const QByteArray &contentType, const QByteArray &body) const {
    const QString about = QStringLiteral("%1 %2 → %3: ").arg(QLatin1String(method), QLatin1String(path)).arg(status);
    const QString pattern = templateOf(QString::fromLatin1(path));
    const QString verb = method == "HEAD" ? key("get") : QString::fromLatin1(method).toLower();
    const QJsonObject operation =
        m_document.value(key("paths")).toObject().value(pattern).toObject().value(verb).toObject();
    const QJsonObject responses = operation.value(key("responses")).toObject();
    if (method == "HEAD" || method == "OPTIONS" || status == 204 || status == 304)
        return body.isEmpty() ? QString() : QString(about + QStringLiteral("must have no body"));
    QJsonObject schema{{key("$ref"), key("#/components/schemas/Error")}};
    if (status < 400 && responses.contains(QString::number(status))
        && !responses.value(QString::number(status)).toObject().contains(key("content")))
        return body.isEmpty() ? QString() : QString(about + QStringLiteral("must have no body"));
    if (status < 400) {
        const QJsonValue response = responses.value(QString::number(status));
        if (!response.isObject())
            return about + QStringLiteral("the document has no such answer");
        const QJsonObject content = response.toObject().value(key("content")).toObject();
        if (!content.contains(QString::fromLatin1(contentType)))
            return about + QStringLiteral("the document has no content type ") + QLatin1String(contentType);
        if (contentType != "application/json")
            return {};
        schema = content.value(QString::fromLatin1(contentType)).toObject().value(key("schema")).toObject();
    } else if (responses.value(key("default"))[key("content")].toObject().contains(QString::fromLatin1(contentType))
        && contentType != "application/json") {
        return {};
    } else if (contentType != "application/json") {
        return about + QStringLiteral("an error must be application/json");
    }
    const QString problem = validate(schema, body);
    return problem.isEmpty() ? QString() : QString(about + problem);
}
