// SPDX-License-Identifier: GPL-3.0-or-later
// LogCheck: counts what an engine sent of a container's output against what it has. Engines that follow a log while it
// is rotated leave lines out now and then, and whoever reads along does not see it.
#pragma once

#include "server/engine/docker/dockerclient.h"
#include "server/engine/docker/logdecoder.h"

class LogCheck : public QObject {
    Q_OBJECT
public:
    /// `last`: where reading begins. Every `stretch` bytes are counted again.
    LogCheck(
        DockerClient &client, QString containerId, const LastOutput &last, qint64 stretch, QObject *parent = nullptr);

    /// A line that was sent. `form`: how it was decoded.
    void note(const OutputLine &line, LogDecoder::Form form);

signals:
    /// So many lines were not sent that were written between these times.
    void missing(qint64 count, qint64 fromNs, qint64 toNs);
    /// Of the lines written between these times the engine does not have the first any more, so they cannot be counted.
    void uncountable(qint64 fromNs, qint64 toNs);

private:
    struct Stretch {
        qint64 fromNs = 0; // excluded
        qint64 toNs = 0;
        qint64 sent = 0;
        qint64 there = 0;

        void count(qint64 timeNs);
    };

    void begin();
    void ask();
    void take(const QByteArray &bytes);
    void compare();

    DockerClient &m_client;
    const QString m_container;
    const qint64 m_length;
    LogDecoder::Form m_form = LogDecoder::Form::Frames;
    Stretch m_out, m_err; // being noted
    qint64 m_bytes = 0;
    Stretch m_askedOut, m_askedErr; // being counted again
    QTimer m_delay;
    QTimer m_rest; // what came last is counted when nothing more comes
    qint64 m_bytesBeforeRest = 0;
    std::unique_ptr<HttpTransfer> m_transfer;
    std::optional<LogDecoder> m_decoder;
    qint64 m_firstNs = 0;
    int m_status = 0;
};
