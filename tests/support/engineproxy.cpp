// SPDX-License-Identifier: GPL-3.0-or-later
// Bytes are passed on as they are; of HTTP it knows that a call begins with its method and that answers come in turn.
#include "tests/support/engineproxy.h"
#include <QLocalServer>
#include <QLocalSocket>
#include <QSet>
#include <QTimer>
#include <csignal>

using namespace std::chrono_literals;

class EngineProxy::Server : public QObject {
public:
    explicit Server(EngineProxy &proxy) : m_proxy(proxy) {
        connect(&m_server, &QLocalServer::newConnection, this, [this] {
            while (QLocalSocket *client = m_server.nextPendingConnection())
                take(client);
        });
        open();
    }

private:
    void open() {
        QLocalServer::removeServer(m_proxy.path());
        m_server.listen(m_proxy.path());
    }

    void take(QLocalSocket *client) {
        auto *engine = new QLocalSocket(client);
        m_clients.insert(client);
        connect(client, &QObject::destroyed, this, [this, client] { m_clients.remove(client); });
        connect(client, &QLocalSocket::disconnected, client, &QObject::deleteLater);
        connect(engine, &QLocalSocket::disconnected, client, [client, engine] {
            client->write(engine->readAll());
            client->disconnectFromServer();
        });
        connect(engine, &QLocalSocket::errorOccurred, client, [client] { client->abort(); });
        engine->connectToServer(m_proxy.m_engineSocket);
        connect(client, &QLocalSocket::readyRead, engine, [this, client, engine] { toEngine(client, engine); });
        connect(engine, &QLocalSocket::readyRead, client, [this, client, engine] {
            const QByteArray bytes = engine->readAll();
            if (!m_awaited || m_awaited != engine)
                return void(client->write(bytes));
            m_awaited = nullptr;
            act(client, [client, bytes] { client->write(bytes); });
        });
    }

    static bool changes(const QByteArray &bytes) {
        return bytes.startsWith("POST /") || bytes.startsWith("PUT /") || bytes.startsWith("DELETE /");
    }

    void toEngine(QLocalSocket *client, QLocalSocket *engine) {
        const QByteArray bytes = client->readAll();
        bool isIt = false;
        At at = At::Before;
        if (changes(bytes)) {
            const QMutexLocker lock(&m_proxy.m_mutex);
            isIt = m_proxy.m_left > 0 && --m_proxy.m_left == 0;
            at = m_proxy.m_at;
            if (isIt)
                m_call = bytes.left(bytes.indexOf('\r'));
        }
        if (!isIt)
            return void(engine->write(bytes));
        if (at == At::Before)
            return act(client, [engine, bytes] { engine->write(bytes); });
        m_awaited = engine;
        engine->write(bytes);
    }

    void act(QLocalSocket *client, std::function<void()> goOn) {
        Deed deed;
        {
            const QMutexLocker lock(&m_proxy.m_mutex);
            deed = m_proxy.m_deed;
            if (deed == Deed::Kill)
                ::kill(pid_t(m_proxy.m_pid), SIGKILL);
            m_proxy.m_done = m_call;
        }
        if (deed == Deed::Hold)
            QTimer::singleShot(200ms, client, goOn);
        if (deed != Deed::Away)
            return;
        m_server.close();
        const QSet<QLocalSocket *> clients = m_clients;
        for (QLocalSocket *one : clients)
            one->abort();
        QTimer::singleShot(1500ms, this, [this] { open(); });
    }

    EngineProxy &m_proxy;
    QLocalServer m_server;
    QSet<QLocalSocket *> m_clients;
    QLocalSocket *m_awaited = nullptr; // whose answer it is to be done at
    QByteArray m_call;
};

EngineProxy::EngineProxy(QString engineSocket)
    : m_engineSocket(std::move(engineSocket)), m_folder(QStringLiteral("/tmp/ep-XXXXXX")) {
    start();
}

EngineProxy::~EngineProxy() {
    quit();
    wait();
}

void EngineProxy::run() {
    Server server(*this);
    exec();
}

void EngineProxy::arm(int number, At at, Deed deed, qint64 pid) {
    const QMutexLocker lock(&m_mutex);
    m_left = number;
    m_at = at;
    m_deed = deed;
    m_pid = pid;
    m_done.clear();
}

QByteArray EngineProxy::done() const {
    const QMutexLocker lock(&m_mutex);
    return m_done;
}
