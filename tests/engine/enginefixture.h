// SPDX-License-Identifier: GPL-3.0-or-later
// A process engine over a folder of its own with the real shim, and services written as a template's components.
#pragma once

#include "server/engine/process/processengine.h"
#include "tests/support/await.h"
#include <QTemporaryDir>
#include <unistd.h>

class EngineFixture {
public:
    explicit EngineFixture(bool isIsolated = false) : m_isIsolated(isIsolated) { renew(); }
    ~EngineFixture() { (void)await(engine->remove(service, DataFate::Wipe)); }

    /// As after a restart of the server: a new engine over the same folder.
    void renew() {
        engine = std::make_unique<ProcessEngine>(
            ProcessEngineOptions{m_dir.filePath(QStringLiteral("services")), m_dir.filePath(QStringLiteral("trash")),
                QStringLiteral(AAP_SHIM), m_isIsolated},
            m_clock);
        QObject::connect(engine.get(), &Engine::output, engine.get(),
            [this](const ServiceId &, const QList<OutputLine> &lines, const OutputPosition &end) {
                for (const OutputLine &line : lines)
                    output.append(
                        line.component.toUtf8() + (line.stream == LogStream::System ? "* " : ": ") + line.text);
                position = end;
            });
        QObject::connect(engine.get(), &Engine::componentEnded, engine.get(),
            [this](const Revision &, const QString &component, const QString &reason, bool final) {
                ended.append({component, reason, final});
            });
    }

    /// `spec` is what stands below `spec:` in a template.
    WorkloadPlan plan(const QByteArray &spec, int revision = 1) {
        const QByteArray text = "apiVersion: v2\nkind: Template\nmetadata: {name: test, "
                                "displayName: Test, description: For tests, category: devtools, "
                                "version: \"1\"}\nspec:\n"
            + spec;
        const ParsedTemplate parsed = parseTemplate(text);
        if (!parsed.file)
            qFatal("%s", parsed.problems.isEmpty() ? "?" : qPrintable(parsed.problems.first().message));
        WorkloadPlan plan;
        plan.revision = {service, revision};
        plan.name = QStringLiteral("test");
        plan.file = *parsed.file;
        plan.uid = geteuid() == 0 ? 234567 : 0;
        return plan;
    }
    /// prepare, start and health, as a deploy does them.
    Result<Endpoints> up(const WorkloadPlan &plan) {
        TRY(endpoints, await(engine->prepare(plan, {position, {}})));
        TRY_DONE(await(engine->start(plan.revision)));
        TRY_DONE(await(engine->becomeHealthy(plan.revision)));
        return endpoints;
    }
    QString home() const { return m_dir.filePath(QStringLiteral("services/") + service.value); }
    QString trash() const { return m_dir.filePath(QStringLiteral("trash")); }
    bool said(const QByteArray &text) const {
        return std::any_of(
            output.begin(), output.end(), [&text](const QByteArray &line) { return line.contains(text); });
    }

    struct End {
        QString component, reason;
        bool final;
    };
    /// One of its own: cgroups carry this name.
    const ServiceId service = ServiceId::make(SystemClock());
    std::unique_ptr<ProcessEngine> engine;
    QList<QByteArray> output; // "component: text"; "component* text" for the engine's own
    OutputPosition position;
    QList<End> ended;

private:
    QTemporaryDir m_dir;
    SystemClock m_clock;
    bool m_isIsolated;
};
