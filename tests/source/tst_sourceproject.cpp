// SPDX-License-Identifier: GPL-3.0-or-later
// Finding what a repository says is to be run, and what its links must not reach.
#include "server/source/sourceproject.h"
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

class tst_sourceproject : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    QString m_root;

    void write(const QString &path, const QByteArray &content) {
        QVERIFY(QDir().mkpath(QFileInfo(m_root + u'/' + path).path()));
        QFile file(m_root + u'/' + path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
    }

private slots:
    void init() {
        m_root = m_dir.filePath(QStringLiteral("root"));
        QDir(m_root).removeRecursively();
        QVERIFY(QDir().mkpath(m_root));
    }
    void aComposeFileComesBeforeADockerfile() {
        write(QStringLiteral("web/Dockerfile"), "FROM scratch\nEXPOSE 80 $PORT 53/udp\n expose 99999 8080\n");
        const auto dockerfile = findProject(m_root, QStringLiteral("web"));
        QVERIFY(dockerfile);
        QVERIFY(dockerfile->compose.isEmpty());
        QCOMPARE(dockerfile->ports.join(u' '), QStringLiteral("80 53/udp 8080"));
        QCOMPARE(composeOfDockerfile(*dockerfile, {QStringLiteral("MODE")}),
            QByteArray(
                "services:\n  app:\n    build:\n      context: .\n    ports:\n      - \"80\"\n      - \"53/udp\"\n"
                "      - \"8080\"\n    environment:\n      MODE: \"${MODE}\"\n"));
        write(QStringLiteral("web/compose.yml"), "services: {}\n");
        const auto compose = findProject(m_root, QStringLiteral("web"));
        QVERIFY(compose);
        QCOMPARE(compose->compose, QByteArray("services: {}\n"));
        QCOMPARE(compose->file, QStringLiteral("compose.yml"));
    }
    void whatIsNotThereIsNamed() {
        for (const char *path : {"", "nowhere", ".."}) {
            const auto none = findProject(m_root, QLatin1String(path));
            QVERIFY(!none);
            QCOMPARE(none.error().code, ErrorCode::Validation);
            QVERIFY(none.error().fields.contains(QStringLiteral("git.path")));
        }
    }
    void linksOutOfTheRepositoryLeadNowhere() {
        QVERIFY(QFile::link(QStringLiteral("/etc/passwd"), m_root + QStringLiteral("/compose.yaml")));
        QVERIFY(QFile::link(QStringLiteral("/etc"), m_root + QStringLiteral("/etc")));
        QVERIFY(!findProject(m_root, {}));
        QVERIFY(!findProject(m_root, QStringLiteral("etc")));
        QVERIFY(!readInside(m_root, QStringLiteral("etc/passwd"), 1 << 20));
        QVERIFY(!readInside(m_root, QStringLiteral("../../etc/passwd"), 1 << 20));
        write(QStringLiteral("real"), "content");
        QVERIFY(QFile::link(QStringLiteral("real"), m_root + QStringLiteral("/inside")));
        QCOMPARE(readInside(m_root, QStringLiteral("inside"), 1 << 20), QByteArray("content"));
        QVERIFY(!readInside(m_root, QStringLiteral("real"), 3));
    }
};

QTEST_GUILESS_MAIN(tst_sourceproject)
#include "tst_sourceproject.moc"
