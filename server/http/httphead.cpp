// SPDX-License-Identifier: GPL-3.0-or-later
// The strict parser: request line, fields, and how long the body is.
#include "server/http/httphead.h"
#include <algorithm>
#include <string_view>

namespace {

/// A set of characters as a table: each byte of each head is asked for.
class CharacterSet {
public:
    constexpr CharacterSet(std::string_view others, bool alphanumeric) {
        for (const char c : others)
            m_has[static_cast<unsigned char>(c)] = true;
        for (int c = 0; alphanumeric && c < 128; ++c)
            if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'))
                m_has[c] = true;
    }
    constexpr bool operator()(char c) const { return m_has[static_cast<unsigned char>(c)]; }

private:
    bool m_has[256] = {};
};

constexpr CharacterSet token("!#$%&'*+-.^_`|~", true);
/// Characters of a host with its port, as a name or an address (RFC 3986, section 3.2.2).
constexpr CharacterSet host("-._~!$&'()*+,;=:%[]", true);
/// Characters of a path or query (RFC 3986, appendix A), `%` apart.
constexpr CharacterSet targets("-._~!$&'()*+,;=:@/?", true);

// Lambdas, since algorithms copy what they are given, and a set is 256 bytes.
constexpr auto isToken = [](char c) { return token(c); };
constexpr auto isHost = [](char c) { return host(c); };
constexpr auto isTarget = [](char c) { return targets(c); };
constexpr auto isControl = [](char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f; };

char lowered(char c) {
    return c >= 'A' && c <= 'Z' ? char(c | 32) : c;
}

bool isHex(char c) {
    return (c >= '0' && c <= '9') || (char(c | 32) >= 'a' && char(c | 32) <= 'f');
}

QByteArrayView trimmed(QByteArrayView text) {
    while (!text.isEmpty() && (text.front() == ' ' || text.front() == '\t'))
        text = text.sliced(1);
    while (!text.isEmpty() && (text.back() == ' ' || text.back() == '\t'))
        text.chop(1);
    return text;
}

int parseTarget(QByteArrayView target, HttpHead &head) {
    if (target == "*")
        head.request.path = "*";
    else if (!target.startsWith('/'))
        return 400; // origin-form only: we are no proxy (RFC 9112, section 3.2)
    for (qsizetype i = 0; i < target.size(); ++i)
        if (target[i] == '%' ? i + 2 >= target.size() || !isHex(target[i + 1]) || !isHex(target[i + 2])
                             : !isTarget(target[i]))
            return 400;
    const qsizetype mark = target.indexOf('?');
    head.request.path = mark < 0 ? target : target.first(mark);
    head.request.query = mark < 0 ? QByteArrayView() : target.sliced(mark + 1);
    return target == "*" && head.request.method != "OPTIONS" ? 400 : 0;
}

int parseRequestLine(QByteArrayView line, HttpHead &head) {
    const qsizetype first = line.indexOf(' ');
    const qsizetype last = line.lastIndexOf(' ');
    if (first <= 0 || last <= first)
        return 400;
    const QByteArrayView method = line.first(first);
    if (method.size() > 32 || !std::all_of(method.begin(), method.end(), isToken))
        return 400;
    head.request.method = method;
    const QByteArrayView version = line.sliced(last + 1);
    if (version.size() != 8 || !version.startsWith("HTTP/") || version[6] != '.')
        return 400;
    if (version[5] != '1' || (version[7] != '0' && version[7] != '1'))
        return 505;
    head.oldVersion = version[7] == '0';
    return parseTarget(line.sliced(first + 1, last - first - 1), head);
}

/// What the fields say together about framing and the connection.
struct Framing {
    int hosts = 0;
    bool hasLength = false;
    QByteArray encoding;
    QByteArray connection;
    QByteArray upgrade;
};

int noteField(QByteArrayView name, QByteArrayView value, Framing &framing, HttpHead &head) {
    if (name == "content-length") {
        if (framing.hasLength || value.isEmpty() || value.size() > 15)
            return 400;
        for (const char c : value)
            if (c < '0' || c > '9')
                return 400;
        framing.hasLength = true;
        head.contentLength = value.toByteArray().toLongLong();
    } else if (name == "transfer-encoding") {
        framing.encoding += ',' + value.toByteArray().toLower();
    } else if (name == "host") {
        if (!std::all_of(value.begin(), value.end(), isHost))
            return 400;
        ++framing.hosts;
    } else if (name == "connection") {
        framing.connection += ',' + value.toByteArray().toLower();
    } else if (name == "upgrade") {
        framing.upgrade = value.toByteArray().toLower();
    } else if (name == "expect") {
        if (value.compare("100-continue", Qt::CaseInsensitive) != 0)
            return 417;
        head.expectsContinue = true;
    }
    return 0;
}

bool listed(const QByteArray &list, const char *word) {
    if (list.isEmpty())
        return false;
    for (const QByteArray &item : list.split(','))
        if (item.trimmed() == word)
            return true;
    return false;
}

} // namespace

bool isFieldLine(QByteArrayView line) {
    const qsizetype colon = line.indexOf(':');
    // Refusing blanks in names also refuses folded lines and "Name :".
    return colon > 0 && std::all_of(line.begin(), line.begin() + colon, isToken)
        && std::none_of(line.begin() + colon + 1, line.end(), isControl); // nor a bare CR, a bare LF, NUL
}

/// Position of the CRLF that ends the line; -1 when the next LF has no CR before it, or there is none.
static qsizetype endOfLine(QByteArrayView text, qsizetype from) {
    const qsizetype lineFeed = text.indexOf('\n', from);
    return lineFeed > from && text[lineFeed - 1] == '\r' ? lineFeed - 1 : -1;
}

int parseHead(QByteArrayView received, const HttpLimits &limits, HttpHead &head) {
    head.request.head = received.toByteArray();
    char *bytes = head.request.head.data();
    const QByteArrayView text = head.request.head;
    qsizetype end = endOfLine(text, 0);
    if (end < 0)
        return 400;
    if (const int status = parseRequestLine(text.first(end), head))
        return status;

    Framing framing;
    head.request.headers.reserve(8);
    for (qsizetype at = end + 2; at < text.size(); at = end + 2) {
        end = endOfLine(text, at);
        if (end < 0)
            return 400;
        if (end == at)
            break;
        const QByteArrayView line = text.sliced(at, end - at);
        if (!isFieldLine(line))
            return 400;
        const qsizetype colon = line.indexOf(':');
        const QByteArrayView value = trimmed(line.sliced(colon + 1));
        const QByteArrayView name = line.first(colon);
        std::transform(name.begin(), name.end(), bytes + at, lowered);
        if (const int status = noteField(name, value, framing, head))
            return status;
        head.request.headers.append({name, value});
        if (head.request.headers.size() > limits.headerLines)
            return 431;
    }
    if (framing.hosts > 1 || (!head.oldVersion && framing.hosts != 1))
        return 400;
    if (!framing.encoding.isEmpty()) {
        if (framing.hasLength || head.oldVersion)
            return 400; // the classic smuggling pair (RFC 9112, section 6.3)
        if (framing.encoding != ",chunked")
            return 501;
        head.chunked = true;
    }
    if (head.contentLength > limits.bodyBytes)
        return 413;
    head.keepAlive = head.oldVersion ? listed(framing.connection, "keep-alive") : !listed(framing.connection, "close");
    head.expectsContinue = head.expectsContinue && !head.oldVersion;
    // RFC 9110, section 7.8: an Upgrade in HTTP/1.0 is not heard.
    head.upgradesToWebSocket =
        !head.oldVersion && listed(framing.connection, "upgrade") && framing.upgrade == "websocket";
    return 0;
}
