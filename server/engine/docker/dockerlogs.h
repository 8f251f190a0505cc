// SPDX-License-Identifier: GPL-3.0-or-later
// DockerLogs: reads the output of one container, and goes on exactly behind the last line that is stored, whatever has
// been restarted meanwhile: this server, the engine, the container.
#pragma once

#include "server/engine/docker/dockerclient.h"
#include "server/engine/docker/logcheck.h"
#include <QElapsedTimer>

class DockerLogs : public QObject {
    Q_OBJECT
public:
    /// `after`: what is stored of this container.
    DockerLogs(DockerClient &client, QString containerId, QString component, int replica, LastOutput after,
        QObject *parent = nullptr);

    /// Reads until the container has ended, then again when called again: for one that was started anew. While it waits
    /// to try again it tries at once.
    void start();
    void stop();
    /// After how many bytes it is asked whether the engine has left lines out; a little less than its log files have.
    void setCheckedStretch(qint64 bytes) { m_stretch = bytes; }
    const QString &containerId() const { return m_container; }
    /// The end of what was told by lines(), or was stored before.
    const LastOutput &last() const { return m_last; }

signals:
    /// As they come, once in a turn of the event loop. Lines the engine no longer has are announced by one of
    /// LogStream::System.
    void lines(const QList<OutputLine> &lines);
    /// The container has ended, or is gone, and all of its output has been told.
    void ended();

private:
    /// Passes over what is known, at the beginning of a read.
    struct Skip {
        LastLine known;
        int seen = 0;
        bool isDone = false;
        bool isExpected = false; // the engine has to have the last known line still
    };

    /// What tells one line from others.
    struct Sign {
        qint64 timeNs = 0;
        size_t hash = 0;
        bool operator==(const Sign &) const = default;
    };

    void look();
    void onInspected(const Result<QJsonDocument> &answer);
    void noteBreak();
    void read(const QJsonObject &container);
    void take(const QByteArray &bytes);
    void tell(QList<OutputLine> decoded);
    bool isKnown(const OutputLine &line, QList<OutputLine> &told);
    bool isRepeated(const OutputLine &line);
    void onMissing(qint64 count, qint64 fromNs, qint64 toNs);
    void onUncountable(qint64 fromNs, qint64 toNs);
    OutputLine remark(qint64 timeNs, const QByteArray &text) const;
    void breathe(std::chrono::nanoseconds work);
    void onReadEnd(const Result<IncomingAnswer> &answer);
    void tryAgain(const QString &why);
    void end();

    DockerClient &m_client;
    const QString m_container;
    const QString m_component;
    const int m_replica;
    LastOutput m_last;
    std::unique_ptr<HttpTransfer> m_transfer;
    std::optional<LogDecoder> m_decoder;
    LogDecoder::Form m_form = LogDecoder::Form::Frames;
    std::unique_ptr<LogCheck> m_check; // of this read
    qint64 m_stretch = 8'000'000;
    Skip m_skipOut, m_skipErr;
    std::vector<Sign> m_recent; // the latest lines, as a ring
    size_t m_oldest = 0; // in it
    bool m_hasFineClock = false;
    QTimer m_retry;
    QTimer m_breath;
    QElapsedTimer m_sinceBreath;
    std::chrono::nanoseconds m_workSinceBreath{};
    std::chrono::milliseconds m_delay{};
    /// When the engine ended in the middle of a read: what it had not kept by then is lost.
    std::optional<qint64> m_brokenNs;
    qint64 m_readEndNs = 0;
    int m_round = 0; // of answers only that to the latest question counts
    int m_status = 0;
    QByteArray m_refusal;
    QString m_startedAt;
    bool m_isActive = false;
    bool m_isAskedAgain = false;
    bool m_isRunning = false; // the container, when the read began
    bool m_hasNews = false;
    bool m_isWarned = false;
};
