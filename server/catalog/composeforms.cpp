// SPDX-License-Identifier: GPL-3.0-or-later
// Each form is read by hand in linear time.
#include "server/catalog/composeforms.h"
#include "shared/base/codec.h"
#include <QRegularExpression>
#include <arpa/inet.h>

namespace {
using std::chrono::milliseconds;

constexpr int maxPortsOfRange = 100;

struct Unit {
    const char *name;
    double length;
};
constexpr Unit times[] = {{"h", 3'600'000}, {"m", 60'000}, {"s", 1000}, {"ms", 1}, {"us", 0.001}};
constexpr Unit sizes[] = {{"b", 1}, {"k", 1024}, {"m", 1048576}, {"g", 1073741824}, {"t", 1099511627776}};

bool isDigit(QChar c) {
    return c >= u'0' && c <= u'9';
}
/// How many characters from the beginning are a number like 12 or 1.5; 0: none.
qsizetype numberLength(QStringView text) {
    qsizetype length = 0;
    bool hasPoint = false;
    while (length < text.size() && length < 18 && (isDigit(text[length]) || (text[length] == u'.' && !hasPoint))) {
        hasPoint |= text[length] == u'.';
        ++length;
    }
    return length > 0 && isDigit(text[0]) && isDigit(text[length - 1]) ? length : 0;
}

Error wrong(const QString &message) {
    return Error::validation({}, message);
}
} // namespace

std::optional<QStringList> shellWords(QStringView text) {
    QStringList words;
    QString word;
    bool inWord = false;
    QChar quote;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text[i];
        if (quote.isNull() && (c == u' ' || c == u'\t' || c == u'\n' || c == u'\r')) {
            if (inWord)
                words.append(std::exchange(word, QString()));
            inWord = false;
        } else if (quote.isNull() && (c == u'\'' || c == u'"')) {
            quote = c;
            inWord = true;
        } else if (c == quote) {
            quote = QChar();
        } else if (c == u'\\' && quote != u'\'') {
            if (++i == text.size())
                return std::nullopt;
            // In double quotes a backslash stands for itself before anything that needs none.
            if (text[i] != u'\n') {
                if (quote == u'"' && !QStringLiteral("$`\"\\").contains(text[i]))
                    word += c;
                word += text[i];
                inWord = true;
            }
        } else {
            word += c;
            inWord = true;
        }
    }
    if (!quote.isNull())
        return std::nullopt;
    if (inWord)
        words.append(word);
    return words;
}

std::optional<milliseconds> composeDuration(QStringView text) {
    if (text == u"0")
        return milliseconds(0);
    double total = 0;
    const Unit *next = std::begin(times);
    if (text.isEmpty())
        return std::nullopt;
    while (!text.isEmpty()) {
        const qsizetype digits = numberLength(text);
        qsizetype letters = 0;
        while (digits + letters < text.size() && text[digits + letters].isLower())
            ++letters;
        const QStringView name = text.mid(digits, letters);
        const Unit *unit =
            std::find_if(next, std::end(times), [name](const Unit &u) { return name == QLatin1String(u.name); });
        if (digits == 0 || unit == std::end(times))
            return std::nullopt;
        total += text.left(digits).toDouble() * unit->length;
        next = unit + 1;
        text = text.mid(digits + letters);
    }
    constexpr double year = 365.0 * 24 * 3'600'000;
    return total <= year ? std::optional(milliseconds(qRound64(total))) : std::nullopt;
}

std::optional<qint64> composeBytes(QStringView text) {
    const qsizetype digits = numberLength(text);
    if (digits == 0)
        return std::nullopt;
    QString unit = text.mid(digits).trimmed().toString().toLower();
    if (unit.isEmpty())
        unit = QStringLiteral("b");
    if (unit.size() > 1 && unit.endsWith(QLatin1String("ib")))
        unit.chop(2);
    else if (unit.size() == 2 && unit.endsWith(u'b'))
        unit.chop(1);
    const Unit *found = std::find_if(
        std::begin(sizes), std::end(sizes), [&unit](const Unit &u) { return unit == QLatin1String(u.name); });
    const double bytes = found == std::end(sizes) ? -1 : text.left(digits).toDouble() * found->length;
    return bytes >= 0 && bytes <= 1e15 ? std::optional(qint64(bytes)) : std::nullopt;
}

std::optional<std::pair<int, int>> portRange(QStringView text) {
    const qsizetype dash = text.indexOf(u'-');
    const QStringView parts[] = {dash < 0 ? text : text.left(dash), dash < 0 ? text : text.mid(dash + 1)};
    int ends[2] = {0, 0};
    for (int i = 0; i < 2; ++i) {
        if (parts[i].isEmpty() || parts[i].size() > 5 || !std::all_of(parts[i].begin(), parts[i].end(), isDigit))
            return std::nullopt;
        ends[i] = parts[i].toInt();
    }
    if (ends[1] > 65535 || ends[0] > ends[1])
        return std::nullopt;
    return std::pair(ends[0], ends[1]);
}

bool isAddress(const QString &text) {
    const QByteArray latin = text.toLatin1();
    unsigned char bytes[sizeof(in6_addr)];
    return inet_pton(AF_INET, latin.constData(), bytes) == 1 || inet_pton(AF_INET6, latin.constData(), bytes) == 1;
}

Result<QList<ComposePort>> composePorts(QStringView text) {
    ComposePort port;
    if (const qsizetype slash = text.indexOf(u'/'); slash >= 0) {
        const auto protocol = enumFromName<PortProtocol>(text.mid(slash + 1));
        if (!protocol)
            return wrong(QStringLiteral("must end in /tcp or /udp, or without a protocol"));
        port.protocol = *protocol;
        text = text.left(slash);
    }
    const qsizetype last = text.lastIndexOf(u':');
    const QStringView inside = text.mid(last + 1);
    QStringView outside;
    if (last >= 0) {
        const QStringView before = text.left(last);
        const qsizetype colon = before.lastIndexOf(u':');
        outside = before.mid(colon + 1);
        port.hostAddress = before.left(std::max<qsizetype>(colon, 0)).toString();
        if (port.hostAddress.startsWith(u'[') && port.hostAddress.endsWith(u']'))
            port.hostAddress = port.hostAddress.mid(1, port.hostAddress.size() - 2);
        if (colon >= 0 && !isAddress(port.hostAddress))
            return wrong(QStringLiteral("must begin with an address of the host like 127.0.0.1, or with a port"));
    }
    const auto targets = portRange(inside);
    if (!targets || targets->first == 0)
        return wrong(QStringLiteral("must be [[ADDRESS:]HOST_PORT:]CONTAINER_PORT[/udp] with ports from 1 to 65535"));
    const auto published = outside.isEmpty() ? std::pair(0, 0) : portRange(outside).value_or(std::pair(-1, -1));
    if (published.first < 0)
        return wrong(QStringLiteral("must have a port from 1 to 65535 of the host before the last colon"));
    const int count = targets->second - targets->first;
    if (!outside.isEmpty() && published.second - published.first != count)
        return wrong(QStringLiteral("must have as many ports of the host as of the container"));
    if (count >= maxPortsOfRange)
        return wrong(QStringLiteral("must be a range of at most %1 ports").arg(maxPortsOfRange));
    QList<ComposePort> ports;
    for (int i = 0; i <= count; ++i) {
        port.target = targets->first + i;
        port.published = published.first > 0 ? published.first + i : 0;
        ports.append(port);
    }
    return ports;
}

QString fullImageName(const QString &image) {
    // https://github.com/distribution/reference: [domain[:port]/]path[:tag][@digest]
    static const QRegularExpression form(QRegularExpression::anchoredPattern(QStringLiteral(
        "(?:((?:[A-Za-z0-9][A-Za-z0-9-]*(?:\\.[A-Za-z0-9][A-Za-z0-9-]*)*|\\[[0-9a-fA-F:]+\\])(?::[0-9]{1,5}"
        ")?)/)?"
        "([a-z0-9]+(?:(?:\\.|__?|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\\.|__?|-+)[a-z0-9]+)*)*)"
        "(?::([A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?")));
    if (image.size() > 255)
        return {};
    const auto match = form.match(image);
    if (!match.hasMatch())
        return {};
    QString domain = match.captured(1);
    QString path = match.captured(2);
    // What looks like no host is the first part of the path.
    if (!domain.isEmpty() && !domain.contains(u'.') && !domain.contains(u':') && domain != QLatin1String("localhost")) {
        if (domain != domain.toLower())
            return {};
        path = domain + QLatin1Char('/') + path;
        domain.clear();
    }
    if (domain == QLatin1String("index.docker.io"))
        domain = QStringLiteral("docker.io");
    if (domain.isEmpty())
        domain = QStringLiteral("docker.io");
    if (domain == QLatin1String("docker.io") && !path.contains(u'/'))
        path.prepend(QLatin1String("library/"));
    QString full = domain.toLower() + QLatin1Char('/') + path;
    if (!match.captured(3).isEmpty())
        full += QLatin1Char(':') + match.captured(3);
    if (!match.captured(4).isEmpty())
        full += QLatin1Char('@') + match.captured(4);
    else if (match.captured(3).isEmpty())
        full += QLatin1String(":latest");
    return full;
}

namespace {
bool fits(QStringView text, QStringView pattern) {
    qsizetype t = 0, p = 0, star = -1, mark = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == u'*') {
            star = p++;
            mark = t;
        } else if (p < pattern.size() && pattern[p] == text[t]) {
            ++p;
            ++t;
        } else if (star >= 0) {
            p = star + 1;
            t = ++mark;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == u'*')
        ++p;
    return p == pattern.size();
}
} // namespace

bool imageFits(const QString &fullName, const QString &pattern) {
    QString name = fullName.section(u'@', 0, 0);
    if (const qsizetype colon = name.indexOf(u':', name.lastIndexOf(u'/')); colon >= 0)
        name.truncate(colon);
    return fits(fullName, pattern) || fits(name, pattern);
}
