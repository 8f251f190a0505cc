// SPDX-License-Identifier: GPL-3.0-or-later
// LogDecoder, byte by byte and with bytes no engine would send.
#include "server/engine/docker/logdecoder.h"
#include <QRandomGenerator>
#include <QTest>
#include <QtEndian>

static const QByteArray stamp = "2026-03-29T10:00:00.000000001Z ";

class tst_logdecoder : public QObject {
    Q_OBJECT

    static QByteArray frame(int stream, const QByteArray &payload) {
        QByteArray header(8, '\0');
        header[0] = char(stream);
        qToBigEndian(quint32(payload.size()), header.data() + 4);
        return header + payload;
    }
    /// All at once, in pieces of every small size, and as they come: always the same lines.
    static QList<QByteArray> decode(const QByteArray &bytes, LogDecoder::Form form = LogDecoder::Form::Frames) {
        QList<QByteArray> first;
        for (const qsizetype piece : {bytes.size() + 1, qsizetype(1), qsizetype(7), qsizetype(16'384)}) {
            if (piece == 1 && bytes.size() > 100'000)
                continue;
            LogDecoder decoder(form);
            QList<OutputLine> lines;
            for (qsizetype at = 0; at < bytes.size(); at += piece)
                decoder.feed(QByteArrayView(bytes).sliced(at, std::min(piece, bytes.size() - at)), lines);
            decoder.finish(lines);
            QList<QByteArray> texts;
            for (const OutputLine &line : lines)
                texts.append((line.stream == LogStream::Stderr ? "err " : "out ") + QByteArray::number(line.timeNs)
                    + ' ' + line.text);
            if (first.isEmpty())
                first = texts;
            if (texts != first)
                return {"pieces of " + QByteArray::number(piece) + " differ"};
        }
        return first;
    }

private slots:
    void timesAreReadToTheNanosecond() {
        const auto time = [](const char *text) { return LogDecoder::parseTime(text).value_or(-1); };
        QCOMPARE(time("1970-01-01T00:00:00Z"), 0);
        QCOMPARE(time("2026-03-29T10:00:00.123456789Z"), 1'774'778'400'123'456'789);
        QCOMPARE(time("2026-03-29T12:30:00.5+02:30"), 1'774'778'400'500'000'000);
        QCOMPARE(time("2026-03-29T08:00:00-02:00"), 1'774'778'400'000'000'000);
        for (const char *bad : {"", "2026", "2026-13-29T10:00:00Z", "2026-02-30T10:00:00Z", "2026-03-29 10:00:00Z",
                 "2026-03-29T25:00:00Z", "2026-03-29T10:00:00", "9999-03-29T10:00:00Z", "20x6-03-29T10:00:00Z"})
            QCOMPARE(time(bad), -1);
    }
    void streamsAreToldApart() {
        QCOMPARE(decode(frame(1, stamp + "one\n") + frame(2, stamp + "two\r\n") + frame(1, stamp + "\n")),
            (QList<QByteArray>{
                "out 1774778400000000001 one", "err 1774778400000000001 two", "out 1774778400000000001 "}));
    }
    void piecesOfOneTimeAreOneLineAndOthersAreNot() {
        const QByteArray piece(16'384, 'x');
        const QByteArray later = "2026-03-29T10:00:00.000000002Z ";
        QCOMPARE(decode(frame(1, stamp + piece) + frame(2, stamp + "between\n") + frame(1, stamp + piece)
                     + frame(1, stamp + "end\n") + frame(1, stamp + "half") + frame(1, later + "whole\n")
                     + frame(1, later + "last words")),
            (QList<QByteArray>{"err 1774778400000000001 between", "out 1774778400000000001 " + piece + piece + "end",
                "out 1774778400000000001 half", "out 1774778400000000002 whole",
                "out 1774778400000000002 last words"}));
    }
    void aLineTooLongIsCutAndSaysSo() {
        const QByteArray piece(16'384, 'x');
        const QByteArray cut = "out 1774778400000000001 " + QByteArray(1 << 20, 'x') + " [cut at 1 MiB]";
        QByteArray frames;
        QByteArray terminal = stamp;
        for (int i = 0; i < 200; ++i) {
            frames += frame(1, stamp + piece);
            terminal += piece + stamp;
        }
        QCOMPARE(decode(frames + frame(1, stamp + "end\n") + frame(1, stamp + "next\n")),
            (QList<QByteArray>{cut, "out 1774778400000000001 next"}));
        const QList<QByteArray> lines = decode(terminal + "end\n" + stamp + "next\n", LogDecoder::Form::Terminal);
        QCOMPARE(lines.size(), 2);
        QVERIFY(lines.first().size() == cut.size() && lines.first().endsWith(" [cut at 1 MiB]"));
        QCOMPARE(lines.last(), "out 1774778400000000001 next");
    }
    void aTerminalHasNoFramesAndTimesInsideItsLines() {
        const QByteArray piece(16'384, 'y');
        QCOMPARE(decode(stamp + "a\r\n" + stamp + piece + stamp + piece + stamp + "b\r\n" + stamp + "prompt> ",
                     LogDecoder::Form::Terminal),
            (QList<QByteArray>{"out 1774778400000000001 a", "out 1774778400000000001 " + piece + piece + "b",
                "out 1774778400000000001 prompt> "}));
    }
    void aProgressBarIsWhatOneSeesAtItsEnd() {
        QCOMPARE(decode(frame(1, stamp + "10 %\r50 %\r\x1b[32m100 %\x1b[0m\n") + frame(1, stamp + "dos\r\n")),
            (QList<QByteArray>{"out 1774778400000000001 \x1b[32m100 %\x1b[0m", "out 1774778400000000001 dos"}));
    }
    void bytesThatAreNoTextStay() {
        QCOMPARE(decode(frame(1, stamp + "\xff\xfe" + QByteArray("\0", 1) + "\n")),
            (QList<QByteArray>{"out 1774778400000000001 \xff\xfe" + QByteArray("\0", 1)}));
    }
    void whatIsNoFrameEndsIt() {
        for (const QByteArray &bytes : {QByteArray("HTTP/1.1 500 nonsense"), QByteArray("\1\0\0\0\xff\xff\xff\xff", 8),
                 QByteArray("\1\0\1\0\0\0\0\1x", 9)}) {
            LogDecoder decoder(LogDecoder::Form::Frames);
            QList<OutputLine> lines;
            QVERIFY(!decoder.feed(bytes, lines));
            QVERIFY(!decoder.feed(frame(1, stamp + "late\n"), lines));
            decoder.finish(lines);
            QVERIFY(lines.isEmpty());
        }
    }
    void anythingAtAllIsSurvived() {
        QRandomGenerator random(7);
        for (int round = 0; round < 3000; ++round) {
            LogDecoder decoder(round % 2 ? LogDecoder::Form::Frames : LogDecoder::Form::Terminal,
                round % 3 ? LogDecoder::Pieces::OfOneTime : LogDecoder::Pieces::OfAnyTime);
            QList<OutputLine> lines;
            QByteArray bytes;
            while (bytes.size() < 300) {
                QByteArray payload = random.bounded(2) ? stamp : QByteArray();
                for (int i = random.bounded(40); i > 0; --i)
                    payload += char(random.bounded(4) ? random.bounded(256) : '\n');
                bytes += frame(random.bounded(4), payload);
                if (random.bounded(8) == 0)
                    bytes[random.bounded(int(bytes.size()))] = char(random.bounded(256));
            }
            for (qsizetype at = 0; at < bytes.size();) {
                const qsizetype piece = std::min<qsizetype>(bytes.size() - at, 1 + random.bounded(50));
                decoder.feed(QByteArrayView(bytes).sliced(at, piece), lines);
                at += piece;
            }
            decoder.finish(lines);
            for (const OutputLine &line : lines)
                QVERIFY(line.text.size() <= 400 && !line.text.contains('\n'));
        }
    }
};

QTEST_GUILESS_MAIN(tst_logdecoder)
#include "tst_logdecoder.moc"
