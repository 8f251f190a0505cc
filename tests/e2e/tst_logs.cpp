// SPDX-License-Identifier: GPL-3.0-or-later
// Reading logs from the real daemon: pages both ways, filters, downloads, the search over all services, and what is
// odd in lines.
#include "tests/support/livepanel.h"
#include <QFile>
#include <QJsonArray>
#include <QTcpSocket>
#include <QTest>

class tst_logs : public QObject {
    Q_OBJECT

    LivePanel m_panel;
    QTemporaryDir m_templates;
    QTemporaryDir m_folder; // of the services
    static constexpr int total = 3'000;

    bool addTemplate(const char *name, const QByteArray &script) {
        QFile file(m_templates.filePath(QString::fromLatin1(name) + QStringLiteral(".yaml")));
        return file.open(QIODevice::WriteOnly)
            && file.write("apiVersion: v2\nkind: Template\nmetadata: {name: " + QByteArray(name)
                   + ", displayName: T, description: For tests, category: devtools, version: \"1\"}\nspec:\n  "
                     "process:\n"
                     "    components:\n      - name: main\n        restart: never\n        command: [sh, -c, "
                   + QJsonDocument(QJsonArray{QString::fromUtf8(script)})
                         .toJson(QJsonDocument::Compact)
                         .mid(1)
                         .chopped(1)
                   + "]\n")
            > 0;
    }
    QByteArray deploy(const char *templateName, const char *name) {
        const QJsonObject made = m_panel
                                     .post("/api/services",
                                         {{QStringLiteral("name"), QString::fromLatin1(name)},
                                             {QStringLiteral("template"), QString::fromLatin1(templateName)}})
                                     .json();
        (void)m_panel.finished(made[QLatin1String("operation_id")].toString());
        return "/api/services/" + made[QLatin1String("id")].toString().toLatin1();
    }
    static QStringList texts(const QJsonObject &page) {
        QStringList all;
        const QJsonArray lines = page[QLatin1String("data")].toArray();
        for (const QJsonValue line : lines)
            all.append(line[QLatin1String("text")].toString());
        return all;
    }
    QJsonObject page(const QByteArray &query) { return m_panel.get(m_counter + "/logs?" + query).json(); }

    QByteArray m_counter;

private slots:
    void initTestCase() {
        QVERIFY(addTemplate("counter",
            "i=0; while [ $$i -lt 3000 ]; do i=$$((i+1)); echo \"line $$i\"; done; echo finished; exec sleep 1000"));
        QVERIFY(addTemplate("flood", "seq 200000; echo last; exec sleep 1000"));
        // The service is another user when the server is root.
        QVERIFY(QFile::setPermissions(m_folder.path(), QFile::Permissions(0x7755)));
        QVERIFY(addTemplate("odd",
            "printf 'half'; while [ ! -e " + m_folder.path().toUtf8()
                + "/go ]; do sleep 0.05; done; printf ' line\\n10%%\\r50%%\\r100%%\\n\\033[31mred\\033[0m\\nbad "
                  "\\377\\376 "
                  "bytes\\ngr\\303"
                  "\\266\\303\\237e\\n'; head -c 1100000 /dev/zero | tr '\\000' x; echo; echo unterminated >&2; printf "
                  "end; "
                  "exec sleep 1000"));
        QVERIFY2(m_panel.start({{QStringLiteral("AAP_TEMPLATES"), m_templates.path()},
                     {QStringLiteral("AAP_LOGS_HIDE"), QStringLiteral("hunter[0-9]")}}),
            m_panel.log().constData());
        m_counter = deploy("counter", "counter");
        QTRY_COMPARE_WITH_TIMEOUT(page("search=finished")[QLatin1String("total_in_range")].toInt(), 1, 20'000);
    }
    void cleanupTestCase() {
        QVERIFY(m_panel.removeAll());
        QCOMPARE(m_panel.stop(), 0);
    }

    void pagesForwardsAndBackwardsAreTheSameLines() {
        QStringList forwards, backwards;
        QString cursor = page("tail=1")[QLatin1String("oldest")].toString();
        for (;;) {
            const QJsonObject now = page("limit=499&after=" + cursor.toLatin1());
            if (texts(now).isEmpty())
                break;
            forwards += texts(now);
            cursor = now[QLatin1String("cursor")].toString();
        }
        QJsonObject now = page("tail=499");
        for (backwards = texts(now); !texts(now).isEmpty(); backwards = texts(now) + backwards)
            now = page("limit=499&before=" + now[QLatin1String("previous")].toString().toLatin1());
        QCOMPARE(backwards, forwards);
        const QStringList counted = forwards.filter(QStringLiteral("line "));
        QCOMPARE(counted.size(), total);
        for (int i = 0; i < total; i += 97)
            QCOMPARE(counted[i], QStringLiteral("line %1").arg(i + 1));
    }
    void eachLineKnowsWhereItComesFrom() {
        const QJsonValue line = page("search=line%2077&tail=1")[QLatin1String("data")][0];
        QCOMPARE(line[QLatin1String("component")].toString(), QStringLiteral("main"));
        QCOMPARE(line[QLatin1String("stream")].toString(), QStringLiteral("stdout"));
        QCOMPARE(line[QLatin1String("revision")].toInt(), 1);
    }
    void textAndPatternsFind() {
        QCOMPARE(page("search=line%201234")[QLatin1String("total_in_range")].toInt(), 1);
        QCOMPARE(page("regex=%5Eline%20%5B0-9%5D%7B1,2%7D%24")[QLatin1String("total_in_range")].toInt(), 99);
        QCOMPARE(page("regex=(%3Fi)LINE%2077%24&search=77")[QLatin1String("total_in_range")].toInt(), 1);
        for (const char *bad : {"regex=(", "before=x", "before=a:1&after=a:1", "tail=1&before=a:1", "limit=10001"}) {
            const HttpAnswer answer = m_panel.get(m_counter + "/logs?" + bad);
            QCOMPARE(answer.status, 400);
            QVERIFY2(answer.body.contains("fields"), answer.body.constData());
        }
        const HttpAnswer gone = m_panel.get(m_counter + "/logs?before=other:5");
        QCOMPARE(gone.status, 410);
    }
    void aDownloadIsEveryLineAndHasNoLength() {
        const HttpAnswer text = m_panel.get(m_counter + "/logs?format=text");
        QCOMPARE(text.status, 200);
        QCOMPARE(text.headers.value("transfer-encoding"), QByteArray("chunked"));
        QCOMPARE(text.headers.value("content-disposition"), QByteArray("attachment; filename=\"counter.log\""));
        QCOMPARE(text.body.count(" line "), qsizetype(total));
        QVERIFY(text.body.contains(" main line 1\n") && text.body.contains(" main line 3000\n"));
        const HttpAnswer json = m_panel.get(m_counter + "/logs?format=json&search=line%209");
        const QJsonArray lines = json.json()[QLatin1String("data")].toArray();
        QCOMPARE(lines.size(), 111);
        QCOMPARE(json.json()[QLatin1String("total_in_range")].toInt(), 111);
        QCOMPARE(lines.last()[QLatin1String("text")].toString(), QStringLiteral("line 999"));
        const QByteArray rest = json.json()[QLatin1String("cursor")].toString().toLatin1();
        QVERIFY(m_panel.get(m_counter + "/logs?format=text&after=" + rest).body.isEmpty());
        QCOMPARE(m_panel.get(m_counter + "/logs?format=text&after=other:1").status, 410);
        QCOMPARE(m_panel.request("HEAD", m_counter + "/logs?format=text").body, QByteArray());
    }
    void downloadsThatAreLeftOrNotReadHurtNobody() {
        const QByteArray flood = deploy("flood", "flood");
        QTRY_COMPARE_WITH_TIMEOUT(
            m_panel.get(flood + "/logs?tail=1&search=last").json()[QLatin1String("total_in_range")].toInt(), 1, 20'000);
        std::vector<std::unique_ptr<QTcpSocket>> sockets;
        for (int i = 0; i < 20; ++i) {
            auto socket = std::make_unique<QTcpSocket>();
            socket->setReadBufferSize(1000);
            socket->connectToHost(QStringLiteral("127.0.0.1"), m_panel.port());
            QVERIFY(socket->waitForConnected());
            socket->write("GET " + flood + "/logs?format=json HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                + m_panel.key() + "\r\n\r\n");
            QVERIFY(socket->waitForReadyRead());
            if (i % 2)
                socket->abort();
            sockets.push_back(std::move(socket));
        }
        QCOMPARE(page("search=finished")[QLatin1String("total_in_range")].toInt(), 1);
    }
    void oddLinesAreKeptAndMarked() {
        const QByteArray odd = deploy("odd", "odd");
        const auto find = [&](const QByteArray &search) {
            return texts(m_panel.get(odd + "/logs?tail=10&search=" + search).json());
        };
        // A line without its end is told after a moment; what follows is a line of its own.
        QTRY_COMPARE(find("half"), QStringList{QStringLiteral("half")});
        QVERIFY(QFile(m_folder.filePath(QStringLiteral("go"))).open(QIODevice::WriteOnly));
        QTRY_COMPARE(find("end"), QStringList{QStringLiteral("end")});
        QCOMPARE(find("%20line"), QStringList{QStringLiteral(" line")});
        QCOMPARE(find("100%25"), QStringList{QStringLiteral("100%")});
        QCOMPARE(find("red"), QStringList{QStringLiteral("\033[31mred\033[0m")});
        QCOMPARE(find("bad"), QStringList{QStringLiteral("bad \\xff\\xfe bytes")});
        QVERIFY(m_panel.get(odd + "/logs?format=text&search=bad").body.endsWith("bad \xff\xfe bytes\n"));
        QCOMPARE(find("gr%C3%B6"), QStringList{QStringLiteral("größe")});
        const QStringList cut = find("xxxxxx");
        QCOMPARE(cut.size(), 1);
        QVERIFY(cut[0].endsWith(QLatin1String("x [cut at 1 MiB]")) && cut[0].size() < (1 << 20) + 100);
        const QJsonValue err = m_panel.get(odd + "/logs?stream=stderr").json()[QLatin1String("data")][0];
        QCOMPARE(err[QLatin1String("text")].toString(), QStringLiteral("unterminated"));
    }
    void theSearchOverAllServicesFindsTheLatestFirst() {
        QVERIFY(addTemplate("says", "echo 'the needle of hunter2 is here'; exec sleep 1000"));
        QCOMPARE(m_panel.stop(), 0);
        QVERIFY(m_panel.start({{QStringLiteral("AAP_TEMPLATES"), m_templates.path()},
            {QStringLiteral("AAP_LOGS_HIDE"), QStringLiteral("hunter[0-9]")}}));
        deploy("says", "first");
        deploy("says", "second");
        const auto search = [this](const QByteArray &query) { return m_panel.get("/api/logs/search?" + query); };
        QTRY_COMPARE(search("search=needle").json()[QLatin1String("total")].toInt(), 2);
        const QJsonObject found = search("search=needle").json();
        QCOMPARE(found[QLatin1String("data")][0][QLatin1String("service_name")].toString(), QStringLiteral("second"));
        QCOMPARE(found[QLatin1String("data")][1][QLatin1String("service_name")].toString(), QStringLiteral("first"));
        QCOMPARE(found[QLatin1String("data")][0][QLatin1String("line")][QLatin1String("text")].toString(),
            QStringLiteral("the needle of (secret) is here"));
        QVERIFY(found[QLatin1String("services")].toInt() >= 3);
        // The cursor leads to the line's neighbours.
        const QByteArray service = found[QLatin1String("data")][0][QLatin1String("service_id")].toString().toLatin1();
        const QByteArray cursor = found[QLatin1String("data")][0][QLatin1String("cursor")].toString().toLatin1();
        QCOMPARE(m_panel.get("/api/services/" + service + "/logs?limit=5&before=" + cursor).status, 200);
        const QJsonObject many = search("regex=line%20%5B0-9%5D%2B&limit=3").json();
        QCOMPARE(many[QLatin1String("total")].toInt(), total);
        QCOMPARE(many[QLatin1String("data")].toArray().size(), 3);
        for (const char *bad : {"", "search=", "regex=(", "search=x&limit=0", "search=x&limit=1001"})
            QCOMPARE(search(bad).status, 400);
    }
};

QTEST_GUILESS_MAIN(tst_logs)
#include "tst_logs.moc"
