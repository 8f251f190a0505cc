// SPDX-License-Identifier: GPL-3.0-or-later
// The listener takes one answer, with the state that only this browser was given; whatever else comes is turned away.
#include "app/client/browsersignin.h"
#include "shared/contract/api.h"
#include <QCryptographicHash>
#include <QRandomGenerator>
#include <QSysInfo>
#include <QTcpSocket>
#include <QUrlQuery>

using namespace std::chrono_literals;

static constexpr int mostConnections = 16;
static constexpr qint64 mostBytes = 8192;

static QByteArray base64url(const QByteArray &bytes) {
    return bytes.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
}

static QByteArray randomText() {
    QByteArray random(32, Qt::Uninitialized);
    QRandomGenerator::system()->generate(
        reinterpret_cast<quint32 *>(random.data()), reinterpret_cast<quint32 *>(random.data() + random.size()));
    return base64url(random);
}

BrowserSignIn::BrowserSignIn(Access access, QString device, QObject *parent)
    : QObject(parent)
    , m_access(std::move(access))
    , m_device(std::move(device))
    , m_state(randomText())
    , m_verifier(randomText()) {
    m_patience.setSingleShot(true);
    m_listener.setMaxPendingConnections(mostConnections);
    connect(&m_listener, &QTcpServer::newConnection, this, &BrowserSignIn::onConnection);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        m_brought.resolve(
            Error{ErrorCode::Timeout, tr("Nobody has signed in"), tr("Begin again when you are ready."), {}});
    });
}

BrowserSignIn::~BrowserSignIn() {
    m_brought.resolve(Error{ErrorCode::Unavailable, tr("The sign-in was given up"), {}, {}});
}

QString BrowserSignIn::deviceName() {
    QString name = QSysInfo::machineHostName().left(60).trimmed();
    name.removeIf([](QChar c) { return !c.isPrint(); });
    return name.isEmpty() ? tr("Desktop") : name;
}

QByteArray BrowserSignIn::redirectUri() const {
    return "http://127.0.0.1:" + QByteArray::number(m_listener.serverPort()) + "/callback";
}

Result<QUrl> BrowserSignIn::begin() {
    if (!m_listener.listen(QHostAddress::LocalHost))
        return Error{ErrorCode::Unavailable,
            tr("This computer lets no program listen: %1").arg(m_listener.errorString()), {}, {}};
    m_patience.start(10min);
    QUrlQuery query;
    const auto put = [&query](const char *name, const QByteArray &value) {
        query.addQueryItem(QLatin1String(name), QString::fromLatin1(value.toPercentEncoding()));
    };
    put("redirect_uri", redirectUri());
    put("code_challenge", base64url(QCryptographicHash::hash(m_verifier, QCryptographicHash::Sha256)));
    put("code_challenge_method", "S256");
    put("state", m_state);
    put("device", m_device.toUtf8());
    QUrl url = m_access.resolved("/api/auth/desktop");
    url.setQuery(query);
    return url;
}

void BrowserSignIn::onConnection() {
    while (QTcpSocket *socket = m_listener.nextPendingConnection()) {
        socket->setParent(this);
        if (findChildren<QTcpSocket *>().size() > mostConnections || m_brought.isResolved()) {
            socket->deleteLater();
            continue;
        }
        connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        connect(socket, &QTcpSocket::readyRead, this, [this, socket] { read(socket); });
        QTimer::singleShot(10s, socket, [socket] { socket->abort(); });
    }
}

/// The page is as plain as can be: nothing of the answer comes back in it.
static void answer(QTcpSocket *socket, const char *status, const QString &text) {
    const QByteArray body =
        QStringLiteral("<!doctype html><meta charset=\"utf-8\"><title>AI Admin Panel</title><p>%1</p>")
            .arg(text.toHtmlEscaped())
            .toUtf8();
    socket->write(QByteArray("HTTP/1.1 ") + status
        + "\r\nContent-Type: text/html; charset=utf-8\r\nContent-Security-Policy: default-src 'none'\r\n"
          "Referrer-Policy: no-referrer\r\nCache-Control: no-store\r\nConnection: close\r\nContent-Length: "
        + QByteArray::number(body.size()) + "\r\n\r\n" + body);
    socket->disconnectFromHost();
}

void BrowserSignIn::read(QTcpSocket *socket) {
    const QByteArray head = socket->peek(mostBytes);
    if (!head.contains("\r\n\r\n")) {
        if (head.size() >= mostBytes)
            socket->abort();
        return;
    }
    socket->readAll();
    const QList<QByteArray> line = head.left(head.indexOf('\r')).split(' ');
    const QUrl url = QUrl::fromEncoded("http://127.0.0.1" + line.value(1), QUrl::StrictMode);
    const QUrlQuery query(url);
    const QByteArray state = query.queryItemValue(QStringLiteral("state")).toLatin1();
    if (line.value(0) != "GET" || url.path() != QLatin1String("/callback") || !(Secret(state) == Secret(m_state)))
        return answer(socket, "404 Not Found", tr("There is nothing here."));
    const QString code = query.queryItemValue(QStringLiteral("code"), QUrl::FullyDecoded);
    if (code.isEmpty()) {
        m_brought.resolve(Error{ErrorCode::Forbidden, tr("The sign-in was cancelled in the browser"), {}, {}});
        return answer(socket, "200 OK", tr("Cancelled. You may close this page."));
    }
    m_brought.resolve(code);
    answer(socket, "200 OK", tr("Signed in. You may close this page and go back to AI Admin Panel."));
}

Task<Answer<Secret>> BrowserSignIn::key() {
    const QPointer<BrowserSignIn> self(this);
    const OneShot<Brought> brought = m_brought;
    const Brought code = co_await brought;
    if (!code)
        co_return code.error();
    if (!self)
        co_return Error{ErrorCode::Unavailable, tr("The sign-in was given up"), {}, {}};
    const DesktopToken token{*code, QString::fromLatin1(m_verifier), QString::fromLatin1(redirectUri())};
    m_listener.close();
    m_patience.stop();
    ApiClient client(m_access);
    auto made = co_await client.call(Api::desktopToken, token);
    if (!made)
        co_return made.problem();
    const Secret key(made->key.toLatin1());
    co_return key;
}
