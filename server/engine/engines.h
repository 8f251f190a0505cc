// SPDX-License-Identifier: GPL-3.0-or-later
// Engines: those this server has, by name.
#pragma once

#include "server/engine/engine.h"
#include <memory>
#include <vector>

class Engines {
public:
    /// In the order of preference. `preferred`: the name of the one for new services, or `auto`.
    Engines(std::vector<std::unique_ptr<Engine>> engines, QString preferred);

    const std::vector<std::unique_ptr<Engine>> &all() const { return m_engines; }
    /// nullptr when the configuration has no engine of that name (any more).
    Engine *find(const QString &name) const;
    /// For a name a caller gives: `Validation` with the names there are.
    Result<Engine *> named(const QString &name) const;
    /// For a name the database holds: `Unavailable` instead of nullptr.
    Result<Engine *> get(const QString &name) const;
    /// The engine a new service goes to: the one asked for, or the first that can run it. `Validation` when none can.
    Result<Engine *> choose(const TemplateFile &file, const std::optional<QString> &wanted) const;

private:
    std::vector<std::unique_ptr<Engine>> m_engines;
    QString m_preferred;
};
