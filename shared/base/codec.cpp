// SPDX-License-Identifier: GPL-3.0-or-later
// The codecs of plain types and the reader's path.
#include "shared/base/codec.h"

QString joinNames(const std::string_view *names, size_t count) {
    QString text;
    for (size_t i = 0; i < count; ++i) {
        if (i > 0)
            text += i + 1 == count ? QStringLiteral(" or ") : QStringLiteral(", ");
        text += QLatin1String(names[i].data(), qsizetype(names[i].size()));
    }
    return text;
}

void JsonReader::fail(const QString &text) {
    const QString path = m_path.isEmpty() ? QStringLiteral("body") : m_path;
    if (!m_errors.contains(path) && m_errors.size() < 100) // a hostile body must not buy an endless answer
        m_errors.insert(path, text);
}

JsonReader::Step::Step(JsonReader &reader, QStringView name) : m_reader(reader), m_before(reader.m_path.size()) {
    if (m_before > 0)
        reader.m_path += u'.';
    reader.m_path += name.left(100);
}

void Codec<QString>::read(JsonReader &in, const QJsonValue &json, QString &v) {
    if (!json.isString())
        return in.fail(QStringLiteral("must be a string"));
    v = json.toString();
    // A NUL ends text in C libraries and PostgreSQL refuses it; it means nothing in any field of ours.
    if (v.contains(QChar(0)))
        in.fail(QStringLiteral("must not contain a NUL character"));
}

void Codec<bool>::read(JsonReader &in, const QJsonValue &json, bool &v) {
    if (!json.isBool())
        return in.fail(QStringLiteral("must be true or false"));
    v = json.toBool();
}

void Codec<qint64>::read(JsonReader &in, const QJsonValue &json, qint64 &v) {
    const double number = json.toDouble(0.5);
    if (!json.isDouble() || number != std::floor(number) || std::abs(number) > 9007199254740991.0)
        return in.fail(QStringLiteral("must be a whole number"));
    v = json.toInteger();
}

void Codec<int>::read(JsonReader &in, const QJsonValue &json, int &v) {
    qint64 wide = 0;
    Codec<qint64>::read(in, json, wide);
    if (wide < std::numeric_limits<int>::min() || wide > std::numeric_limits<int>::max())
        return in.fail(QStringLiteral("must be between %1 and %2")
                           .arg(std::numeric_limits<int>::min())
                           .arg(std::numeric_limits<int>::max()));
    v = int(wide);
}

void Codec<double>::read(JsonReader &in, const QJsonValue &json, double &v) {
    if (!json.isDouble())
        return in.fail(QStringLiteral("must be a number"));
    v = json.toDouble();
}

void Codec<Timestamp>::read(JsonReader &in, const QJsonValue &json, Timestamp &v) {
    auto parsed = parseTimestamp(json.toString());
    if (!parsed)
        return in.fail(parsed.error().message);
    v = *parsed;
}

void Codec<QJsonValue>::write(JsonWriter &out, const QJsonValue &v) {
    switch (v.type()) {
    case QJsonValue::Bool:
        return out.value(v.toBool());
    case QJsonValue::Double:
        return out.value(v.toDouble());
    case QJsonValue::String:
        return out.value(QStringView(v.toString()));
    case QJsonValue::Array:
        return out.raw(QJsonDocument(v.toArray()).toJson(QJsonDocument::Compact));
    case QJsonValue::Object:
        return out.raw(QJsonDocument(v.toObject()).toJson(QJsonDocument::Compact));
    default:
        return out.null();
    }
}

Result<QJsonValue> parseJson(const QByteArray &text) {
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(text, &error);
    if (error.error == QJsonParseError::IllegalValue) {
        // A lone scalar is JSON too (RFC 8259, section 2), which Qt's parser does not know.
        const QJsonArray alone = QJsonDocument::fromJson('[' + text + ']').array();
        if (alone.size() == 1 && !alone[0].isObject() && !alone[0].isArray())
            return QJsonValue(alone[0]);
    }
    if (error.error != QJsonParseError::NoError)
        return Error{ErrorCode::BadRequest, QStringLiteral("The body is not valid JSON"),
            QStringLiteral("%1 at byte %2").arg(error.errorString()).arg(error.offset), {}};
    return document.isArray() ? QJsonValue(document.array()) : QJsonValue(document.object());
}
