// SPDX-License-Identifier: GPL-3.0-or-later
// Reading escape sequences.
#include "app/models/ansitext.h"
#include <QRegularExpression>
#include <algorithm>

// More changes of style than these in a line are a joke, and cost time to draw.
static constexpr qsizetype mostRuns = 500;

namespace {

/// The numbers of "1;31", and of "38:2::255:0:0" too. An empty one is 0.
QList<int> numbersOf(QByteArrayView text) {
    QList<int> numbers{0};
    for (const char c : text) {
        if (c >= '0' && c <= '9')
            numbers.back() = std::min(numbers.back() * 10 + (c - '0'), 100'000);
        else if (c == ';' || c == ':')
            numbers.append(0);
        if (numbers.size() > 32)
            break;
    }
    return numbers;
}

/// 38;5;N or 38;2;R;G;B. Moves `i` to the last number it took.
std::optional<AnsiText::Color> colorAt(const QList<int> &numbers, qsizetype &i) {
    const auto at = [&](qsizetype offset) { return numbers.value(i + offset, 0); };
    if (at(1) == 5) {
        const int index = at(2);
        i += 2;
        if (index > 255)
            return std::nullopt;
        return AnsiText::Color{index, 0};
    }
    if (at(1) == 2) {
        const auto rgb = quint32((at(2) & 255) << 16 | (at(3) & 255) << 8 | (at(4) & 255));
        i += 4;
        return AnsiText::Color{-1, rgb};
    }
    return std::nullopt;
}

void applyOne(AnsiText::Style &style, const QList<int> &numbers, qsizetype &i) {
    const int n = numbers.at(i);
    if (n == 0)
        style = {};
    else if (n == 1)
        style.bold = true;
    else if (n == 2)
        style.faint = true;
    else if (n == 3)
        style.italic = true;
    else if (n == 4)
        style.underline = true;
    else if (n == 7)
        style.inverse = true;
    else if (n == 9)
        style.strike = true;
    else if (n == 22)
        style.bold = style.faint = false;
    else if (n == 23)
        style.italic = false;
    else if (n == 24)
        style.underline = false;
    else if (n == 27)
        style.inverse = false;
    else if (n == 29)
        style.strike = false;
    else if (n >= 30 && n <= 37)
        style.foreground = AnsiText::Color{n - 30, 0};
    else if (n == 38)
        style.foreground = colorAt(numbers, i);
    else if (n == 39)
        style.foreground.reset();
    else if (n >= 40 && n <= 47)
        style.background = AnsiText::Color{n - 40, 0};
    else if (n == 48)
        style.background = colorAt(numbers, i);
    else if (n == 49)
        style.background.reset();
    else if (n >= 90 && n <= 97)
        style.foreground = AnsiText::Color{n - 90 + 8, 0};
    else if (n >= 100 && n <= 107)
        style.background = AnsiText::Color{n - 100 + 8, 0};
}

/// Length of the escape sequence at the front of `text`; what it says is put into `style`.
qsizetype escapeLength(QByteArrayView text, AnsiText::Style &style) {
    if (text.size() < 2)
        return text.size();
    if (text[1] == '[') { // CSI: parameters, then a letter
        qsizetype end = 2;
        while (end < text.size() && (text[end] < 0x40 || text[end] > 0x7e) && text[end] >= 0x20)
            ++end;
        if (end >= text.size())
            return text.size();
        if (text[end] == 'm') {
            const QList<int> numbers = numbersOf(text.sliced(2, end - 2));
            for (qsizetype i = 0; i < numbers.size(); ++i)
                applyOne(style, numbers, i);
        }
        return end + 1;
    }
    if (text[1] == ']') { // OSC: until BEL or ST
        for (qsizetype end = 2; end < text.size(); ++end) {
            if (text[end] == '\a')
                return end + 1;
            if (text[end] == '\x1b' && end + 1 < text.size() && text[end + 1] == '\\')
                return end + 2;
        }
        return text.size();
    }
    return 2;
}

} // namespace

AnsiText AnsiText::parse(QByteArrayView line, qsizetype most) {
    AnsiText result;
    if (line.size() > most) {
        while (most > 0 && (quint8(line[most]) & 0xC0) == 0x80) // not in the middle of a character
            --most;
        result.cut = line.size() - most;
        line = line.first(most);
    }
    Style style;
    const auto flush = [&](qsizetype from, qsizetype to) {
        const qsizetype begin = result.text.size();
        result.text += QString::fromUtf8(line.sliced(from, to - from));
        if (style != Style{} && result.text.size() > begin && result.runs.size() < mostRuns)
            result.runs.append({begin, result.text.size() - begin, style});
    };
    qsizetype from = 0;
    for (qsizetype i = 0; i < line.size();) {
        const auto c = quint8(line[i]);
        if (c >= 0x20 && c != 0x7f) {
            ++i;
            continue;
        }
        flush(from, i);
        if (c == 0x1b) {
            i += escapeLength(line.sliced(i), style);
        } else {
            result.text += c == '\t' ? QChar(u'\t') : c == 0x7f ? QChar(u'\u2421') : QChar(char16_t(0x2400 + c));
            ++i;
        }
        from = i;
    }
    flush(from, line.size());
    return result;
}

LogLevel levelOf(const QString &text) {
    static const QRegularExpression words(
        QStringLiteral("\\b(?:(fatal|panic|critical|crit|emerg|alert|error|err|severe|exception)|(warning|warn)|"
                       "(notice|info)|(debug|trace|verbose))\\b"),
        QRegularExpression::CaseInsensitiveOption);
    const auto match = words.match(QStringView(text).left(160));
    if (!match.hasMatch())
        return LogLevel::None;
    return match.hasCaptured(1) ? LogLevel::Error
        : match.hasCaptured(2)  ? LogLevel::Warning
        : match.hasCaptured(3)  ? LogLevel::Info
                                : LogLevel::Debug;
}
