// SPDX-License-Identifier: GPL-3.0-or-later
// PullProgress: what the JSON stream of a pull says: bytes of all layers, and how it ended.
#pragma once

#include <QByteArray>
#include <QMap>
#include <QString>
#include <optional>

class PullProgress {
public:
    explicit PullProgress(QString image) : m_image(std::move(image)) { }

    /// Bytes of the answer in any portions. What is no such stream becomes an error.
    void feed(const QByteArray &bytes);
    /// The engine refused at once; `answer` is what it said.
    void refuse(const QByteArray &answer);

    /// 0..1, never less than before. Fetching is nine tenths of it, unpacking the last one.
    double fraction() const { return m_fraction; }
    /// "redis:7: 34 of 87 MB"
    QString text() const;
    /// What the engine says went wrong.
    const std::optional<QString> &error() const { return m_error; }

private:
    struct Layer {
        qint64 current = 0;
        qint64 total = 0; // 0: not known yet
        bool isFetched = false;
        bool isComplete = false;
    };
    void line(const QByteArray &text);
    void count();

    QString m_image;
    QByteArray m_rest;
    QMap<QString, Layer> m_layers;
    qint64 m_current = 0;
    qint64 m_total = 0;
    double m_fraction = 0;
    std::optional<QString> m_error;
};
