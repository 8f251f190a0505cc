// SPDX-License-Identifier: GPL-3.0-or-later
// What the tests of containers' output share: a dockerd, containers that write, and what a log store would have of
// them.
#pragma once

#include "server/engine/docker/dockerlogs.h"
#include "tests/support/await.h"
#include "tests/support/dockerhost.h"
#include "tests/support/fakeengine.h"
#include <QJsonArray>
#include <QJsonObject>
#include <QtEndian>

inline QJsonArray shell(const char *script) {
    return {QStringLiteral("/bin/sh"), QStringLiteral("-c"), QString::fromLatin1(script)};
}

/// What a log store would have of one container.
struct Kept {
    QList<OutputLine> lines;
    bool hasEnded = false;

    void follow(DockerLogs &logs) {
        QObject::connect(&logs, &DockerLogs::lines, &logs, [this](const QList<OutputLine> &more) { lines += more; });
        QObject::connect(&logs, &DockerLogs::ended, &logs, [this] { hasEnded = true; });
    }
    QList<QByteArray> texts(LogStream stream = LogStream::Stdout) const {
        QList<QByteArray> found;
        for (const OutputLine &line : lines)
            if (line.stream == stream)
                found.append(line.text);
        return found;
    }
    /// "" when the lines of the stream are 1 to `last`, each once, in order; else what is wrong.
    QByteArray counted(int last, LogStream stream = LogStream::Stdout) const {
        int next = 1;
        for (const QByteArray &text : texts(stream)) {
            if (text.toInt() != next)
                return "instead of " + QByteArray::number(next) + ": " + text.left(100);
            ++next;
        }
        return next == last + 1 ? QByteArray() : "ends with " + QByteArray::number(next - 1);
    }
};

class LogFixture : public QObject {
protected:
    QString run(const QJsonArray &command, QJsonObject spec = {}) {
        spec[QLatin1String("Image")] = QStringLiteral("tiny:1");
        spec[QLatin1String("Cmd")] = command;
        const auto made = await(m_client->call("POST", QStringLiteral("/containers/create"), {}, QJsonDocument(spec)));
        if (!made)
            qFatal("%s", qPrintable(made.error().message));
        const QString id = made->object()[QLatin1String("Id")].toString();
        control(id, "start");
        return id;
    }
    void control(const QString &id, const char *verb) {
        const auto done =
            await(m_client->call("POST", QStringLiteral("/containers/%1/%2").arg(id, QLatin1String(verb))));
        if (!done)
            qWarning("%s", qPrintable(done.error().message));
    }
    std::unique_ptr<DockerLogs> read(const QString &id, Kept &kept, const LastOutput &after = {}) {
        auto logs = std::make_unique<DockerLogs>(*m_client, id, QStringLiteral("web"), 0, after);
        kept.follow(*logs);
        logs->start();
        return logs;
    }
    static qint64 at(int nanosecond) { return 1'774'778'400'000'000'000 + nanosecond; }
    static QByteArray frame(int stream, int nanosecond, const QByteArray &text) {
        const QByteArray payload = "2026-03-29T10:00:00.00000000" + QByteArray::number(nanosecond) + "Z " + text + '\n';
        QByteArray header(8, '\0');
        header[0] = char(stream);
        qToBigEndian(quint32(payload.size()), header.data() + 4);
        return header + payload;
    }
    static QByteArray container(bool isRunning, const QByteArray &created = "2026-03-29T09:00:00Z") {
        return FakeEngine::json("{\"Created\":\"" + created
            + "\",\"Config\":{\"Tty\":false},\"State\":{\"Running\":" + (isRunning ? "true" : "false") + "}}");
    }
    bool begin(const QStringList &options) {
        m_host = std::make_unique<DockerHost>(options);
        m_client = std::make_unique<DockerClient>(DockerEndpoint{m_host->socketAddress(), {}});
        return m_host->isRunning() && m_host->importImage(QStringLiteral("tiny:1")) && await(m_client->negotiate());
    }
    void end() {
        m_client.reset();
        m_host.reset();
    }

    std::unique_ptr<DockerHost> m_host;
    std::unique_ptr<DockerClient> m_client;
};
