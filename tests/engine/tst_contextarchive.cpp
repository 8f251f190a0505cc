// SPDX-License-Identifier: GPL-3.0-or-later
// What of a folder goes to the builder, read back by tar itself, and by which recipes it may be built.
#include "server/engine/docker/contextarchive.h"
#include "server/engine/docker/recipe.h"
#include <QDir>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

class tst_contextarchive : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    QString m_root;

    void write(const QString &path, const QByteArray &content) {
        QVERIFY(QDir().mkpath(QFileInfo(m_root + u'/' + path).path()));
        QFile file(m_root + u'/' + path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
    }
    /// Lays the archive out elsewhere by tar and lists what has come.
    QStringList unpacked(const QStringList &kept, QString *where = nullptr) {
        const auto archive = ContextArchive::open(m_root, kept);
        if (!archive)
            return {archive.error().message};
        const QString out = m_dir.filePath(QStringLiteral("out"));
        QDir(out).removeRecursively();
        QDir().mkpath(out);
        QFile tar(m_dir.filePath(QStringLiteral("all.tar")));
        if (!tar.open(QIODevice::WriteOnly))
            return {};
        char room[1000]; // no multiple of a block
        for (qint64 length; (length = (*archive)->read(room, sizeof room)) > 0;)
            tar.write(room, length);
        tar.close();
        QProcess process;
        process.start(QStringLiteral("tar"), {QStringLiteral("-xf"), tar.fileName(), QStringLiteral("-C"), out});
        process.waitForFinished(10000);
        if (process.exitCode() != 0 || tar.size() % 512 != 0)
            return {QString::fromUtf8(process.readAllStandardError())};
        process.start(QStringLiteral("find"),
            {out, QStringLiteral("-mindepth"), QStringLiteral("1"), QStringLiteral("-printf"),
                QStringLiteral("%P\\n")});
        process.waitForFinished(10000);
        if (where)
            *where = out;
        QStringList found = QString::fromUtf8(process.readAllStandardOutput()).split(u'\n', Qt::SkipEmptyParts);
        found.sort();
        return found;
    }
    static QByteArray contentOf(const QString &path) {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(none)");
    }

private slots:
    void init() {
        m_root = m_dir.filePath(QStringLiteral("root"));
        QDir(m_root).removeRecursively();
        QVERIFY(QDir().mkpath(m_root));
    }
    void filesFoldersAndLinksArriveAsTheyAre() {
        const QByteArray large(300'001, 'x');
        const QString deep = QStringLiteral("a-rather-long-name-of-a-folder/").repeated(6) + QStringLiteral("file");
        write(QStringLiteral("Dockerfile"), "FROM scratch\n");
        write(QStringLiteral("empty"), "");
        write(QStringLiteral("large"), large);
        write(deep, "deep");
        write(QStringLiteral("run.sh"), "#!/bin/sh\n");
        QVERIFY(QFile::setPermissions(m_root + QStringLiteral("/run.sh"),
            QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner | QFile::ExeGroup | QFile::ExeOther));
        QVERIFY(QFile::link(QStringLiteral("/etc/passwd"), m_root + QStringLiteral("/link")));
        QString out;
        const QStringList found = unpacked({QStringLiteral("Dockerfile")}, &out);
        QVERIFY2(found.contains(deep) && found.contains(QStringLiteral("empty")), qPrintable(found.join(u'\n')));
        QCOMPARE(contentOf(out + QStringLiteral("/large")), large);
        QCOMPARE(contentOf(out + u'/' + deep), QByteArray("deep"));
        QVERIFY(QFileInfo(out + QStringLiteral("/run.sh")).isExecutable());
        QCOMPARE(QFile::symLinkTarget(out + QStringLiteral("/link")), QStringLiteral("/etc/passwd"));
        QVERIFY(QFileInfo(out + QStringLiteral("/link")).isSymLink()); // the link, not what it leads to
    }
    void whatIsIgnoredStaysBehind() {
        for (const char *path : {"Dockerfile", "main.c", "main.o", "sub/lib.o", "sub/keep.o", "node_modules/a/b",
                 "docs/a.md", "docs/README.md", "secret.env"})
            write(QLatin1String(path), "x");
        write(QStringLiteral(".dockerignore"),
            "# comment\n*.o\n**/*.o\n!sub/keep.o\nnode_modules\n/docs/*\n!docs/README.md\nsecret.*\nDockerfile\n");
        const QStringList found = unpacked({QStringLiteral("Dockerfile")});
        QCOMPARE(
            found.join(u' '), QStringLiteral(".dockerignore Dockerfile docs docs/README.md main.c sub sub/keep.o"));
    }
    void patternsMeanWhatDockerSays_data() {
        QTest::addColumn<QByteArray>("pattern");
        QTest::addColumn<QString>("path");
        QTest::addColumn<bool>("ignored");
        QTest::newRow("one name") << QByteArray("a?c") << QStringLiteral("abc") << true;
        QTest::newRow("not across") << QByteArray("*.c") << QStringLiteral("a/b.c") << false;
        QTest::newRow("across") << QByteArray("**/*.c") << QStringLiteral("a/b/c.c") << true;
        QTest::newRow("across nothing") << QByteArray("**/*.c") << QStringLiteral("c.c") << true;
        QTest::newRow("below") << QByteArray("a/b/") << QStringLiteral("a/b/c/d") << true;
        QTest::newRow("class") << QByteArray("[a-c]x") << QStringLiteral("bx") << true;
        QTest::newRow("dot") << QByteArray("a.c") << QStringLiteral("abc") << false;
        QTest::newRow("last wins") << QByteArray("a\n!a\na") << QStringLiteral("a") << true;
    }
    void patternsMeanWhatDockerSays() {
        QFETCH(QByteArray, pattern);
        QFETCH(QString, path);
        QFETCH(bool, ignored);
        QCOMPARE(IgnorePatterns(pattern).ignores(path), ignored);
    }
    void aRecipeTellsWhichImagesItTakes_data() {
        QTest::addColumn<QByteArray>("recipe");
        QTest::addColumn<QStringList>("images");
        const auto row = [](const char *name, const char *recipe, const QStringList &images) {
            QTest::newRow(name) << QByteArray(recipe) << images;
        };
        const QString evil = QStringLiteral("evil:1");
        row("one", "FROM evil:1\nRUN true\n", {evil});
        row("for a platform", "from --platform=linux/amd64 evil:1 as made\n", {evil});
        row("stages of its own", "FROM evil:1 AS a\nFROM a\nCOPY --from=a /x /x\nCOPY --from=0 /x /y\nFROM scratch\n",
            {evil});
        row("copied from", "FROM scratch\nCOPY --chown=1 --from=evil:1 /x /x\n", {evil});
        row("copied from later", "FROM scratch\nONBUILD COPY --from=evil:1 /x /x\n", {evil});
        row("over two lines", "FROM \\\r\nevil:1\n", {evil});
        row("in the middle of a word", "FR\\  \n# a comment\n\nOM ev\\\nil:1", {evil});
        row("behind two backslashes", "FROM scratch\nRUN echo \\\\\nFROM evil:1\n", {evil});
        row("named by an argument", "ARG BASE=evil:1\nFROM $BASE\n", {QStringLiteral("$BASE")});
        row("not to be read", "FROM evil:1 AS\n", {QStringLiteral("FROM evil:1 AS")});
        row("in a command", "FROM scratch\nRUN echo FROM evil:1\n", {});
    }
    void aRecipeTellsWhichImagesItTakes() {
        QFETCH(QByteArray, recipe);
        QFETCH(QStringList, images);
        QCOMPARE(recipe::images(recipe), images);
        ComposePolicy policy;
        QCOMPARE(recipe::problem(policy, recipe), QString());
        policy.images = QStringList{QStringLiteral("docker.io/library/good")};
        QCOMPARE(recipe::problem(policy, recipe).isEmpty(), images.isEmpty());
        policy.images.append(QStringLiteral("docker.io/library/evil"));
        QCOMPARE(
            recipe::problem(policy, recipe).isEmpty(), images.isEmpty() || images.first() == QLatin1String("evil:1"));
    }
    void aRecipeWithAnEscapeCharacterOfItsOwnIsNotBelieved() {
        const QByteArray recipe = "# escape=`\nFROM good:1\nRUN echo `\nFROM evil:1\n";
        ComposePolicy policy;
        QCOMPARE(recipe::problem(policy, recipe), QString());
        policy.images = QStringList{QStringLiteral("*")};
        QVERIFY(recipe::problem(policy, recipe).contains(QLatin1String("escape character")));
    }
};

QTEST_GUILESS_MAIN(tst_contextarchive)
#include "tst_contextarchive.moc"
