// SPDX-License-Identifier: GPL-3.0-or-later
// Text, colours and line breaks of a row.
#include "app/ui/loglayout.h"
#include "app/models/ansitext.h"
#include "app/models/format.h"
#include "app/ui/theme.h"
#include "app/ui/tokens.h"
#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <cmath>

// What is longer is drawn up to here; it is copied and saved whole.
static constexpr qsizetype mostDrawn = 10'000;
static constexpr int mostMarks = 200;

static double luminance(const QColor &color) {
    const auto linear = [](double c) { return c <= 0.03928 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

QColor readableOn(QColor color, const QColor &ground) {
    const double on = luminance(ground);
    const bool isDark = on < 0.18;
    for (int i = 0; i < 20; ++i) {
        const double of = luminance(color);
        if ((std::max(of, on) + 0.05) / (std::min(of, on) + 0.05) >= 4.5)
            break;
        const QColor towards = isDark ? Qt::white : Qt::black;
        color = QColor::fromRgbF(color.redF() * 0.85F + towards.redF() * 0.15F,
            color.greenF() * 0.85F + towards.greenF() * 0.15F, color.blueF() * 0.85F + towards.blueF() * 0.15F);
    }
    return color;
}

/// The palette of 256 as xterm has it; the first sixteen in the theme's own.
static QColor colorOf(const AnsiText::Color &color) {
    if (color.index < 0)
        return QColor(QRgb(color.rgb));
    const theme::Tokens &t = theme::tokens();
    const QRgb first[8] = {t.text, t.failed, t.running, t.warning, t.accent, 0xA347BA, 0x1B8A9E, t.secondary};
    if (color.index < 16)
        return QColor(first[color.index % 8]);
    if (color.index >= 232) {
        const int gray = 8 + 10 * (color.index - 232);
        return QColor(gray, gray, gray);
    }
    const auto level = [](int step) { return step == 0 ? 0 : 55 + 40 * step; };
    const int cube = color.index - 16;
    return QColor(level(cube / 36), level(cube / 6 % 6), level(cube % 6));
}

static QTextCharFormat formatOf(const AnsiText::Style &style) {
    QTextCharFormat format;
    QColor ground(theme::tokens().base);
    std::optional<QColor> front, back;
    if (style.foreground)
        front = colorOf(*style.foreground);
    if (style.background)
        back = colorOf(*style.background);
    if (style.inverse) {
        std::swap(front, back);
        if (!back)
            back = theme::text();
        if (!front)
            front = ground;
    }
    if (back) {
        format.setBackground(*back);
        ground = *back;
    }
    if (style.faint && !front)
        front = theme::secondaryText();
    if (front || back)
        format.setForeground(readableOn(front.value_or(theme::text()), ground));
    if (style.bold)
        format.setFontWeight(QFont::Bold);
    format.setFontItalic(style.italic);
    format.setFontUnderline(style.underline);
    format.setFontStrikeOut(style.strike);
    return format;
}

/// Of a component or service: the same name has the same colour each time.
static QColor colorOf(const QString &name) {
    uint number = 0;
    for (const QChar c : name)
        number = number * 31 + c.unicode();
    const QColor color = QColor::fromHsl(int(number * 47 % 360), 150, theme::isDark() ? 170 : 90);
    return readableOn(color, QColor(theme::tokens().base));
}

LogLayout::LogLayout(const LogModel &model) : m_model(model), m_metrics(QFont()), m_laid(600) { }

void LogLayout::setFont(const QFont &font) {
    m_font = font;
    m_metrics = QFontMetricsF(font);
    m_lineHeight = int(std::ceil(m_metrics.height())) + 2;
    forget();
}

void LogLayout::setWrapWidth(int width) {
    if (std::exchange(m_width, width) != width)
        forget();
}

void LogLayout::setTimes(LogTimes times) {
    m_times = times;
    forget();
}

void LogLayout::setNames(const QStringList &names) {
    m_names = names;
    forget();
}

void LogLayout::setNamesComponents(bool on) {
    if (std::exchange(m_namesComponents, on) != on)
        forget();
}

QString LogLayout::prefixOf(const LogRow &row) const {
    if (row.kind != LogRow::Kind::Line)
        return {};
    QString prefix;
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(row.line.timeMs, Qt::UTC);
    switch (m_times) {
    case LogTimes::Off:
        break;
    case LogTimes::Local:
        prefix = time.toLocalTime().toString(QStringLiteral("yyyy-MM-dd HH:mm:ss.zzz  "));
        if (time.toLocalTime().date() == QDate::currentDate())
            prefix.remove(0, 11);
        break;
    case LogTimes::Utc:
        prefix = time.toString(QStringLiteral("yyyy-MM-dd HH:mm:ss.zzz'Z'  "));
        break;
    case LogTimes::Relative:
        prefix = format::relative(Timestamp(std::chrono::milliseconds(row.line.timeMs))).leftJustified(16) + u' ';
        break;
    }
    if (row.place.source < m_names.size())
        prefix += m_names.at(row.place.source) + QStringLiteral("  ");
    if (m_namesComponents && !row.writer.component.isEmpty())
        prefix += row.writer.component + QStringLiteral("  ");
    return prefix;
}

QString LogLayout::textOf(const LogRow &row) const {
    switch (row.kind) {
    case LogRow::Kind::Line:
        return prefixOf(row) + AnsiText::plain(row.line.text);
    case LogRow::Kind::Lost: {
        const int count = int(std::min<qint64>(row.lostCount, 2'000'000'000));
        const QString lines = QCoreApplication::translate("LogView", "%Ln line(s) are missing here", nullptr, count);
        return row.lostReason.isEmpty() ? lines : lines + QStringLiteral(": ") + row.lostReason;
    }
    case LogRow::Kind::Missing:
        break;
    }
    return QStringLiteral("…");
}

LogLayout::Laid &LogLayout::of(const LogRow &row) {
    const QPair<int, qint64> key(row.place.source, row.place.seq);
    const bool isKept = row.kind == LogRow::Kind::Line && m_times != LogTimes::Relative;
    if (isKept)
        if (Laid *known = m_laid.object(key))
            return *known;
    auto made = std::make_unique<Laid>();
    layOut(*made, row);
    if (!isKept) {
        m_passing = std::move(made);
        return *m_passing;
    }
    Laid &laid = *made;
    m_laid.insert(key, made.release());
    return laid;
}

void LogLayout::layOut(Laid &laid, const LogRow &row) const {
    QString text;
    QList<QTextLayout::FormatRange> formats;
    if (row.kind == LogRow::Kind::Line) {
        const QString prefix = prefixOf(row);
        laid.prefix = prefix.size();
        const AnsiText ansi = AnsiText::parse(row.line.text, mostDrawn);
        text = prefix + ansi.text;
        for (const AnsiText::Run &run : ansi.runs)
            formats.append({int(laid.prefix + run.begin), int(run.length), formatOf(run.style)});
        if (ansi.cut > 0)
            text += QCoreApplication::translate("LogView", "  … %1 more").arg(QLocale().formattedDataSize(ansi.cut));
        formats = formatsOf(row, laid, text, formats);
    } else {
        text = textOf(row);
        QTextCharFormat format;
        format.setForeground(
            row.kind == LogRow::Kind::Lost ? theme::statusColor(QStringLiteral("warning")) : theme::secondaryText());
        formats.append({0, int(text.size()), format});
    }
    QTextOption option;
    option.setWrapMode(m_width > 0 ? QTextOption::WrapAtWordBoundaryOrAnywhere : QTextOption::NoWrap);
    option.setTabStopDistance(m_metrics.horizontalAdvance(u' ') * 8);
    laid.layout.setFont(m_font);
    laid.layout.setTextOption(option);
    laid.layout.setText(text);
    laid.layout.setFormats(formats);
    laid.layout.setCacheEnabled(true);
    laid.layout.beginLayout();
    laid.lines = 0;
    for (QTextLine line = laid.layout.createLine(); line.isValid(); line = laid.layout.createLine()) {
        line.setLineWidth(m_width > 0 ? m_width : 1e7);
        line.setPosition({0, qreal(laid.lines++ * m_lineHeight) + 1}); // the same height whatever fonts a line needs
    }
    laid.layout.endLayout();
    laid.lines = std::max(1, laid.lines);
}

QList<QTextLayout::FormatRange> LogLayout::formatsOf(
    const LogRow &row, Laid &laid, const QString &text, const QList<QTextLayout::FormatRange> &ansi) const {
    QList<QTextLayout::FormatRange> formats;
    QTextCharFormat quiet;
    quiet.setForeground(theme::secondaryText());
    formats.append({0, int(laid.prefix), quiet});
    const auto colorName = [&](const QString &name) {
        const qsizetype at = text.left(laid.prefix).lastIndexOf(QString(name + QStringLiteral("  ")));
        if (name.isEmpty() || at < 0)
            return;
        QTextCharFormat format;
        format.setForeground(colorOf(name));
        formats.append({int(at), int(name.size()), format});
    };
    if (row.place.source < m_names.size())
        colorName(m_names.at(row.place.source));
    colorName(row.writer.component);
    const LogLevel level = levelOf(text.mid(laid.prefix));
    const QColor failed = theme::statusColor(QStringLiteral("failed")),
                 warning = theme::statusColor(QStringLiteral("warning"));
    laid.edge = level == LogLevel::Error                                       ? failed
        : level == LogLevel::Warning || row.writer.stream == LogStream::Stderr ? warning
                                                                               : QColor();
    QTextCharFormat tone;
    if (row.writer.stream == LogStream::System)
        tone.setForeground(theme::accent());
    else if (level == LogLevel::Error)
        tone.setForeground(failed);
    else if (level == LogLevel::Warning)
        tone.setForeground(warning);
    else if (level == LogLevel::Debug)
        tone.setForeground(theme::secondaryText());
    if (ansi.isEmpty() && tone.hasProperty(QTextFormat::ForegroundBrush))
        formats.append({int(laid.prefix), int(text.size() - laid.prefix), tone});
    formats += ansi;
    if (row.isFound && m_model.pattern()) {
        QTextCharFormat mark;
        const QColor ground = theme::isDark() ? QColor(0x6B5200) : QColor(0xFFE58A);
        mark.setBackground(ground);
        mark.setForeground(readableOn(theme::text(), ground));
        const QByteArray bytes = QStringView(text).mid(laid.prefix).toUtf8();
        qsizetype at = 0, characters = laid.prefix, counted = 0;
        for (int i = 0; i < mostMarks; ++i) {
            const auto place = m_model.pattern()->find(bytes, at);
            if (!place)
                break;
            characters += QString::fromUtf8(QByteArrayView(bytes).sliced(counted, place->begin - counted)).size();
            const qsizetype length =
                QString::fromUtf8(QByteArrayView(bytes).sliced(place->begin, place->end - place->begin)).size();
            formats.append({int(characters), int(length), mark});
            characters += length;
            counted = place->end;
            at = std::max(place->end, place->begin + 1);
            if (at > bytes.size())
                break;
        }
    }
    return formats;
}
