// SPDX-License-Identifier: GPL-3.0-or-later
// ProcessEngine, the part that turns a plan into ports, placeholders, files and the shim's spec.
#include "server/catalog/interpolate.h"
#include "server/engine/process/cgroup.h"
#include "server/engine/process/host.h"
#include "server/engine/process/processengine.h"
#include "shared/base/replacefile.h"
#include <QDir>
#include <csignal>
#include <pwd.h>
#include <unistd.h>

static constexpr int maxProcesses = 512;

static QString portKey(const ProcessComponent &component, const ProcessPort &port) {
    return component.name + u'/' + port.name;
}

Result<Done> ProcessEngine::assignPorts(Workload &workload, KnownPorts trusted) {
    const QString path = home(workload.plan.revision.service) + QStringLiteral("/run/ports.json");
    QFile file(path);
    QMap<QString, int> known;
    if (file.open(QIODevice::ReadOnly))
        if (const auto read = fromJson<QMap<QString, int>>(file.read(65536), UnknownFields::Ignore))
            known = *read;
    QStringList wanted;
    workload.ports.clear();
    for (const ProcessComponent &component : std::as_const(workload.plan.file.process->components)) {
        for (const ProcessPort &port : component.ports) {
            const QString key = portKey(component, port);
            // A service keeps its ports, so that its URL stays.
            if (const int before = known.value(key);
                before > 0 && (trusted == KnownPorts::All || host::isPortFree(before)))
                workload.ports.insert(key, before);
            else
                wanted.append(key);
        }
    }
    // One that was given to another service a moment ago may not be listened on yet.
    QSet<int> given(workload.ports.cbegin(), workload.ports.cend());
    for (const auto &[service, other] : m_workloads)
        given.unite(QSet<int>(other->ports.cbegin(), other->ports.cend()));
    for (const QString &key : std::as_const(wanted)) {
        const int port = host::freePort(given);
        if (port == 0)
            return Error{ErrorCode::Unavailable, QStringLiteral("No free port is left on this host"), {}, {}};
        given.insert(port);
        workload.ports.insert(key, port);
    }
    return replaceFile(path, toJson(workload.ports));
}

void ProcessEngine::fillValues(Workload &workload) {
    workload.values = workload.plan.variables;
    workload.values.insert(QStringLiteral("DATA_DIR"), home(workload.plan.revision.service) + QStringLiteral("/data"));
    for (const ProcessComponent &component : std::as_const(workload.plan.file.process->components))
        for (const ProcessPort &port : component.ports)
            workload.values.insert(QStringLiteral("PORT_") + QString(port.name).toUpper().replace(u'-', u'_'),
                QString::number(workload.ports.value(portKey(component, port))));
}

/// `${PORT}` is each component's own first port.
static QMap<QString, QString> valuesFor(const QMap<QString, QString> &values, const ProcessComponent &component) {
    QMap<QString, QString> own = values;
    if (!component.ports.isEmpty())
        own.insert(QStringLiteral("PORT"),
            values.value(
                QStringLiteral("PORT_") + QString(component.ports.first().name).toUpper().replace(u'-', u'_')));
    return own;
}

Result<Done> ProcessEngine::writeFiles(Workload &workload) {
    const QString data = home(workload.plan.revision.service) + QStringLiteral("/data");
    for (const ProcessComponent &component : std::as_const(workload.plan.file.process->components)) {
        const auto values = valuesFor(workload.values, component);
        for (const ProcessFile &file : component.files) {
            TRY(content, interpolate(file.content, values));
            TRY_DONE(host::writeOwned(data, file.path, content.toUtf8(), file.mode, workload.plan.uid));
        }
    }
    if (workload.plan.uid == 0)
        return {};
    // For programs that insist on a name for their user id; shown to this service only.
    QFile passwd(QStringLiteral("/etc/passwd"));
    QByteArray text = passwd.open(QIODevice::ReadOnly) ? passwd.readAll() : QByteArray();
    if (!text.isEmpty() && !text.endsWith('\n'))
        text += '\n';
    const QByteArray uid = QByteArray::number(workload.plan.uid);
    text += "service:x:" + uid + ':' + uid + "::" + data.toUtf8() + ":/usr/sbin/nologin\n";
    return host::writeOwned(
        home(workload.plan.revision.service) + QStringLiteral("/run"), QStringLiteral("passwd"), text, 0644, 0);
}

static int signalNumber(const QString &name) {
    static const QMap<QString, int> numbers{{QStringLiteral("SIGTERM"), SIGTERM}, {QStringLiteral("SIGINT"), SIGINT},
        {QStringLiteral("SIGQUIT"), SIGQUIT}, {QStringLiteral("SIGHUP"), SIGHUP}, {QStringLiteral("SIGUSR1"), SIGUSR1},
        {QStringLiteral("SIGUSR2"), SIGUSR2}, {QStringLiteral("SIGWINCH"), SIGWINCH},
        {QStringLiteral("SIGKILL"), SIGKILL}};
    return numbers.value(name, SIGTERM);
}

namespace {
/// Writes the spec of server/shim/spec.h.
class SpecWriter {
public:
    void add(QByteArrayView key, const QByteArray &value) {
        netstring(key);
        netstring(value);
    }
    void add(QByteArrayView key, const QString &value) { add(key, value.toUtf8()); }
    void add(QByteArrayView key, qint64 value) { add(key, QByteArray::number(value)); }
    QByteArray text;

private:
    void netstring(QByteArrayView part) {
        text += QByteArray::number(part.size());
        text += ':';
        text += part;
        text += ',';
    }
};
} // namespace

/// What a command is put behind: bubblewrap with the host's programs to read, the data to write, and nothing else of
/// the host's files to see.
QStringList ProcessEngine::sandbox(const Workload &workload, const QString &workdir) const {
    if (!m_options.isIsolated)
        return {};
    QStringList words{host::findProgram(QStringLiteral("bwrap")), QStringLiteral("--die-with-parent")};
    for (const char *folder : {"/usr", "/etc"})
        words += {QStringLiteral("--ro-bind"), QLatin1String(folder), QLatin1String(folder)};
    for (const char *folder : {"bin", "sbin", "lib", "lib32", "lib64"})
        if (QFileInfo::exists(u'/' + QLatin1String(folder)))
            words += {QStringLiteral("--symlink"), QLatin1String("usr/") + QLatin1String(folder),
                u'/' + QLatin1String(folder)};
    const QString data = home(workload.plan.revision.service) + QStringLiteral("/data");
    words += {QStringLiteral("--proc"), QStringLiteral("/proc"), QStringLiteral("--dev"), QStringLiteral("/dev"),
        QStringLiteral("--tmpfs"), QStringLiteral("/tmp"), QStringLiteral("--tmpfs"), QStringLiteral("/run"),
        QStringLiteral("--bind"), data, data, QStringLiteral("--chdir"), workdir, QStringLiteral("--")};
    return words;
}

Result<QByteArray> ProcessEngine::specOf(const Workload &workload) const {
    const WorkloadPlan &plan = workload.plan;
    const QString data = home(plan.revision.service) + QStringLiteral("/data");
    SpecWriter spec;
    spec.add("service", plan.revision.service.value);
    spec.add("revision", qint64(plan.revision.number));
    spec.add("data_dir", data);
    if (m_options.isIsolated)
        spec.add("wrapped", qint64(1));
    if (plan.uid != 0) {
        spec.add("uid", qint64(plan.uid));
        spec.add("passwd", home(plan.revision.service) + QStringLiteral("/run/passwd"));
    }
    const QStringList cgroups =
        Cgroup(plan.revision.service.value).create(plan.cpuLimit, plan.memoryLimitMb, maxProcesses);
    for (const QString &cgroup : cgroups)
        spec.add("cgroup", cgroup);
    if (cgroups.isEmpty() && plan.memoryLimitMb > 0)
        spec.add("memory_bytes", qint64(plan.memoryLimitMb) * 1024 * 1024);
    spec.add("max_processes", qint64(maxProcesses));

    for (const ProcessComponent &component : plan.file.process->components) {
        const auto values = valuesFor(workload.values, component);
        QList<QList<QString>> commands = component.init;
        commands.append(component.command);
        for (qsizetype i = 0; i < commands.size(); ++i) {
            const bool isInit = i + 1 < commands.size();
            TRY(command, interpolate(QStringList(commands[i]), values));
            const QString program = host::findProgram(command.value(0));
            if (program.isEmpty())
                return Error{ErrorCode::Validation,
                    QStringLiteral("The program %1 of component \"%2\" is not installed")
                        .arg(command.value(0), component.name),
                    QStringLiteral("Install the Debian package that brings it"), {}};
            spec.add(
                "component", isInit ? QStringLiteral(".init-%1-%2").arg(component.name).arg(i + 1) : component.name);
            TRY(folder, interpolate(component.workdir, values));
            const QString workdir = folder.isEmpty() ? data : QDir(data).absoluteFilePath(folder);
            const QStringList whole = sandbox(workload, workdir) + QStringList{program} + command.mid(1);
            for (const QString &argument : whole)
                spec.add("arg", argument);
            spec.add("workdir", workdir);
            spec.add("env", QStringLiteral("PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"));
            spec.add("env", QStringLiteral("HOME=") + data);
            spec.add("env", QStringLiteral("LANG=C.UTF-8"));
            for (auto it = component.env.begin(); it != component.env.end(); ++it) {
                TRY(value, interpolate(it.value(), values));
                spec.add("env", it.key() + u'=' + value);
            }
            spec.add("stop_signal", qint64(signalNumber(component.stop_signal)));
            spec.add("grace_ms", qint64(component.stop_grace.count()));
            spec.add("restart", isInit ? QStringLiteral("never") : toText(component.restart));
        }
    }
    if (spec.text.size() > 900 * 1024)
        return Error{ErrorCode::Validation, QStringLiteral("The variables are too large together"), {}, {}};
    return spec.text;
}

int ProcessEngine::portFor(const Workload &workload, int templatePort) const {
    for (const ProcessComponent &component : std::as_const(workload.plan.file.process->components))
        for (const ProcessPort &port : component.ports)
            if (port.port == templatePort)
                return workload.ports.value(portKey(component, port));
    return workload.ports.isEmpty() ? 0 : workload.ports.first();
}

std::optional<QString> ProcessEngine::urlOf(const Workload &workload) const {
    const auto &domains = workload.plan.file.domains;
    if (!domains.isEmpty())
        return QStringLiteral("http://127.0.0.1:%1").arg(portFor(workload, domains.first().port));
    if (workload.ports.isEmpty())
        return std::nullopt;
    return QStringLiteral("tcp://127.0.0.1:%1").arg(workload.ports.first());
}

/// The component that has this port, else the first.
static const ProcessComponent &componentOf(const ProcessSpec &spec, int port) {
    for (const ProcessComponent &component : spec.components)
        for (const ProcessPort &own : component.ports)
            if (own.port == port)
                return component;
    return spec.components.first();
}

Result<Done> ProcessEngine::makeProber(Workload &workload) {
    HealthProber::Target target;
    if (workload.plan.file.healthcheck) {
        target.probe = *workload.plan.file.healthcheck;
    } else {
        target.probe.kind = ProbeKind::Tcp;
        target.probe.interval = std::chrono::seconds(10);
        if (workload.ports.isEmpty()) { // nothing to ask: that it goes on running is all there is to know
            target.settle = std::chrono::milliseconds(500);
            target.probe.kind = ProbeKind::Command;
            target.command = {QStringLiteral("/bin/true")};
        }
    }
    target.port = portFor(workload, target.probe.port);
    target.uid = workload.plan.uid;
    if (target.probe.kind == ProbeKind::Command && target.command.isEmpty()) {
        const ProcessComponent &component = componentOf(*workload.plan.file.process, target.probe.port);
        const auto values = valuesFor(workload.values, component);
        TRY(command, interpolate(QStringList(target.probe.command), values));
        command[0] = host::findProgram(command.value(0));
        target.command = command;
        target.environment.insert(QStringLiteral("PATH"), QStringLiteral("/usr/bin:/bin:/usr/sbin:/sbin"));
        for (auto it = component.env.begin(); it != component.env.end(); ++it) {
            TRY(value, interpolate(it.value(), values));
            target.environment.insert(it.key(), value);
        }
    }
    workload.prober = std::make_unique<HealthProber>(std::move(target), m_clock, nullptr);
    const ServiceId service = workload.plan.revision.service;
    connect(workload.prober.get(), &HealthProber::changed, this,
        [this, service](const Health &health) { onHealth(service, health); });
    connect(workload.prober.get(), &HealthProber::gaveUp, this, [this, service](const QString &reason) {
        if (Workload *w = find(service); w && w->starting)
            endWaits(*w, failure(*w, QStringLiteral("it did not become healthy: %1").arg(reason)));
    });
    return {};
}
