// SPDX-License-Identifier: GPL-3.0-or-later
// The fields are those of LogEntry; a test holds the two against each other.
#include "server/services/logjson.h"
#include <QStringDecoder>

namespace logjson {

static Timestamp timeOf(const StoredLine &line) {
    return Timestamp(std::chrono::milliseconds(line.line.timeNs / 1'000'000));
}

/// How many bytes at the front are one whole character; 0 when they are none.
static qsizetype characterLength(QByteArrayView text) {
    const auto lead = static_cast<unsigned char>(text[0]);
    const qsizetype length = lead < 0x80 ? 1
        : lead < 0xc2                    ? 0
        : lead < 0xe0                    ? 2
        : lead < 0xf0                    ? 3
        : lead < 0xf5                    ? 4
                                         : 0;
    if (length == 0 || text.size() < length)
        return 0;
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    (void)QString(decoder(text.first(length)));
    return decoder.hasError() ? 0 : length;
}

QString shown(QByteArrayView text) {
    QStringDecoder decoder(
        QStringDecoder::Utf8, QStringDecoder::Flag::Stateless | QStringDecoder::Flag::ConvertInitialBom);
    const QString whole = decoder(text);
    if (!decoder.hasError())
        return whole;
    QByteArray marked;
    for (qsizetype at = 0; at < text.size();) {
        const qsizetype length = characterLength(text.sliced(at));
        if (length > 0)
            marked.append(text.sliced(at, length));
        else
            marked.append("\\x").append(QByteArray(1, text[at]).toHex());
        at += std::max<qsizetype>(1, length);
    }
    return QString::fromUtf8(marked);
}

LogEntry entry(const StoredLine &line) {
    return {line.seq, timeOf(line), line.line.stream, line.line.component, line.line.replica, line.line.revision,
        shown(line.line.text)};
}

void write(JsonWriter &out, const StoredLine &line) {
    const auto stream = nameOf(line.line.stream);
    out.beginObject();
    out.key("seq");
    out.value(line.seq);
    out.key("time");
    out.value(timeOf(line));
    out.key("stream");
    out.plain(QByteArrayView(stream.data(), qsizetype(stream.size())));
    out.key("component");
    out.value(QStringView(line.line.component));
    out.key("replica");
    out.value(qint64(line.line.replica));
    out.key("revision");
    out.value(qint64(line.line.revision));
    out.key("text");
    const QByteArray &text = line.line.text;
    const bool isPlain = std::all_of(text.begin(), text.end(), [](char c) {
        return static_cast<unsigned char>(c) >= 0x20 && static_cast<unsigned char>(c) < 0x7f && c != '"' && c != '\\';
    });
    if (isPlain)
        out.plain(text);
    else
        out.value(QStringView(shown(text)));
    out.endObject();
}

void writeText(QByteArray &out, const StoredLine &line) {
    out += formatTimestamp(timeOf(line));
    out += ' ';
    out += line.line.component.toUtf8();
    out += ' ';
    out += line.line.text;
    out += '\n';
}

} // namespace logjson
