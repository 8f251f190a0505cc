// SPDX-License-Identifier: GPL-3.0-or-later
// The rules themselves.
#include "shared/contract/rules.h"
#include <QRegularExpression>
#include <QUrl>

namespace rules {

QString serviceName(QStringView name) {
    if (name.isEmpty())
        return QStringLiteral("Service name is required");
    if (name.size() < 2 || name.size() > 40)
        return QStringLiteral("must have 2 to 40 characters, got %1").arg(name.size());
    auto isLower = [](QChar c) { return c >= u'a' && c <= u'z'; };
    auto isDigit = [](QChar c) { return c >= u'0' && c <= u'9'; };
    if (!isLower(name.front()))
        return QStringLiteral("must begin with a letter a to z");
    for (const QChar c : name)
        if (!isLower(c) && !isDigit(c) && c != u'-')
            return QStringLiteral("may have only letters a to z, digits and hyphens");
    if (name.back() == u'-')
        return QStringLiteral("must end with a letter or a digit");
    return {};
}

QString labels(const QMap<QString, QString> &map) {
    if (map.size() > maxLabels)
        return QStringLiteral("must have at most %1 entries, got %2").arg(maxLabels).arg(map.size());
    for (auto it = map.begin(); it != map.end(); ++it) {
        if (it.key().isEmpty() || it.key().size() > 63)
            return QStringLiteral("keys must have 1 to 63 characters");
        if (it.value().size() > 255)
            return QStringLiteral("the value of \"%1\" must have at most 255 characters").arg(it.key());
    }
    return {};
}

static QString number(const TemplateVariable &v, const QString &text, bool whole) {
    bool ok = false;
    const double value = whole ? double(text.toLongLong(&ok)) : text.toDouble(&ok);
    if (!ok || !std::isfinite(value))
        return whole ? QStringLiteral("must be a whole number") : QStringLiteral("must be a number");
    const QString got = QStringLiteral(", got %1").arg(text);
    if (v.min && v.max && (value < *v.min || value > *v.max))
        return QStringLiteral("must be between %1 and %2").arg(*v.min, 0, 'g', 15).arg(*v.max, 0, 'g', 15) + got;
    if (v.min && value < *v.min)
        return QStringLiteral("must be at least %1").arg(*v.min, 0, 'g', 15) + got;
    if (v.max && value > *v.max)
        return QStringLiteral("must be at most %1").arg(*v.max, 0, 'g', 15) + got;
    return {};
}

static QString domainName(QStringView text) {
    static const QRegularExpression label(QStringLiteral("^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$"));
    const auto parts = text.split(u'.');
    const bool good = text.size() <= 253 && parts.size() >= 2
        && std::all_of(parts.begin(), parts.end(), [](QStringView p) { return label.match(p).hasMatch(); });
    return good ? QString() : QStringLiteral("must be a domain name like app.example.com");
}

QString canonicalDomain(const QString &text) {
    const QString ascii = QString::fromLatin1(QUrl::toAce(text)).toLower();
    // What ends in a number is an address to those who resolve it (WHATWG URL, section 3.5).
    static const QRegularExpression number(QStringLiteral("^(\\d+|0x[0-9a-f]*)$"));
    const bool good = domainName(ascii).isEmpty() && !number.match(ascii.section(u'.', -1)).hasMatch();
    return good ? ascii : QString();
}

static QString typed(const TemplateVariable &v, const QString &value) {
    switch (v.type) {
    case VariableType::Integer:
        return number(v, value, true);
    case VariableType::Number:
        return number(v, value, false);
    case VariableType::Port: {
        bool ok = false;
        const int port = value.toInt(&ok);
        return ok && port >= 1 && port <= 65535 ? number(v, value, true)
                                                : QStringLiteral("must be a port between 1 and 65535");
    }
    case VariableType::Boolean:
        return value == QLatin1String("true") || value == QLatin1String("false")
            ? QString()
            : QStringLiteral("must be true or false");
    case VariableType::Choice:
        return v.choices.contains(value)
            ? QString()
            : QStringLiteral("must be one of: %1").arg(QStringList(v.choices).join(QLatin1String(", ")));
    case VariableType::Domain:
        return domainName(value);
    case VariableType::Email:
        return email(value);
    case VariableType::Url: {
        const QUrl url(value, QUrl::StrictMode);
        const bool web = url.scheme() == QLatin1String("http") || url.scheme() == QLatin1String("https");
        return url.isValid() && web && !url.host().isEmpty()
            ? QString()
            : QStringLiteral("must be a URL that begins with http:// or https://");
    }
    case VariableType::String:
    case VariableType::Text:
    case VariableType::Secret:
        break;
    }
    if (v.type != VariableType::Text && value.contains(u'\n'))
        return QStringLiteral("must be one line");
    if (v.min && double(value.size()) < *v.min)
        return QStringLiteral("must have at least %1 characters").arg(*v.min);
    if (v.max && double(value.size()) > *v.max)
        return QStringLiteral("must have at most %1 characters").arg(*v.max);
    return {};
}

QString variable(const TemplateVariable &v, const QString &value) {
    if (value.isEmpty())
        return v.required && !v.generate ? QStringLiteral("%1 is required").arg(v.label.isEmpty() ? v.name : v.label)
                                         : QString();
    if (value.size() > maxVariableLength)
        return QStringLiteral("must have at most %1 characters").arg(maxVariableLength);
    if (const QString wrong = typed(v, value); !wrong.isEmpty())
        return wrong;
    if (v.pattern) {
        const QRegularExpression expression(QRegularExpression::anchoredPattern(*v.pattern));
        if (!expression.match(value).hasMatch())
            return QStringLiteral("must match the pattern %1").arg(*v.pattern);
    }
    return {};
}

std::optional<QString> variableText(const QJsonValue &value) {
    switch (value.type()) {
    case QJsonValue::String:
        return value.toString();
    case QJsonValue::Bool:
        return value.toBool() ? QStringLiteral("true") : QStringLiteral("false");
    case QJsonValue::Double: {
        const double d = value.toDouble();
        return d == std::floor(d) && std::abs(d) < 1e15 ? QString::number(qint64(d)) : QString::number(d, 'g', 15);
    }
    default:
        return std::nullopt;
    }
}

} // namespace rules
