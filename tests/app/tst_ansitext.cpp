// SPDX-License-Identifier: GPL-3.0-or-later
// Escape sequences of terminals.
#include "app/models/ansitext.h"
#include <QTest>

class tst_ansitext : public QObject {
    Q_OBJECT

    static AnsiText of(QByteArrayView line) { return AnsiText::parse(line, 1000); }

private slots:
    void coloursAreTakenOutOfTheText() {
        const AnsiText line = of("plain \x1b[31mred\x1b[0m \x1b[1;92mbold\x1b[22m green\x1b[m end");
        QCOMPARE(line.text, QStringLiteral("plain red bold green end"));
        QCOMPARE(line.runs.size(), 3);
        QCOMPARE(line.text.mid(line.runs[0].begin, line.runs[0].length), QStringLiteral("red"));
        QCOMPARE(line.runs[0].style.foreground->index, 1);
        QCOMPARE(line.text.mid(line.runs[1].begin, line.runs[1].length), QStringLiteral("bold"));
        QVERIFY(line.runs[1].style.bold);
        QCOMPARE(line.runs[1].style.foreground->index, 10);
        QCOMPARE(line.text.mid(line.runs[2].begin, line.runs[2].length), QStringLiteral(" green"));
        QVERIFY(!line.runs[2].style.bold);
    }
    void thePaletteAndTrueColoursAreRead() {
        const AnsiText line = of("\x1b[38;5;208ma\x1b[48;2;1;2;3mb\x1b[39mc\x1b[4:3;7;9md");
        QCOMPARE(line.text, QStringLiteral("abcd"));
        QCOMPARE(line.runs[0].style.foreground->index, 208);
        QCOMPARE(line.runs[1].style.background->rgb, 0x010203u);
        QVERIFY(!line.runs[2].style.foreground);
        QVERIFY(line.runs[3].style.inverse && line.runs[3].style.strike && line.runs[3].style.underline);
    }
    void otherSequencesVanishAndControlsAreSeen_data() {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QString>("text");
        QTest::newRow("cursor") << QByteArray("a\x1b[2Kb\x1b[10;20Hc") << QStringLiteral("abc");
        QTest::newRow("title") << QByteArray("\x1b]0;title\aa\x1b]8;;http://x\x1b\\b") << QStringLiteral("ab");
        QTest::newRow("cut CSI") << QByteArray("a\x1b[31") << QStringLiteral("a");
        QTest::newRow("cut OSC") << QByteArray("a\x1b]0;never ends") << QStringLiteral("a");
        QTest::newRow("lone escape") << QByteArray("a\x1b") << QStringLiteral("a");
        QTest::newRow("charset") << QByteArray("a\x1b(b") << QStringLiteral("ab");
        QTest::newRow("controls") << QByteArray("a\0b\a\x7f", 5) << QString::fromUtf8("a\u2400b\u2407\u2421");
        QTest::newRow("tab") << QByteArray("a\tb") << QStringLiteral("a\tb");
        QTest::newRow("colour out of range")
            << QByteArray("\x1b[38;5;999ma\x1b[99999999999999mb") << QStringLiteral("ab");
        QTest::newRow("many numbers") << QByteArray("\x1b[" + QByteArray(5000, ';') + "ma") << QString();
        QTest::newRow("none") << QByteArray() << QString();
    }
    void otherSequencesVanishAndControlsAreSeen() {
        QFETCH(QByteArray, line);
        QFETCH(QString, text);
        QCOMPARE(of(line).text, text);
    }
    void longLinesAreCutBetweenCharacters() {
        const QByteArray line = QByteArray("\xC3\xA4").repeated(1000);
        const AnsiText cut = AnsiText::parse(line, 501);
        QCOMPARE(cut.text, QString(250, QChar(u'ä')));
        QCOMPARE(cut.cut, 1500);
        QCOMPARE(AnsiText::plain(line).size(), 1000);
    }
    void aFloodOfColoursIsBounded() {
        const AnsiText line = AnsiText::parse(QByteArray("\x1b[31ma\x1b[32mb").repeated(100'000), 10'000'000);
        QCOMPARE(line.text.size(), 200'000);
        QVERIFY(line.runs.size() <= 500);
    }
    void levelsAreWords_data() {
        QTest::addColumn<QString>("line");
        QTest::addColumn<int>("level");
        const auto row = [](const char *line, LogLevel level) {
            QTest::newRow(line) << QString::fromLatin1(line) << int(level);
        };
        row("2026-11-30 ERROR: cannot open", LogLevel::Error);
        row("level=warn msg=slow", LogLevel::Warning);
        row("[info] an error came", LogLevel::Info);
        row("DEBUG x", LogLevel::Debug);
        row("terror and information", LogLevel::None);
        row("FATAL:  database", LogLevel::Error);
    }
    void levelsAreWords() {
        QFETCH(QString, line);
        QFETCH(int, level);
        QCOMPARE(int(levelOf(line)), level);
    }
};

QTEST_GUILESS_MAIN(tst_ansitext)
#include "tst_ansitext.moc"
