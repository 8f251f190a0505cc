// SPDX-License-Identifier: GPL-3.0-or-later
// The JSON writer's fast paths, held against a slow and obvious one, at every length and every place in the buffer.
#include "shared/base/jsonwriter.h"
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRandomGenerator>
#include <QTest>
#include <cmath>

class tst_jsonwriter : public QObject {
    Q_OBJECT

    /// One string as RFC 8259, section 7 has it, a unit at a time.
    static QByteArray slowly(QStringView text) {
        QByteArray out = "\"";
        for (qsizetype i = 0; i < text.size(); ++i) {
            const char16_t unit = text[i].unicode();
            const bool pair = QChar::isHighSurrogate(unit) && i + 1 < text.size() && text[i + 1].isLowSurrogate();
            if (unit == '"' || unit == '\\')
                out += '\\' + QByteArray(1, char(unit));
            else if (unit == '\n' || unit == '\r' || unit == '\t')
                out += unit == '\n' ? "\\n" : unit == '\r' ? "\\r" : "\\t";
            else if (unit < 0x20)
                out += "\\u" + QByteArray::number(unit, 16).rightJustified(4, '0');
            else if (pair)
                out += text.sliced(i++, 2).toUtf8();
            else
                out += QChar::isSurrogate(unit) ? QByteArray("\xef\xbf\xbd") : text.sliced(i, 1).toUtf8();
        }
        return out + '"';
    }
    static QByteArray written(QStringView text, qsizetype reserve = 16) {
        JsonWriter out(reserve);
        out.value(text);
        return out.take();
    }

private slots:
    void everyUnitIsWrittenAsItShouldBeAtEveryPlace() {
        // Eight units are copied at a time: each unit stands once at every place of such a group, and behind it.
        for (int unit = 0; unit <= 0xffff; unit += unit < 0x300 ? 1 : 61) {
            QString text(20, u'x');
            const int place = unit % 20;
            text[place] = QChar(char16_t(unit));
            QCOMPARE(written(text), slowly(text));
        }
        for (const char16_t unit :
            {u'"', u'\\', u'\n', char16_t(0), char16_t(0x1f), char16_t(0x7f), char16_t(0x80), char16_t(0xff),
                char16_t(0x100), char16_t(0x7fff), char16_t(0x8000), char16_t(0x8020), char16_t(0xffff)})
            for (qsizetype length = 1; length <= 34; ++length)
                for (qsizetype place = 0; place < length; ++place) {
                    QString text(length, u'y');
                    text[place] = QChar(unit);
                    QCOMPARE(written(text), slowly(text));
                }
    }
    void surrogatesArePairedOrReplacedWhereverTheyStand() {
        for (qsizetype length = 2; length <= 18; ++length)
            for (qsizetype place = 0; place < length; ++place) {
                QString text(length, u'z');
                text[place] = QChar(0xd83d);
                QCOMPARE(written(text), slowly(text)); // alone
                if (place + 1 < length) {
                    text[place + 1] = QChar(0xde00);
                    QCOMPARE(written(text), slowly(text)); // a pair
                    std::swap(text[place], text[place + 1]);
                    QCOMPARE(written(text), slowly(text)); // the wrong way round
                }
            }
    }
    void theBufferGrowsAtEverySizeWithoutLosingAByte() {
        for (qsizetype reserve = 0; reserve < 120; ++reserve) {
            JsonWriter out(reserve);
            out.beginObject();
            out.key("text");
            out.value(QStringView(u"a\u00e4\u20ac\"end"));
            out.key(QStringView(u"from \"outside\""));
            out.value(qint64(-9223372036854775807LL - 1));
            out.key("list");
            out.beginArray();
            out.value(true);
            out.null();
            out.value(-1.7976931348623157e308);
            out.plain("");
            out.utf8({});
            out.raw("{\"k\":1}");
            out.endArray();
            out.rawMembers({});
            out.rawMembers("\"a\":1,\"b\":2");
            out.key("at");
            out.value(Timestamp(std::chrono::milliseconds(1774778400007)));
            out.endObject();
            QCOMPARE(out.take(),
                QByteArray("{\"text\":\"a\xc3\xa4\xe2\x82\xac\\\"end\",\"from \\\"outside\\\"\":-9223372036854775808,"
                           "\"list\":[true,null,-1.7976931348623157e+308,\"\",\"\",{\"k\":1}],\"a\":1,\"b\":2,"
                           "\"at\":\"2026-03-29T10:00:00.007Z\"}"));
        }
    }
    void aTakenWriterBeginsAnew() {
        JsonWriter out;
        out.beginArray();
        out.value(false);
        out.endArray();
        QCOMPARE(out.size(), qsizetype(7));
        QCOMPARE(out.take(), QByteArray("[false]"));
        QCOMPARE(out.size(), qsizetype(0));
        out.value(QStringView(u"again"));
        QCOMPARE(out.take(), QByteArray("\"again\""));
    }
    void numbersReadBackTheSame() {
        QRandomGenerator random(5);
        for (int i = 0; i < 20000; ++i) {
            double number;
            const quint64 bits = random.generate64();
            std::memcpy(&number, &bits, sizeof number);
            JsonWriter out(1);
            out.value(number);
            const QByteArray text = out.take();
            if (std::isfinite(number))
                QCOMPARE(text.toDouble(), number);
            else
                QCOMPARE(text, QByteArray("null"));
        }
    }
    void bytesThatAreNoTextAreReplaced() {
        QRandomGenerator random(6);
        for (int i = 0; i < 5000; ++i) {
            QByteArray bytes(random.bounded(40), Qt::Uninitialized);
            for (char &c : bytes)
                c = char(random.bounded(3) ? random.bounded(32, 127) : random.bounded(256));
            JsonWriter out(1);
            out.beginArray();
            out.utf8(bytes);
            out.endArray();
            const QJsonArray read = QJsonDocument::fromJson(out.take()).array();
            QCOMPARE(read.size(), 1);
            QCOMPARE(read[0].toString(), QString::fromUtf8(bytes));
        }
    }
    void randomTextAgreesWithTheSlowWay() {
        QRandomGenerator random(7);
        for (int i = 0; i < 20000; ++i) {
            QString text(random.bounded(70), Qt::Uninitialized);
            const int kind = random.bounded(3);
            for (QChar &c : text)
                c = QChar(char16_t(kind == 0 ? random.bounded(0x20, 0x7f)
                        : kind == 1          ? random.bounded(0x180)
                                             : random.bounded(0x10000)));
            QCOMPARE(written(text, 0), slowly(text));
        }
    }
};

QTEST_GUILESS_MAIN(tst_jsonwriter)
#include "tst_jsonwriter.moc"
