// SPDX-License-Identifier: GPL-3.0-or-later
// OperationRun: an operation while it is carried out. Each step is stored and announced as it begins and ends, and has
// a deadline of its own, so an operation can be watched, cannot get stuck, and is explained after a crash.
#pragma once

#include "server/services/eventlog.h"
#include "server/services/journal.h"
#include "server/services/readmodel.h"
#include <QTimer>

namespace step {
inline constexpr QLatin1String validate("validate"), pull("pull"), build("build"), prepare("prepare"), start("start"),
    health("health"), switchOver("switch"), route("route"), stop("stop"), cleanup("cleanup"), copy("copy"),
    fetch("fetch"), data("data");
}

class OperationRun : public QObject {
    Q_OBJECT
public:
    /// Whether the service ran when the operation was asked for: then a failure returns to that.
    enum class Before { Running, NotRunning };
    /// How long each step may take, by its name.
    using StepDeadlines = QMap<QString, std::chrono::milliseconds>;
    static const StepDeadlines &stepDeadlines();
    OperationRun(Operation operation, Journal journal, Before before, Database &database, EventLog &events,
        const Clock &clock, StepDeadlines deadlines = stepDeadlines());

    /// What an operation has to do with data that is kept outside of its service.
    struct Shape {
        /// A backup or restore stops the service meanwhile.
        bool pauses = true;
        /// A deploy begins with the data of a backup.
        bool bringsData = false;
    };
    /// Steps of a kind, in their order.
    static QList<Step> stepsOf(OperationKind kind, Shape shape);
    static QList<Step> stepsOf(OperationKind kind) { return stepsOf(kind, Shape()); }
    static std::chrono::milliseconds deadlineOf(OperationKind kind);

    const Operation &operation() const { return m_operation; }
    /// nullptr for steps this kind has not.
    const Step *step(QLatin1String name) const;

    void setRunning() { m_operation.status = OperationStatus::Running; }
    /// Values that no text of this operation may show.
    void hide(const Redactor &secrets) { m_journal.hide(secrets); }
    Error withoutSecrets(Error error) const;
    /// An entry of the journal, stored at once.
    void note(const QString &message);
    void begin(QLatin1String name, const QString &message);
    /// What it does now; `fraction` of this step is done.
    void report(QLatin1String name, double fraction, const QString &message);
    void succeed(QLatin1String name, const QString &message = {}) { end(name, StepStatus::Succeeded, message); }
    void skip(QLatin1String name, const QString &reason) { end(name, StepStatus::Skipped, reason); }
    /// The step failed, and the operation goes on without it.
    void fail(QLatin1String name, const QString &reason) { end(name, StepStatus::Failed, reason); }
    /// Ends the operation and what is left of its steps. Storing the end is the caller's.
    void finish(const Result<Done> &outcome);
    /// Stores the operation as it is and what is new in its journal.
    std::function<Result<Done>(Transaction &)> saving();

    /// From now on there is one time for all that is left, so that an engine that is away cannot hold it.
    void beginWayBack();

    /// What comes after a cancelled operation: what was before it, or nothing, since the service is to go down.
    enum class Then { GoBack, GoDown };
    void cancel(Then then) {
        m_cancelled = true;
        m_goesDown = m_goesDown || then == Then::GoDown;
    }
    Before before() const { return m_before; }
    bool isCancelled() const { return m_cancelled; }
    bool goesDown() const { return m_goesDown; }
    /// Conflict when it was cancelled, Timeout when its or its step's deadline has passed: asked wherever an
    /// interruption may have met nothing that it could end.
    Result<Done> checkMayGoOn() const;

signals:
    /// It or its step takes too long.
    void overdue(const QString &reason);

private:
    Step *find(QLatin1String name);
    void end(QLatin1String name, StepStatus status, const QString &message);
    void tellOverdue(std::optional<QString> &whose, const QString &reason);
    void announce(const Step &step);
    /// Adds to the journal, to be stored with the next thing that is.
    void enter(const QString &step, const QString &message) { m_journal.add(m_clock.now(), step, message); }

    Operation m_operation;
    Journal m_journal;
    Before m_before;
    Database &m_database;
    EventLog &m_events;
    const Clock &m_clock;
    QTimer m_deadline;
    QTimer m_stepDeadline;
    const StepDeadlines m_deadlines;
    bool m_cancelled = false;
    bool m_goesDown = false;
    std::optional<QString> m_overdue; // the whole of it
    std::optional<QString> m_stepOverdue; // the step that was begun last
    std::chrono::milliseconds m_reported{};
};

using RunPtr = std::shared_ptr<OperationRun>;
