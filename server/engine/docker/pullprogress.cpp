// SPDX-License-Identifier: GPL-3.0-or-later
// Layers are announced first and tell their sizes one after another, so the whole is estimated until all have.
#include "server/engine/docker/pullprogress.h"
#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>

static constexpr qsizetype maxLine = 64 * 1024;
static constexpr qsizetype maxLayers = 1000;

void PullProgress::feed(const QByteArray &bytes) {
    m_rest += bytes;
    qsizetype from = 0;
    for (qsizetype end = m_rest.indexOf('\n'); end >= 0; end = m_rest.indexOf('\n', from)) {
        line(m_rest.mid(from, end - from).trimmed());
        from = end + 1;
    }
    m_rest.remove(0, from);
    if (m_rest.size() > maxLine) {
        m_error = QStringLiteral("The engine's answer is no stream of JSON lines");
        m_rest.clear();
    }
}

void PullProgress::refuse(const QByteArray &answer) {
    const QString message = QJsonDocument::fromJson(answer).object()[QLatin1String("message")].toString();
    m_error = (message.isEmpty() ? QString::fromUtf8(answer) : message).simplified().left(2000);
}

void PullProgress::line(const QByteArray &text) {
    if (text.isEmpty() || m_error)
        return;
    const QJsonObject said = QJsonDocument::fromJson(text).object();
    if (said.isEmpty()) {
        m_error = QStringLiteral("The engine's answer is no stream of JSON lines");
        return;
    }
    if (const QString error = said[QLatin1String("error")].toString(); !error.isEmpty()) {
        m_error = error.left(2000);
        return;
    }
    const QString id = said[QLatin1String("id")].toString();
    const QString status = said[QLatin1String("status")].toString();
    if (id.isEmpty() || status.startsWith(QLatin1String("Pulling from")) || status == QLatin1String("Already exists")
        || (m_layers.size() >= maxLayers && !m_layers.contains(id)))
        return;
    Layer &layer = m_layers[id.left(128)];
    if (status == QLatin1String("Downloading")) {
        const QJsonObject detail = said[QLatin1String("progressDetail")].toObject();
        layer.total = std::max(layer.total, detail[QLatin1String("total")].toInteger());
        layer.current = std::max(layer.current, detail[QLatin1String("current")].toInteger());
    } else if (status == QLatin1String("Download complete") || status == QLatin1String("Verifying Checksum")
        || status == QLatin1String("Extracting")) {
        layer.isFetched = true;
    } else if (status == QLatin1String("Pull complete")) {
        layer.isFetched = layer.isComplete = true;
    }
    count();
}

void PullProgress::count() {
    m_current = m_total = 0;
    double fetched = 0;
    qsizetype sized = 0;
    qsizetype complete = 0;
    for (const Layer &layer : std::as_const(m_layers)) {
        m_current += layer.isFetched ? layer.total : std::min(layer.current, layer.total);
        m_total += layer.total;
        sized += layer.total > 0 || layer.isFetched ? 1 : 0;
        complete += layer.isComplete ? 1 : 0;
    }
    const double all = double(m_layers.size());
    if (sized > 0)
        fetched = (m_total > 0 ? double(m_current) / double(m_total) : 1) * double(sized) / all;
    m_fraction = std::max(m_fraction, std::min(1.0, 0.9 * fetched + 0.1 * double(complete) / all));
}

QString PullProgress::text() const {
    static constexpr double megabyte = 1e6;
    if (m_total == 0)
        return QStringLiteral("%1: asking its registry").arg(m_image);
    if (m_current >= m_total)
        return QStringLiteral("%1: unpacking").arg(m_image);
    const int digits = m_total < 10 * megabyte ? 1 : 0;
    return QStringLiteral("%1: %2 of %3 MB")
        .arg(m_image, QString::number(double(m_current) / megabyte, 'f', digits),
            QString::number(double(m_total) / megabyte, 'f', digits));
}
