// SPDX-License-Identifier: GPL-3.0-or-later
// Looking up and choosing.
#include "server/engine/engines.h"

Task<Result<QMap<QString, QString>>> Engine::build(WorkloadPlan, QString, Progress) {
    co_return Error::validation(QStringLiteral("engine"), QStringLiteral("cannot build images"));
}

Result<QString> Engine::dataFolder(const ServiceId &) const {
    return Error{ErrorCode::Conflict, QStringLiteral("The engine \"%1\" cannot be backed up").arg(name()),
        QStringLiteral("Backups are made of services that run as programs of the host; volumes of containers are not"),
        {}};
}

Result<Done> Engine::exchangeData(const ServiceId &service, const QString &) {
    TRY_DONE(dataFolder(service));
    return Error{ErrorCode::Conflict, QStringLiteral("The engine \"%1\" cannot take data back").arg(name()), {}, {}};
}

Engines::Engines(std::vector<std::unique_ptr<Engine>> engines, QString preferred)
    : m_engines(std::move(engines)), m_preferred(std::move(preferred)) { }

Engine *Engines::find(const QString &name) const {
    for (const auto &engine : m_engines)
        if (engine->name() == name)
            return engine.get();
    return nullptr;
}

Result<Engine *> Engines::named(const QString &name) const {
    if (Engine *engine = find(name))
        return engine;
    QStringList names;
    for (const auto &engine : m_engines)
        names.append(engine->name());
    return Error::validation(QStringLiteral("engine"),
        QStringLiteral("There is no engine \"%1\"; this server has %2")
            .arg(name.left(64), names.join(QLatin1String(", "))));
}

Result<Engine *> Engines::get(const QString &name) const {
    if (Engine *engine = find(name))
        return engine;
    return Error{ErrorCode::Unavailable, QStringLiteral("The engine \"%1\" is not configured any more").arg(name),
        QStringLiteral("Bring it back into `engines` in the configuration, or delete the service"), {}};
}

Result<Engine *> Engines::choose(const TemplateFile &file, const std::optional<QString> &wanted) const {
    const QString asked = wanted.value_or(m_preferred);
    if (asked != QLatin1String("auto")) {
        TRY(engine, named(asked));
        TRY_DONE(engine->check(file));
        return engine;
    }
    Error why = Error::validation(QStringLiteral("engine"), QStringLiteral("This server has no engine"));
    for (const auto &engine : m_engines) {
        const Result<Done> can = engine->check(file);
        if (can)
            return engine.get();
        // One that would do, were it there, says more than one that never will.
        if (why.code != ErrorCode::Unavailable)
            why = can.error();
    }
    return why;
}
