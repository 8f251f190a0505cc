// SPDX-License-Identifier: GPL-3.0-or-later
// Requests to chromedriver.
#include "tests/signin/webdriver.h"
#include "tests/support/await.h"
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>

WebDriver::WebDriver() {
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    m_process.start(QStringLiteral("chromedriver"), {QStringLiteral("--port=0")});
    QByteArray out;
    const QByteArray said = "started successfully on port ";
    (void)QTest::qWaitFor(
        [&] {
            out += m_process.readAll();
            const qsizetype at = out.indexOf(said);
            return (at >= 0 && out.indexOf('\n', at) > 0) || m_process.state() == QProcess::NotRunning;
        },
        30'000);
    const int port = out.mid(out.indexOf(said) + said.size()).split('.').first().trimmed().toInt();
    if (port == 0) {
        qWarning("chromedriver did not start: %s", out.constData());
        return;
    }
    m_base = "http://127.0.0.1:" + QByteArray::number(port);
    const QJsonArray arguments{QStringLiteral("--headless=new"), QStringLiteral("--no-sandbox"),
        QStringLiteral("--disable-gpu"), QStringLiteral("--disable-dev-shm-usage"), QStringLiteral("--no-first-run"),
        QStringLiteral("--window-size=1000,900"), QString(QStringLiteral("--user-data-dir=") + m_profile.path())};
    const QJsonObject options{
        {QStringLiteral("binary"), QStringLiteral("/usr/bin/chromium")}, {QStringLiteral("args"), arguments}};
    const QJsonObject logging{{QStringLiteral("browser"), QStringLiteral("ALL")}};
    const QJsonObject wanted{
        {QStringLiteral("goog:chromeOptions"), options}, {QStringLiteral("goog:loggingPrefs"), logging}};
    const QJsonObject body{{QStringLiteral("capabilities"), QJsonObject{{QStringLiteral("alwaysMatch"), wanted}}}};
    m_session = ask("POST", "/session", body)[QLatin1String("sessionId")].toString().toLatin1();
}

WebDriver::~WebDriver() {
    if (isReady())
        ask("DELETE", {});
    m_process.terminate();
    if (!m_process.waitForFinished(5000))
        m_process.kill();
    m_process.waitForFinished(5000);
}

QJsonValue WebDriver::ask(const QByteArray &method, const QByteArray &path, const QJsonObject &body) {
    OutgoingRequest request;
    request.method = method;
    request.url = m_base + (path == "/session" ? QByteArray() : QByteArray("/session/" + m_session)) + path;
    request.timeout = std::chrono::seconds(60);
    if (method == "POST") {
        request.headers.append("Content-Type: application/json");
        request.body = QJsonDocument(body).toJson(QJsonDocument::Compact);
    }
    const auto answer = await(m_http.send(request), 70'000);
    if (!answer)
        return {};
    const QJsonValue value = QJsonDocument::fromJson(answer->body)[QLatin1String("value")];
    if (answer->status != 200 && value[QLatin1String("error")].toString() != QLatin1String("no such element"))
        qWarning("chromedriver %s %s: %s", method.constData(), path.constData(),
            qPrintable(value[QLatin1String("message")].toString()));
    return answer->status == 200 ? value : QJsonValue(QJsonValue::Undefined);
}

QString WebDriver::find(const char *selector) {
    const QJsonValue found = ask("POST", "/element",
        {{QStringLiteral("using"), QStringLiteral("css selector")},
            {QStringLiteral("value"), QLatin1String(selector)}});
    return found.isObject() ? found.toObject().begin().value().toString() : QString();
}

bool WebDriver::open(const QByteArray &url) {
    return !ask("POST", "/url", {{QStringLiteral("url"), QString::fromLatin1(url)}}).isUndefined();
}

QByteArray WebDriver::url() {
    return ask("GET", "/url").toString().toLatin1();
}

QString WebDriver::title() {
    return ask("GET", "/title").toString();
}

bool WebDriver::waitFor(const char *selector) {
    return QTest::qWaitFor([this, selector] { return has(selector); }, 20'000);
}

QString WebDriver::text(const char *selector) {
    const QString element = find(selector);
    return element.isEmpty() ? QString() : ask("GET", "/element/" + element.toLatin1() + "/text").toString();
}

bool WebDriver::click(const char *selector) {
    const QString element = waitFor(selector) ? find(selector) : QString();
    return !element.isEmpty() && !ask("POST", "/element/" + element.toLatin1() + "/click").isUndefined();
}

bool WebDriver::type(const char *selector, const char *text) {
    const QString element = waitFor(selector) ? find(selector) : QString();
    return !element.isEmpty()
        && !ask("POST", "/element/" + element.toLatin1() + "/value", {{QStringLiteral("text"), QLatin1String(text)}})
                .isUndefined();
}

QJsonObject WebDriver::cookie(const char *name) {
    for (const QJsonValue one : ask("GET", "/cookie").toArray())
        if (one[QLatin1String("name")].toString() == QLatin1String(name))
            return one.toObject();
    return {};
}

void WebDriver::forgetCookies() {
    ask("DELETE", "/cookie");
}

QStringList WebDriver::complaints() {
    QStringList all;
    for (const QJsonValue one : ask("POST", "/se/log", {{QStringLiteral("type"), QStringLiteral("browser")}}).toArray())
        if (one[QLatin1String("level")].toString() == QLatin1String("SEVERE")
            && !one[QLatin1String("message")].toString().contains(QLatin1String("favicon")))
            all.append(one[QLatin1String("message")].toString());
    return all;
}

bool WebDriver::picture(const QString &file) {
    QFile out(file);
    return out.open(QIODevice::WriteOnly)
        && out.write(QByteArray::fromBase64(ask("GET", "/screenshot").toString().toLatin1())) > 0;
}
