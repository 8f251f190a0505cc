// SPDX-License-Identifier: GPL-3.0-or-later
// Env files: one line after the other; quoted values may go over several.
#include "server/catalog/composeforms.h"
#include "server/catalog/interpolate.h"
#include <QStringDecoder>

namespace {
constexpr qsizetype maxLines = 2000;

bool isName(QStringView name) {
    return !name.isEmpty() && name.size() <= 128 && std::all_of(name.begin(), name.end(), [](QChar c) {
        return c.unicode() > u' ' && c.unicode() < 127 && c != u'=' && c != u'"' && c != u'\'';
    });
}

/// What a backslash and a letter stand for in double quotes.
QString unescaped(QStringView text) {
    QString out;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] != u'\\' || i + 1 == text.size()) {
            out += text[i];
            continue;
        }
        switch (text[++i].unicode()) {
        case u'n':
            out += u'\n';
            break;
        case u'r':
            out += u'\r';
            break;
        case u't':
            out += u'\t';
            break;
        case u'$': // kept from being a placeholder
            out += QLatin1String("$$");
            break;
        default:
            out += text[i];
        }
    }
    return out;
}

class EnvReader {
public:
    EnvReader(const QString &text, const QMap<QString, QString> &values) : m_text(text), m_values(values) { }

    Result<QMap<QString, QString>> read() {
        while (m_at < m_text.size()) {
            ++m_line;
            if (m_line > maxLines)
                return wrong(QStringLiteral("must be one of at most %1 lines").arg(maxLines));
            TRY_DONE(line());
        }
        return std::move(m_all);
    }

private:
    Error wrong(const QString &message) const {
        return Error::validation({}, QStringLiteral("line %1: %2").arg(m_line).arg(message));
    }
    /// The rest of the line, which is then left behind.
    QStringView restOfLine() {
        const qsizetype end = m_text.indexOf(u'\n', m_at);
        const QStringView rest = QStringView(m_text).mid(m_at, end < 0 ? -1 : end - m_at);
        m_at = end < 0 ? m_text.size() : end + 1;
        return rest;
    }

    Result<> line() {
        const qsizetype begin = m_at;
        QStringView text = restOfLine().trimmed();
        if (text.isEmpty() || text.startsWith(u'#'))
            return Done();
        if (text.startsWith(QLatin1String("export ")))
            text = text.mid(7).trimmed();
        const qsizetype sign = text.indexOf(u'=');
        const QString name = text.left(sign < 0 ? text.size() : sign).trimmed().toString();
        if (!isName(name))
            return wrong(QStringLiteral("must be NAME=VALUE"));
        if (sign < 0) {
            if (m_values.contains(name))
                m_all.insert(name, m_values.value(name));
            return Done();
        }
        QStringView value = text.mid(sign + 1).trimmed();
        if (value.startsWith(u'\'') || value.startsWith(u'"')) {
            m_at = m_text.indexOf(u'=', begin) + 1;
            return quoted(name);
        }
        for (qsizetype i = 0; i < value.size(); ++i)
            if (value[i] == u'#' && (i == 0 || value[i - 1].isSpace())) {
                value = value.left(i).trimmed();
                break;
            }
        return put(name, value.toString());
    }
    Result<> quoted(const QString &name) {
        while (m_text[m_at] != u'\'' && m_text[m_at] != u'"')
            ++m_at;
        const QChar quote = m_text[m_at++];
        const qsizetype begin = m_at;
        while (m_at < m_text.size() && m_text[m_at] != quote) {
            if (m_text[m_at] == u'\\' && quote == u'"' && m_at + 1 < m_text.size())
                ++m_at;
            if (m_text[m_at] == u'\n')
                ++m_line;
            ++m_at;
        }
        if (m_at == m_text.size())
            return wrong(QStringLiteral("a quote is not closed"));
        const QStringView inside = QStringView(m_text).mid(begin, m_at - begin);
        ++m_at;
        if (const QStringView rest = restOfLine().trimmed(); !rest.isEmpty() && !rest.startsWith(u'#'))
            return wrong(QStringLiteral("nothing may follow a closing quote"));
        if (quote == u'"')
            return put(name, unescaped(inside));
        m_all.insert(name, inside.toString());
        return Done();
    }
    Result<> put(const QString &name, const QString &value) {
        QMap<QString, QString> known = m_all;
        known.insert(m_values);
        auto filled = interpolate(value, known, PlaceholderForm::Compose);
        if (!filled) {
            const QString field = filled.error().fields.firstKey();
            const QString what = filled.error().fields.first();
            return wrong(field.isEmpty() ? what : field.section(u'.', 1) + QLatin1Char(' ') + what);
        }
        m_total += filled->size();
        if (m_total > maxInterpolated)
            return wrong(QStringLiteral("the values become longer than %1 characters").arg(maxInterpolated));
        m_all.insert(name, *filled);
        return Done();
    }

    const QString &m_text;
    const QMap<QString, QString> &m_values;
    QMap<QString, QString> m_all;
    qsizetype m_at = 0;
    qsizetype m_line = 0;
    qsizetype m_total = 0;
};
} // namespace

Result<QMap<QString, QString>> envFile(const QByteArray &content, const QMap<QString, QString> &values) {
    QStringDecoder decoder(QStringDecoder::Utf8);
    const QString text = decoder.decode(content);
    if (decoder.hasError() || text.contains(QChar(0)))
        return Error::validation({}, QStringLiteral("must be UTF-8 text"));
    return EnvReader(text, values).read();
}
