// SPDX-License-Identifier: GPL-3.0-or-later
// One pass over the text; defaults are filled in by the same pass, to a bounded depth.
#include "server/catalog/interpolate.h"
#include <QHash>

namespace {
using Kind = TextPiece::Kind;
using Otherwise = TextPiece::Otherwise;

constexpr int maxDepth = 8;

bool beginsName(QChar c) {
    return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || c == u'_';
}
qsizetype nameLength(QStringView text) {
    if (text.isEmpty() || !beginsName(text.front()))
        return 0;
    qsizetype length = 1;
    while (length < text.size() && (beginsName(text[length]) || (text[length] >= u'0' && text[length] <= u'9')))
        ++length;
    return length;
}

/// Where the brace of each `${` closes, by its dollar sign; in one pass, since looking for each alone would cost the
/// square of the length.
QHash<qsizetype, qsizetype> closingBraces(QStringView text) {
    QHash<qsizetype, qsizetype> closing;
    std::vector<qsizetype> open;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar next = text[i] == u'$' && i + 1 < text.size() ? text[i + 1] : QChar();
        if (next == u'{')
            open.push_back(i++);
        else if (next == u'$')
            ++i;
        else if (text[i] == u'}' && !open.empty()) {
            closing.insert(open.back(), i);
            open.pop_back();
        }
    }
    return closing;
}

/// The inside of braces; nullopt when it is no placeholder.
std::optional<TextPiece> placeholderFrom(QStringView inside) {
    const qsizetype length = nameLength(inside);
    if (length == 0)
        return std::nullopt;
    TextPiece piece;
    piece.kind = Kind::Placeholder;
    piece.name = inside.left(length).toString();
    QStringView rest = inside.mid(length);
    if (rest.isEmpty())
        return piece;
    if (rest.front() == u':') {
        piece.emptyIsNone = true;
        rest = rest.mid(1);
    }
    if (rest.isEmpty())
        return std::nullopt;
    switch (rest.front().unicode()) {
    case u'-':
        piece.otherwise = Otherwise::Default;
        break;
    case u'?':
        piece.otherwise = Otherwise::Message;
        break;
    case u'+':
        piece.otherwise = Otherwise::Alternative;
        break;
    default:
        return std::nullopt;
    }
    piece.word = rest.mid(1).toString();
    return piece;
}

class Filler {
public:
    Filler(const QMap<QString, QString> &values, PlaceholderForm form) : m_values(values), m_form(form) { }

    Result<QString> fill(QStringView text, int depth = 0) {
        if (depth > maxDepth)
            return Error::validation(
                {}, QStringLiteral("has placeholders nested more than %1 levels deep").arg(maxDepth));
        QString out;
        for (const TextPiece &piece : textPieces(text, m_form)) {
            if (piece.kind == Kind::Malformed && m_form == PlaceholderForm::Compose)
                return Error::validation({},
                    QStringLiteral("\"%1\" is no placeholder; write ${NAME}, or $$ for a dollar sign")
                        .arg(piece.word.simplified()));
            if (piece.kind != Kind::Placeholder) {
                out += piece.text;
            } else {
                TRY(value, valueOf(piece, depth));
                out += value;
            }
            if (out.size() > maxInterpolated)
                return Error::validation({}, QStringLiteral("becomes longer than %1 characters").arg(maxInterpolated));
        }
        return out;
    }

private:
    Result<QString> valueOf(const TextPiece &piece, int depth) {
        const auto found = m_values.constFind(piece.name);
        const bool hasValue = found != m_values.constEnd() && !(piece.emptyIsNone && found->isEmpty());
        switch (piece.otherwise) {
        case Otherwise::Alternative:
            return hasValue ? fill(piece.word, depth + 1) : QString();
        case Otherwise::Default:
            return hasValue ? *found : fill(piece.word, depth + 1);
        case Otherwise::Message:
            if (!hasValue && !piece.word.isEmpty())
                return Error::validation(QStringLiteral("variables.") + piece.name, piece.word);
            break;
        case Otherwise::Nothing:
            break;
        }
        if (!hasValue)
            return Error::validation(QStringLiteral("variables.") + piece.name, QStringLiteral("has no value"));
        return *found;
    }

    const QMap<QString, QString> &m_values;
    const PlaceholderForm m_form;
};
} // namespace

std::vector<TextPiece> textPieces(QStringView text, PlaceholderForm form) {
    std::vector<TextPiece> pieces;
    const auto add = [&pieces](Kind kind, QStringView part) {
        if (kind == Kind::Literal && !pieces.empty() && pieces.back().kind == Kind::Literal) {
            pieces.back().text += part;
        } else if (!part.isEmpty()) {
            pieces.emplace_back();
            pieces.back().kind = kind;
            pieces.back().text = part.toString();
        }
    };
    qsizetype at = 0;
    const QHash<qsizetype, qsizetype> closing = closingBraces(text);
    while (at < text.size()) {
        const qsizetype found = text.indexOf(u'$', at);
        const qsizetype dollar = found < 0 ? text.size() : found;
        add(Kind::Literal, text.mid(at, dollar - at));
        if (dollar == text.size())
            break;
        const QStringView rest = text.mid(dollar + 1);
        if (rest.startsWith(u'$')) {
            add(Kind::Literal, u"$");
            at = dollar + 2;
            continue;
        }
        if (const qsizetype end = closing.value(dollar, -1); end >= 0) {
            if (auto piece = placeholderFrom(text.mid(dollar + 2, end - dollar - 2))) {
                piece->text = text.mid(dollar, end + 1 - dollar).toString();
                pieces.push_back(std::move(*piece));
                at = end + 1;
                continue;
            }
        }
        const qsizetype length = form == PlaceholderForm::Compose ? nameLength(rest) : 0;
        if (length > 0) {
            pieces.emplace_back();
            pieces.back().kind = Kind::Placeholder;
            pieces.back().name = rest.left(length).toString();
            pieces.back().text = text.mid(dollar, length + 1).toString();
            at = dollar + 1 + length;
            continue;
        }
        // As much as shows what is meant; the text goes on right after the dollar sign.
        pieces.emplace_back();
        pieces.back().kind = Kind::Malformed;
        pieces.back().text = QStringLiteral("$");
        pieces.back().word = text.mid(dollar, 12).toString();
        at = dollar + 1;
    }
    return pieces;
}

Result<QString> interpolate(const QString &text, const QMap<QString, QString> &values, PlaceholderForm form) {
    return Filler(values, form).fill(text);
}

Result<QStringList> interpolate(const QStringList &texts, const QMap<QString, QString> &values) {
    QStringList out;
    for (const QString &text : texts) {
        TRY(done, interpolate(text, values));
        out.append(done);
    }
    return out;
}
