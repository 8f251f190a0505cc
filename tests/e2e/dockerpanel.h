// SPDX-License-Identifier: GPL-3.0-or-later
// DockerPanel: the daemon with a dockerd of its own and the template `composed`; LiveService: a service of it.
#pragma once

#include "tests/support/dockerhost.h"
#include "tests/support/livepanel.h"
#include <QJsonArray>

class DockerPanel {
public:
    explicit DockerPanel(const QStringList &engineOptions = {});

    DockerHost host;
    LivePanel panel;
    /// Where the daemon finds the engine; the host itself unless a test says otherwise.
    QString address;

    bool start(const QMap<QString, QString> &more = {});
    /// Containers, networks, volumes and built images of one service, or of all, by their names, sorted.
    QStringList things(const QString &service = {});
    int running();

private:
    QTemporaryDir m_templates;
};

class LiveService {
public:
    /// Deploys it; `created` is how that ended. The destructor deletes it with its data.
    LiveService(DockerPanel &docker, const QString &name);
    /// From a Compose file.
    LiveService(LivePanel &panel, const QString &name, const QString &compose);
    LiveService(DockerPanel &docker, const QString &name, const QString &compose)
        : LiveService(docker.panel, name, compose) { }
    /// One that was deployed already; `made` is the answer to that.
    LiveService(DockerPanel &docker, const QJsonObject &made);
    ~LiveService();

    QJsonObject get() { return m_panel.get(path).json(); }
    QString text(const char *key) { return get()[QLatin1String(key)].toString(); }
    /// An operation to its end, or the refusal.
    QJsonObject act(const char *verb, const QJsonObject &body = {});
    /// Changes the variables for the next deploy; the answer's status.
    int patch(const char *text, const char *mode = "serve");
    QJsonObject deploy(const char *text, const char *mode = "serve");
    /// What it serves.
    QByteArray page();
    /// Its stored lines with that text.
    QStringList lines(const char *search);
    /// The number of the latest line that is stored.
    qint64 newest();
    /// All that is stored of it.
    QJsonArray entries();
    /// Whether a line with that text is stored.
    bool writes(const char *search);
    /// What a revision serves, by the history.
    QByteArray shownBy(int revision);
    /// All there is of it while only this revision is there.
    QStringList expected(int revision) const;

    QString id;
    QByteArray path;
    QJsonObject created;

private:
    void create(const QJsonObject &body);

    LivePanel &m_panel;
    QString m_url;
};
