// SPDX-License-Identifier: GPL-3.0-or-later
// Starting, asking and ending the daemon.
#include "tests/support/livepanel.h"
#include <QDirIterator>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTcpSocket>
#include <QTest>
#include <csignal>

QJsonObject HttpAnswer::json() const {
    return QJsonDocument::fromJson(body).object();
}

QString HttpAnswer::errorCode() const {
    return json().value(QLatin1String("error")).toObject().value(QLatin1String("code")).toString();
}

LivePanel::LivePanel() = default;

LivePanel::~LivePanel() {
    if (isRunning())
        stop();
    endShims();
}

// Services go on without the daemon: what a test that failed has left would go on for ever.
void LivePanel::endShims() const {
    QDirIterator files(dataDir() + QStringLiteral("/services"), {QStringLiteral("shim.pid")}, QDir::Files,
        QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        const qint64 shim = file.open(QIODevice::ReadOnly) ? file.readLine().split(' ').first().toLongLong() : 0;
        QFile name(
            QStringLiteral("/proc/%1/comm").arg(shim)); // it may have ended without a word, and another have its pid
        if (shim > 1 && name.open(QIODevice::ReadOnly) && name.readAll().startsWith("aiadminpanel-sh"))
            ::kill(pid_t(shim), SIGTERM);
    }
}

bool LivePanel::start(const QMap<QString, QString> &environment, const QStringList &arguments) {
    m_process = std::make_unique<QProcess>();
    QProcessEnvironment env = QProcessEnvironment::systemEnvironment();
    for (const char *limit : {"AAP_RATE_LIMITS_DEFAULT", "AAP_RATE_LIMITS_AUTHENTICATED", "AAP_RATE_LIMITS_DEPLOY"})
        env.insert(QString::fromLatin1(limit), QStringLiteral("0"));
    // The machine may have a Docker engine of its own, which is none of a test's business.
    if (!environment.contains(QStringLiteral("AAP_ENGINES")) && !environment.contains(QStringLiteral("DOCKER_HOST")))
        env.insert(QStringLiteral("AAP_ENGINES"), QStringLiteral("[{name: process, kind: process}]"));
    for (auto it = environment.begin(); it != environment.end(); ++it)
        env.insert(it.key(), it.value());
    m_process->setProcessEnvironment(env);
    m_process->start(QStringLiteral(AAP_DAEMON),
        QStringList{QStringLiteral("serve"), QStringLiteral("--data-dir"), dataDir(), QStringLiteral("--listen"),
            QStringLiteral("127.0.0.1:%1").arg(m_port)}
            + arguments);
    QByteArray out;
    const bool ready = QTest::qWaitFor(
        [&] {
            out += m_process->readAllStandardOutput();
            return out.contains('\n') || m_process->state() == QProcess::NotRunning;
        },
        20000);
    if (!ready || !out.startsWith("ready ")) {
        m_process->waitForFinished(5000);
        return false;
    }
    m_port = quint16(QUrl(QString::fromLatin1(out.mid(6).trimmed())).port());
    QFile keyFile(dataDir() + QStringLiteral("/bootstrap.key"));
    if (!keyFile.open(QIODevice::ReadOnly))
        return false;
    m_key = keyFile.readAll().trimmed();
    m_contract.reset();
    m_contract = std::make_unique<ContractCheck>(get("/api/openapi.json").json());
    return true;
}

int LivePanel::stop() {
    m_process->terminate();
    if (!m_process->waitForFinished(15000))
        m_process->kill();
    m_process->waitForFinished(5000);
    m_log += m_process->readAllStandardError();
    return m_process->exitStatus() == QProcess::NormalExit ? m_process->exitCode() : -1;
}

void LivePanel::kill() {
    if (const qint64 alive = pid(); alive > 0) // it may have been ended by others
        ::kill(pid_t(alive), SIGKILL);
    m_process->waitForFinished(5000);
}

QByteArray LivePanel::log() {
    if (m_process)
        m_log += m_process->readAllStandardError();
    return m_log;
}

static QByteArray withoutChunks(const QByteArray &wire) {
    QByteArray body;
    for (qsizetype at = 0;;) {
        const qsizetype end = wire.indexOf("\r\n", at);
        const qsizetype size = wire.mid(at, end - at).toLongLong(nullptr, 16);
        if (end < 0 || size == 0)
            return body;
        body += wire.mid(end + 2, size);
        at = end + 2 + size + 2;
    }
}

QByteArray LivePanel::wireOf(const HttpQuestion &question) const {
    const auto &[method, target, body, given] = question;
    QMap<QByteArray, QByteArray> headers = given;
    QByteArray wire = method + ' ' + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n";
    if (!headers.contains("Authorization") && !m_key.isEmpty())
        headers.insert("Authorization", "Bearer " + m_key);
    if (!body.isEmpty() && !headers.contains("Content-Type"))
        headers.insert("Content-Type", "application/json");
    if (!body.isEmpty() || method == "POST" || method == "PATCH")
        headers.insert("Content-Length", QByteArray::number(body.size()));
    for (auto it = headers.begin(); it != headers.end(); ++it)
        if (!it.value().isEmpty())
            wire += it.key() + ": " + it.value() + "\r\n";
    return wire + "\r\n" + body;
}

HttpAnswer LivePanel::answerOf(const HttpQuestion &question, const QByteArray &wire) const {
    HttpAnswer answer;
    const qsizetype end = wire.indexOf("\r\n\r\n");
    const QList<QByteArray> lines = wire.left(end).split('\n');
    answer.status = lines.value(0).split(' ').value(1).toInt();
    for (const QByteArray &line : lines.mid(1)) {
        const qsizetype colon = line.indexOf(':');
        answer.headers.insert(line.left(colon).toLower(), line.mid(colon + 1).trimmed());
    }
    answer.body = wire.mid(end + 4);
    if (answer.headers.value("transfer-encoding") == "chunked")
        answer.body = withoutChunks(answer.body);
    check(question, answer);
    return answer;
}

void LivePanel::check(const HttpQuestion &question, const HttpAnswer &answer) const {
    if (!m_contract || answer.status == 0) // it was ended in the middle
        return;
    const QByteArray path = question.target.split('?').first();
    const QString misfit =
        m_contract->check(question.method, path, answer.status, answer.headers.value("content-type"), answer.body);
    if (!misfit.isEmpty())
        QTest::qFail(qPrintable(misfit), __FILE__, __LINE__);
}

QList<HttpAnswer> LivePanel::together(const QList<HttpQuestion> &questions) {
    std::vector<std::unique_ptr<QTcpSocket>> sockets;
    for (qsizetype i = 0; i < questions.size(); ++i) {
        sockets.push_back(std::make_unique<QTcpSocket>());
        sockets.back()->connectToHost(QStringLiteral("127.0.0.1"), m_port);
        if (!sockets.back()->waitForConnected(5000))
            return QList<HttpAnswer>(questions.size());
    }
    for (size_t i = 0; i < sockets.size(); ++i) {
        sockets[i]->write(wireOf(questions[qsizetype(i)]));
        sockets[i]->flush();
    }
    QList<HttpAnswer> answers;
    for (size_t i = 0; i < sockets.size(); ++i) {
        QByteArray all;
        while (sockets[i]->waitForReadyRead(70000))
            all += sockets[i]->readAll();
        all += sockets[i]->readAll();
        answers.append(answerOf(questions[qsizetype(i)], all));
    }
    return answers;
}

HttpAnswer LivePanel::request(
    const QByteArray &method, const QByteArray &target, const QByteArray &body, QMap<QByteArray, QByteArray> headers) {
    return together({{method, target, body, std::move(headers)}}).first();
}

HttpAnswer LivePanel::post(const QByteArray &target, const QJsonObject &body) {
    return request("POST", target, body.isEmpty() ? QByteArray() : QJsonDocument(body).toJson(QJsonDocument::Compact));
}

QJsonObject LivePanel::finished(const QString &operationId) {
    return get("/api/operations/" + operationId.toLatin1() + "?wait=60").json();
}

bool LivePanel::isIdle() {
    for (const char *status : {"queued", "running"})
        if (get(QByteArray("/api/operations?status=") + status).json()[QLatin1String("total")].toInt() != 0)
            return false;
    return true;
}

QString LivePanel::state(const QByteArray &serviceId) {
    const QJsonObject service = get("/api/services/" + serviceId).json();
    const QString error = service[QLatin1String("error")].toString();
    return service[QLatin1String("status")].toString() + (error.isEmpty() ? QString() : u": " + error);
}

bool LivePanel::removeAll() {
    const QJsonArray services = get("/api/services?per_page=100").json()[QLatin1String("data")].toArray();
    for (const QJsonValue service : services)
        request("DELETE", "/api/services/" + service[QLatin1String("id")].toString().toLatin1() + "?purge=true");
    return QTest::qWaitFor([this] { return isIdle(); }, 30000);
}
