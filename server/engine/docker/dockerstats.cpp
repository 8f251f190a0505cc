// SPDX-License-Identifier: GPL-3.0-or-later
// Who is due when, and the sums.
#include "server/engine/docker/dockerstats.h"
#include "server/engine/docker/logdecoder.h"
#include <QJsonArray>
#include <QJsonObject>
#include <cmath>

using namespace std::chrono_literals;

/// When the engine is slow, the rest waits.
static constexpr int mostOpen = 8;
/// What a service uses of processors is known from its second sample on, so that comes soon.
static constexpr auto secondSample = 1500ms;
/// Between the first samples of services that come all at once.
static constexpr auto firstGap = 25ms;
/// The engine walks through all of its images and volumes for it.
static constexpr auto storageInterval = 10min;
static constexpr auto firstStorage = 20s;
static constexpr double mebibyte = 1024 * 1024;

std::optional<ContainerSample> ContainerSample::parse(const QJsonObject &stats) {
    ContainerSample sample;
    const auto read = LogDecoder::parseTime(stats[QLatin1String("read")].toString().toLatin1());
    if (!read)
        return std::nullopt; // year 1: it does not run
    sample.timeNs = *read;
    const QJsonObject cpu = stats[QLatin1String("cpu_stats")].toObject();
    sample.cpuNs = cpu[QLatin1String("cpu_usage")].toObject()[QLatin1String("total_usage")].toInteger();
    const QJsonObject memory = stats[QLatin1String("memory_stats")].toObject();
    const QJsonObject details = memory[QLatin1String("stats")].toObject();
    const qint64 used = memory[QLatin1String("usage")].toInteger();
    // Version 1 of cgroups, then version 2.
    const auto total = details.constFind(QLatin1String("total_inactive_file"));
    const qint64 cache = (total != details.constEnd() ? *total : details[QLatin1String("inactive_file")]).toInteger();
    sample.memoryBytes = cache > 0 && cache < used ? used - cache : used;
    const QJsonObject networks = stats[QLatin1String("networks")].toObject();
    for (const QJsonValue &network : networks) {
        sample.rxBytes += network[QLatin1String("rx_bytes")].toInteger();
        sample.txBytes += network[QLatin1String("tx_bytes")].toInteger();
    }
    return sample;
}

DockerStats::DockerStats(
    DockerClient &client, QString serviceLabel, std::chrono::milliseconds interval, QObject *parent)
    : QObject(parent), m_client(client), m_serviceLabel(std::move(serviceLabel)), m_interval(interval) {
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &DockerStats::sampleDue);
    m_storageTimer.setSingleShot(true);
    connect(&m_storageTimer, &QTimer::timeout, this, &DockerStats::measureStorage);
}

DockerStats::Moment DockerStats::now() {
    return std::chrono::duration_cast<Moment>(std::chrono::steady_clock::now().time_since_epoch());
}

void DockerStats::watch(const ServiceId &service, const QStringList &containers) {
    const auto known = m_watched.find(service);
    Watched watched;
    for (const QString &container : containers)
        watched.containers.insert(container, std::nullopt);
    if (known != m_watched.end() && known->second.containers.keys() == watched.containers.keys())
        return;
    std::erase_if(m_due, [&service](const auto &entry) { return entry.second == service; });
    if (containers.isEmpty()) {
        if (known != m_watched.end())
            m_watched.erase(known);
        return;
    }
    watched.generation = ++m_generation;
    // Multiples of the golden ratio lie as evenly as can be, however many there are.
    const double turns = watched.generation * 0.6180339887;
    watched.phase = Moment(qint64(double(m_interval.count()) * (turns - std::floor(turns))));
    m_watched[service] = watched;
    m_latestFirst = std::max(now(), m_latestFirst + firstGap);
    plan(service, m_latestFirst);
    if (!m_storageTimer.isActive())
        m_storageTimer.start(firstStorage);
}

void DockerStats::pause() {
    m_isPaused = true;
    m_timer.stop();
}

void DockerStats::resume() {
    m_isPaused = false;
    setTimer();
}

void DockerStats::plan(const ServiceId &service, Moment due) {
    m_due.emplace(due, service);
    setTimer();
}

void DockerStats::setTimer() {
    if (!m_due.empty() && !m_isPaused && m_open < mostOpen)
        m_timer.start(std::max<Moment>(0ms, m_due.begin()->first - now()));
}

void DockerStats::sampleDue() {
    while (!m_due.empty() && m_due.begin()->first <= now() && m_open < mostOpen) {
        const ServiceId service = m_due.begin()->second;
        m_due.erase(m_due.begin());
        sample(service);
    }
    setTimer();
}

void DockerStats::planNext(const ServiceId &service) {
    const Watched &watched = m_watched.at(service);
    if (watched.samples == 1)
        return plan(service, now() + secondSample);
    // Its place in the interval, the next time that it comes.
    const Moment earliest = now() + std::min<Moment>(secondSample, m_interval / 2);
    const Moment begin = earliest - earliest % m_interval + watched.phase;
    plan(service, begin < earliest ? begin + m_interval : begin);
}

void DockerStats::sample(const ServiceId &service) {
    const Watched &watched = m_watched.at(service);
    const auto round = std::make_shared<Round>();
    round->service = service;
    round->generation = watched.generation;
    round->open = watched.containers.size();
    const QUrlQuery once{
        {QStringLiteral("stream"), QStringLiteral("0")}, {QStringLiteral("one-shot"), QStringLiteral("1")}};
    const QStringList containers = watched.containers.keys();
    for (const QString &container : containers) {
        ++m_open;
        spawn(m_client.call("GET", QStringLiteral("/containers/%1/stats").arg(container), once, {}, 10s), this,
            [this, round, container](const Result<QJsonDocument> &answer) { onAnswer(round, container, answer); });
    }
}

void DockerStats::onAnswer(
    const std::shared_ptr<Round> &round, const QString &container, const Result<QJsonDocument> &answer) {
    --m_open;
    setTimer();
    const auto watched = m_watched.find(round->service);
    if (watched == m_watched.end() || watched->second.generation != round->generation)
        return; // other containers by now
    const auto sample = answer ? ContainerSample::parse(answer->object()) : std::nullopt;
    auto &before = watched->second.containers[container];
    if (sample) {
        const qint64 passed = before ? sample->timeNs - before->timeNs : 0;
        // A container that was started again counts anew.
        if (passed > 0 && sample->cpuNs >= before->cpuNs)
            round->sum.cpuCores += double(sample->cpuNs - before->cpuNs) / double(passed);
        round->sum.memoryMb += double(sample->memoryBytes) / mebibyte;
        round->sum.networkRxBytes += sample->rxBytes;
        round->sum.networkTxBytes += sample->txBytes;
    }
    before = sample;
    if (!answer && answer.error().code == ErrorCode::NotFound)
        watched->second.containers.remove(container);
    if (--round->open == 0)
        finish(*round);
}

void DockerStats::finish(const Round &round) {
    Watched &watched = m_watched.at(round.service);
    ++watched.samples;
    if (watched.containers.isEmpty())
        m_watched.erase(round.service);
    else
        planNext(round.service);
    Usage usage = round.sum;
    usage.cpuCores = std::round(usage.cpuCores * 1000) / 1000;
    usage.memoryMb = std::round(usage.memoryMb * 10) / 10;
    usage.storageMb = m_storageMb.value(round.service.value);
    emit sampled(round.service, usage);
}

void DockerStats::measureStorage() {
    if (m_watched.empty())
        return;
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("type"), QStringLiteral("volume")); // for engines that can leave out the rest
    query.addQueryItem(QStringLiteral("type"), QStringLiteral("container"));
    spawn(m_client.call("GET", QStringLiteral("/system/df"), query, {}, 2min), this,
        [this](const Result<QJsonDocument> &answer) {
            if (answer)
                onStorage(answer->object());
            m_storageTimer.start(storageInterval);
        });
}

void DockerStats::onStorage(const QJsonObject &usage) {
    m_storageMb.clear();
    const auto add = [this](const QJsonValue &thing, qint64 bytes) {
        const QString service = thing[QLatin1String("Labels")][m_serviceLabel].toString();
        if (!service.isEmpty() && bytes > 0)
            m_storageMb[service] += double(bytes) / mebibyte;
    };
    const QJsonArray volumes = usage[QLatin1String("Volumes")].toArray();
    for (const QJsonValue &volume : volumes)
        add(volume, volume[QLatin1String("UsageData")][QLatin1String("Size")].toInteger());
    const QJsonArray containers = usage[QLatin1String("Containers")].toArray();
    for (const QJsonValue &container : containers)
        add(container, container[QLatin1String("SizeRw")].toInteger());
    for (double &megabytes : m_storageMb)
        megabytes = std::round(megabytes * 10) / 10;
}
