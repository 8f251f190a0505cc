// SPDX-License-Identifier: GPL-3.0-or-later
// The codec and the JSON writer: both ways, every error under its path, and text that wants to break out.
#include "shared/base/codec.h"
#include <QTest>

enum class Colour { Red, LightBlue };
constexpr std::array<std::string_view, 2> names(Colour) {
    return {"red", "light-blue"};
}
struct TestTag {
    static constexpr const char *prefix = "svc";
};
struct Inner {
    int count = 0;
    std::optional<QString> note;
    static constexpr auto fields() { return fieldList(field("count", &Inner::count), field("note", &Inner::note)); }
    bool operator==(const Inner &) const = default;
};
struct Outer {
    Id<TestTag> id;
    QString name;
    Colour colour = Colour::Red;
    QList<Inner> items;
    QMap<QString, QString> labels;
    double ratio = 0;
    bool flag = false;
    Timestamp at{};
    static constexpr auto fields() {
        return fieldList(field("id", &Outer::id), field("name", &Outer::name), field("colour", &Outer::colour),
            field("items", &Outer::items), field("labels", &Outer::labels), field("ratio", &Outer::ratio),
            field("flag", &Outer::flag), field("at", &Outer::at));
    }
    bool operator==(const Outer &) const = default;
};

class tst_codec : public QObject {
    Q_OBJECT

    static Outer sample() {
        Outer v;
        v.id = Id<TestTag>::make(SystemClock());
        v.name = QStringLiteral("a\"b\\c\n\u00e4\U0001F600\u0001");
        v.colour = Colour::LightBlue;
        v.items = {{1, {}}, {-2, QStringLiteral("x")}};
        v.labels = {{QStringLiteral("ke\"y"), QStringLiteral("v")}};
        v.ratio = 0.1;
        v.flag = true;
        v.at = SystemClock().now();
        return v;
    }

private slots:
    void whatIsWrittenReadsBackTheSame() {
        const Outer before = sample();
        const auto after = fromJson<Outer>(toJson(before), UnknownFields::Refuse);
        QVERIFY(after);
        QVERIFY(*after == before);
    }
    void theWriterAgreesWithQtsParser() {
        JsonWriter out(1);
        out.beginArray();
        const QString lone = QStringLiteral("a") + QChar(0xd800) + QStringLiteral("b");
        out.value(QStringView(lone));
        out.utf8("\xff\"");
        out.value(qint64(-9007199254740991));
        out.value(1e300);
        out.value(std::nan(""));
        out.beginObject();
        out.endObject();
        out.endArray();
        const QByteArray json = out.take();
        const QJsonArray array = QJsonDocument::fromJson(json).array();
        QCOMPARE(array.size(), 6);
        QCOMPARE(array[0].toString(), QStringLiteral("a\ufffdb"));
        QCOMPARE(array[1].toString(), QStringLiteral("\ufffd\""));
        QCOMPARE(array[2].toInteger(), qint64(-9007199254740991));
        QCOMPARE(array[3].toDouble(), 1e300);
        QVERIFY(array[4].isNull());
    }
    void everyWrongFieldIsNamedByItsPath() {
        const auto r = fromJson<Outer>(R"({"id":"dep_0","name":5,"colour":"green","items":[{"count":1.5},7],
            "labels":{"a":1},"flag":"yes","at":"yesterday","more":1})",
            UnknownFields::Refuse);
        QVERIFY(!r);
        QCOMPARE(r.error().code, ErrorCode::Validation);
        const QStringList expected{QStringLiteral("at"), QStringLiteral("colour"), QStringLiteral("flag"),
            QStringLiteral("id"), QStringLiteral("items.0.count"), QStringLiteral("items.1"),
            QStringLiteral("labels.a"), QStringLiteral("more"), QStringLiteral("name"), QStringLiteral("ratio")};
        QCOMPARE(QStringList(r.error().fields.keys()), expected);
        QCOMPARE(r.error().fields.value(QStringLiteral("colour")), QStringLiteral("must be red or light-blue"));
    }
    void answersMayHaveMoreAndFewerFields() {
        const auto r = fromJson<Inner>(R"({"future":1})", UnknownFields::Ignore);
        QVERIFY(r);
        QCOMPARE(r->count, 0);
    }
    void textThatIsNoJsonIsABadRequest() {
        QCOMPARE(fromJson<Inner>("{", UnknownFields::Refuse).error().code, ErrorCode::BadRequest);
        QCOMPARE(fromJson<Inner>("", UnknownFields::Refuse).error().code, ErrorCode::BadRequest);
        for (const char *text : {"1,2", "1],[2", "nul", "'a'", "]", "[1", "{} {}"})
            QCOMPARE(fromJson<Inner>(text, UnknownFields::Refuse).error().code, ErrorCode::BadRequest);
    }
    void jsonOfTheWrongShapeIsTold() {
        for (const char *text : {"[]", "null", "7", " \"text\" ", "true", "[1,2]"}) {
            const auto r = fromJson<Inner>(text, UnknownFields::Refuse);
            QCOMPARE(r.error().code, ErrorCode::Validation);
            QCOMPARE(r.error().fields.value(QStringLiteral("body")), QStringLiteral("must be an object"));
        }
    }
    void timesAreRfc3339() {
        QCOMPARE(formatTimestamp(Timestamp(std::chrono::milliseconds(1774778400007))),
            QByteArray("2026-03-29T10:00:00.007Z"));
        QCOMPARE(parseTimestamp(u"2026-03-29T12:00:00+02:00")->time_since_epoch().count(), 1774778400000);
        for (const QStringView bad : {u"2026-03-29", u"2026-03-29T10:00:00", u"2026-13-29T10:00:00Z", u"x", u""})
            QVERIFY(!parseTimestamp(bad));
    }
    void spansAreRead() {
        using namespace std::chrono_literals;
        QCOMPARE(parseSpan(u"90"), std::optional(90s));
        QCOMPARE(parseSpan(u"90s"), std::optional(90s));
        QCOMPARE(parseSpan(u"15m"), std::optional(std::chrono::seconds(15min)));
        QCOMPARE(parseSpan(u"12h"), std::optional(std::chrono::seconds(12h)));
        QCOMPARE(parseSpan(u"30d"), std::optional(std::chrono::seconds(720h)));
        for (const QStringView bad :
            {u"", u"s", u"0", u"-1", u"1w", u"1.5h", u"100000d", u"99999999999999999999s", u"1 h"})
            QVERIFY2(!parseSpan(bad), qPrintable(bad.toString()));
    }
    void idsSortByTimeAndAreChecked() {
        const QString early = makeIdBody(Timestamp(std::chrono::milliseconds(1000)));
        const QString late = makeIdBody(Timestamp(std::chrono::milliseconds(1001)));
        QVERIFY(early < late);
        QVERIFY(Id<TestTag>::isValid(QString(QStringLiteral("svc_") + early)));
        const QString tooLong = QStringLiteral("svc_") + early + QStringLiteral("0");
        const QString otherNoun = QStringLiteral("dep_") + early;
        for (const QString &bad : {QStringLiteral("svc_"), QStringLiteral("svc_ABC"), otherNoun, tooLong, QString()})
            QVERIFY(!Id<TestTag>::isValid(bad));
    }
};

QTEST_GUILESS_MAIN(tst_codec)
#include "tst_codec.moc"
