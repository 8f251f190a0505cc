// SPDX-License-Identifier: GPL-3.0-or-later
// The system's clocks and RFC 3339.
#include "shared/base/clock.h"
#include <QDateTime>
#include <algorithm>

using namespace std::chrono;

Timestamp SystemClock::now() const {
    return time_point_cast<milliseconds>(system_clock::now());
}

milliseconds SystemClock::monotonic() const {
    return duration_cast<milliseconds>(steady_clock::now().time_since_epoch());
}

static char *digits(char *out, unsigned value, int width) {
    for (int i = width - 1; i >= 0; --i, value /= 10)
        out[i] = char('0' + value % 10);
    return out + width;
}

void formatTimestamp(Timestamp time, char *out) {
    const auto day = floor<days>(time);
    const year_month_day date(day);
    const hh_mm_ss<milliseconds> clock(time - day);
    out = digits(out, unsigned(int(date.year())), 4);
    *out++ = '-';
    out = digits(out, unsigned(date.month()), 2);
    *out++ = '-';
    out = digits(out, unsigned(date.day()), 2);
    *out++ = 'T';
    out = digits(out, unsigned(clock.hours().count()), 2);
    *out++ = ':';
    out = digits(out, unsigned(clock.minutes().count()), 2);
    *out++ = ':';
    out = digits(out, unsigned(clock.seconds().count()), 2);
    *out++ = '.';
    out = digits(out, unsigned(clock.subseconds().count()), 3);
    *out = 'Z';
}

QByteArray formatTimestamp(Timestamp time) {
    QByteArray text(24, Qt::Uninitialized);
    formatTimestamp(time, text.data());
    return text;
}

Result<Timestamp> parseTimestamp(QStringView text) {
    const Error bad{ErrorCode::Validation,
        QStringLiteral("must be a time like 2026-03-29T10:00:00Z (RFC 3339), got \"%1\"").arg(text.left(40)), {}, {}};
    // Qt takes a missing zone for local time; RFC 3339 demands one.
    if (text.size() < 20 || text.size() > 40 || (text[10] != u'T' && text[10] != u't'))
        return bad;
    const QStringView zone = text.sliced(19);
    if (!zone.endsWith(u'Z', Qt::CaseInsensitive) && !zone.contains(u'+') && !zone.contains(u'-'))
        return bad;
    const QDateTime parsed = QDateTime::fromString(text.toString(), Qt::ISODateWithMs);
    if (!parsed.isValid() || parsed.date().year() < 1970 || parsed.date().year() > 9999)
        return bad;
    return Timestamp(milliseconds(parsed.toMSecsSinceEpoch()));
}

std::optional<seconds> parseSpan(QStringView text) {
    static constexpr qint64 day = 86'400, mostDays = 100'000;
    const bool isBare = text.isEmpty() || text.back().isDigit();
    const QChar unit = isBare ? QChar(u's') : text.back();
    const qint64 length = unit == u's' ? 1 : unit == u'm' ? 60 : unit == u'h' ? 3600 : unit == u'd' ? day : 0;
    const QStringView digits = text.chopped(isBare ? 0 : 1);
    const bool isNumber = std::all_of(digits.begin(), digits.end(), [](QChar c) { return c >= u'0' && c <= u'9'; });
    bool ok = false;
    const qint64 count = digits.toLongLong(&ok);
    if (!ok || !isNumber || length == 0 || count < 1 || count >= mostDays * day / length)
        return std::nullopt;
    return seconds(count * length);
}
