// SPDX-License-Identifier: GPL-3.0-or-later
// The shim's own parts: lines out of bytes, the spec, the spool. What it does as a whole is in tst_processengine.
#include "server/shim/linesplitter.h"
#include "server/shim/procstat.h"
#include "server/shim/spec.h"
#include "server/shim/spoolwriter.h"
#include <QDir>
#include <QLocalSocket>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <csignal>
#include <sys/resource.h>

class tst_shim : public QObject {
    Q_OBJECT

    using Lines = QList<std::pair<QByteArray, int>>;
    static Lines split(const QList<QByteArray> &pieces) {
        LineSplitter splitter;
        Lines lines;
        const auto sink = [&lines](std::string_view line, uint8_t flags) {
            lines.append({QByteArray(line.data(), qsizetype(line.size())), flags});
        };
        for (const QByteArray &piece : pieces)
            splitter.feed({piece.constData(), size_t(piece.size())}, sink);
        splitter.flushPartial(sink);
        return lines;
    }
    static QByteArray netstrings(const QList<QByteArray> &words) {
        QByteArray text;
        for (const QByteArray &word : words)
            text += QByteArray::number(word.size()) + ':' + word + ',';
        return text;
    }
    static bool parses(const QByteArray &text) {
        ShimSpec spec;
        return parseSpec({text.constData(), size_t(text.size())}, spec);
    }
    /// A service's folder as a shim wants it; the part it is started with.
    static QString runFolder(const QTemporaryDir &home) {
        for (const char *name : {"run", "spool"})
            QDir(home.path()).mkdir(QLatin1String(name));
        return home.filePath(QStringLiteral("run"));
    }

private slots:
    void aSigtermEndsItAlsoWhileItWaitsToStartAgain() {
        const QTemporaryDir home;
        const QString run = runFolder(home);
        QProcess shim;
        shim.start(QStringLiteral(AAP_SHIM), {run});
        shim.write(netstrings({"service", "svc_1", "revision", "1", "component", "runs", "arg", "/bin/sleep", "arg",
            "1000", "workdir", "/", "grace_ms", "300", "restart", "always", "component", "dies", "arg", "/bin/false",
            "workdir", "/", "grace_ms", "300", "restart", "always"}));
        shim.closeWriteChannel();
        QVERIFY(shim.waitForReadyRead(5000));
        QLocalSocket daemon;
        daemon.connectToServer(run + QStringLiteral("/shim.sock"));
        QVERIFY(daemon.waitForConnected(5000));
        daemon.write("start runs\nstart dies\n");
        QByteArray said;
        // The next start is more than a second away by then.
        QTRY_VERIFY_WITH_TIMEOUT((said += daemon.readAll()).contains("exited dies 1 0 1600"), 10000);
        const qsizetype at = said.indexOf("state runs running ") + 19;
        const pid_t program = said.mid(at, said.indexOf('\n', at) - at).toInt();
        QCOMPARE(::kill(program, 0), 0);
        ::kill(pid_t(shim.processId()), SIGTERM);
        QVERIFY(shim.waitForFinished(5000));
        QCOMPARE(shim.exitCode(), 0);
        QCOMPARE(::kill(program, 0), -1);
        QVERIFY(!QFile::exists(run + QStringLiteral("/shim.sock")));
    }
    void eachPolicyStartsAgainWhatItShouldWithGrowingPauses() {
        const QTemporaryDir home;
        const QString run = runFolder(home);
        QProcess shim;
        shim.start(QStringLiteral(AAP_SHIM), {run});
        QList<QByteArray> spec{"service", "svc_1", "revision", "1"};
        for (const char *policy : {"always", "on-failure", "never"})
            for (const char *end : {"true", "false"})
                spec += {"component", QByteArray(policy) + '.' + end, "arg", QByteArray("/bin/") + end, "workdir", "/",
                    "grace_ms", "300", "restart", policy};
        shim.write(netstrings(spec));
        shim.closeWriteChannel();
        QVERIFY(shim.waitForReadyRead(5000));
        QLocalSocket daemon;
        daemon.connectToServer(run + QStringLiteral("/shim.sock"));
        QVERIFY(daemon.waitForConnected(5000));
        for (qsizetype i = 0; i < spec.size(); ++i)
            if (spec[i] == "component")
                daemon.write("start " + spec[i + 1] + '\n');
        QByteArray said;
        QTRY_VERIFY_WITH_TIMEOUT((said += daemon.readAll()).contains("exited always.true 0 0 400 ")
                && said.contains("exited always.false 1 0 200 ") && said.contains("exited on-failure.false 1 0 400 ")
                && said.contains("exited on-failure.true") && said.contains("exited never.true")
                && said.contains("exited never.false"),
            20000);
        // The end of each with its code, signal and pause in milliseconds; -1 is for good.
        const auto ends = [&said](const char *component) {
            QList<QByteArray> all;
            for (const QByteArray &line : said.split('\n'))
                if (line.startsWith(QByteArray(QByteArray("exited ") + component + ' ')))
                    all.append(line.split(' ').mid(2, 3).join(' '));
            return all.mid(0, 3);
        };
        QCOMPARE(ends("always.true"), (QList<QByteArray>{"0 0 100", "0 0 200", "0 0 400"}));
        QCOMPARE(ends("always.false").mid(0, 2), (QList<QByteArray>{"1 0 100", "1 0 200"}));
        QCOMPARE(ends("on-failure.false"), (QList<QByteArray>{"1 0 100", "1 0 200", "1 0 400"}));
        QCOMPARE(ends("on-failure.true"), QList<QByteArray>{"0 0 -1"});
        QCOMPARE(ends("never.true"), QList<QByteArray>{"0 0 -1"});
        QCOMPARE(ends("never.false"), QList<QByteArray>{"1 0 -1"});
        daemon.write("stop-all\nquit\n");
        QVERIFY(shim.waitForFinished(10000));
    }
    void aStopInTheSameBreathAsTheStartReachesTheProgram() {
        const QTemporaryDir home;
        const QString run = runFolder(home);
        for (int round = 0; round < 30; ++round) {
            QProcess shim;
            shim.start(QStringLiteral(AAP_SHIM), {run});
            shim.write(netstrings({"service", "svc_1", "revision", "1", "component", "runs", "arg", "/bin/sleep", "arg",
                "1000", "workdir", "/", "grace_ms", "3000", "restart", "always"}));
            shim.closeWriteChannel();
            QVERIFY(shim.waitForReadyRead(5000));
            QLocalSocket daemon;
            daemon.connectToServer(run + QStringLiteral("/shim.sock"));
            QVERIFY(daemon.waitForConnected(5000));
            daemon.write("start runs\nstop-all\nquit\n");
            QVERIFY(daemon.waitForBytesWritten(5000));
            QVERIFY(shim.waitForFinished(10000));
            QByteArray said;
            QTRY_VERIFY((said += daemon.readAll()).contains("exited runs -1"));
            QVERIFY2(said.contains("exited runs -1 15 "), said.constData()); // by SIGTERM, not after the grace
        }
    }
    void linesArePutTogetherFromPieces() {
        QCOMPARE(
            split({"one\ntw", "o\n\nthr", "ee"}), (Lines{{"one", 0}, {"two", 0}, {"", 0}, {"three", spool::Partial}}));
        QCOMPARE(split({"dos\r\n", "10%\r20%\r", "30%\n"}), (Lines{{"dos", 0}, {"30%", 0}}));
    }
    void aLinePastTheLimitIsCutAndMarked() {
        const QByteArray huge(qsizetype(spool::maxLineBytes) + 5000, 'x');
        const Lines lines = split({huge.left(700'000), huge.mid(700'000), "tail\nnext\n"});
        QCOMPARE(lines.size(), 2);
        QCOMPARE(lines[0].first.size(), qsizetype(spool::maxLineBytes));
        QCOMPARE(lines[0].second, int(spool::Cut));
        QCOMPARE(lines[1], (std::pair<QByteArray, int>{"next", 0}));
    }
    void aSpecIsReadWholeOrNotAtAll() {
        const QByteArray good = netstrings({"service", "svc_1", "revision", "7", "uid", "5", "component", "web", "arg",
            "/bin/true", "env", "A=b,c", "workdir", "/", "grace_ms", "300", "restart", "never"});
        ShimSpec spec;
        QVERIFY(parseSpec({good.constData(), size_t(good.size())}, spec));
        QCOMPARE(spec.revision, 7);
        QCOMPARE(spec.components.size(), size_t(1));
        QCOMPARE(spec.components[0].environment[0], std::string("A=b,c"));
        QCOMPARE(spec.components[0].graceMs, 300);
        for (qsizetype length = 0; length < good.size(); ++length) {
            const QByteArray part = good.left(length);
            // Cut between two pairs it may still be one, as long as a whole component is there.
            ShimSpec partly;
            if (parseSpec({part.constData(), size_t(part.size())}, partly))
                QVERIFY(!partly.components.empty() && !partly.components[0].command.empty());
        }
        QVERIFY(!parses("99999999999:x,"));
        QVERIFY(!parses(netstrings({"service", "s", "arg", "before any component"})));
        QVERIFY(!parses(netstrings({"service", "s", "component", "c", "arg", "x", "unheard", "of"})));
        QVERIFY(!parses(netstrings({"service", "s", "component", QByteArray(256, 'n'), "arg", "x"})));
        QVERIFY(!parses({}));
    }
    void theSpoolGoesOnInASegmentOfItsOwn() {
        QTemporaryDir folder;
        const int directory = ::open(QFile::encodeName(folder.path()).constData(), O_RDONLY | O_DIRECTORY);
        {
            SpoolWriter first(directory, 7);
            QVERIFY(first.open());
            first.append(spool::Kind::Line, spool::Stream::Stdout, 0, "web", "hello");
            QCOMPARE(first.segment(), 1U);
            QCOMPARE(first.offset(),
                uint64_t(sizeof(spool::Header) + 1 + sizeof(spool::Header) + 3 + 5)); // behind its revision
        }
        SpoolWriter second(directory, 8);
        QVERIFY(second.open());
        QCOMPARE(second.segment(), 2U);
        second.acknowledge(2, 0);
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files), QStringList{QStringLiteral("00000002.spool")});
        ::close(directory);
    }
    void whatHasNoRoomIsCountedAndSaidLater() {
        QTemporaryDir folder;
        const int directory = ::open(QFile::encodeName(folder.path()).constData(), O_RDONLY | O_DIRECTORY);
        SpoolWriter spool(directory, 1);
        QVERIFY(spool.open());
        spool.append(spool::Kind::Line, spool::Stream::Stdout, 0, "web", "kept");
        // A file that may not grow any more behaves as a full disk does.
        signal(SIGXFSZ, SIG_IGN);
        rlimit before{};
        getrlimit(RLIMIT_FSIZE, &before);
        const rlimit full{spool.offset() + 10, before.rlim_max};
        setrlimit(RLIMIT_FSIZE, &full);
        const uint64_t offset = spool.offset();
        spool.append(spool::Kind::Line, spool::Stream::Stdout, 0, "web", "lost one");
        spool.append(spool::Kind::Line, spool::Stream::Stdout, 0, "web", "lost two");
        setrlimit(RLIMIT_FSIZE, &before);
        QCOMPARE(spool.offset(), offset);
        QCOMPARE(QFileInfo(folder.filePath(QStringLiteral("00000001.spool"))).size(), qint64(offset));
        spool.append(spool::Kind::Line, spool::Stream::Stdout, 0, "web", "kept again");
        QFile file(folder.filePath(QStringLiteral("00000001.spool")));
        QVERIFY(file.open(QIODevice::ReadOnly));
        file.seek(qint64(offset));
        spool::Header header;
        QCOMPARE(file.read(reinterpret_cast<char *>(&header), sizeof header), qint64(sizeof header));
        QCOMPARE(int(header.kind), int(spool::Kind::Gap));
        spool::GapCount gap{};
        file.seek(file.pos() + header.nameLength);
        file.read(reinterpret_cast<char *>(&gap), sizeof gap);
        QCOMPARE(gap.lines, uint64_t(2));
        QVERIFY(file.readAll().endsWith("kept again"));
        ::close(directory);
    }
    void aProcessIsKnownByPidAndStartTime() {
        ProcessStat self, parent;
        QVERIFY(readProcessStat(getpid(), self));
        QCOMPARE(self.parent, getppid());
        QVERIFY(self.startTime > 0 && self.residentPages > 0);
        QVERIFY(!readProcessStat(0, parent));
    }
};

QTEST_GUILESS_MAIN(tst_shim)
#include "tst_shim.moc"
