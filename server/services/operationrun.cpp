// SPDX-License-Identifier: GPL-3.0-or-later
// Steps, their deadlines, and telling of them.
#include "server/services/operationrun.h"
#include <QCoroFuture>

using namespace std::chrono_literals;

static const QString cancelledText = QStringLiteral("Cancelled");

const OperationRun::StepDeadlines &OperationRun::stepDeadlines() {
    static const StepDeadlines table{{step::validate, 30s}, {step::pull, 30min}, {step::build, 60min},
        {step::prepare, 2min}, {step::start, 5min}, {step::health, 10min}, {step::switchOver, 30s}, {step::route, 30s},
        {step::stop, 3min}, {step::cleanup, 3min}, {step::copy, 12h}, {step::fetch, 25h}, {step::data, 5min}};
    return table;
}

QList<Step> OperationRun::stepsOf(OperationKind kind, Shape shape) {
    const QList<QLatin1String> comingUp{
        step::validate, step::pull, step::prepare, step::start, step::health, step::route};
    const auto names = [&]() -> QList<QLatin1String> {
        switch (kind) {
        case OperationKind::Backup:
            return shape.pauses ? QList<QLatin1String>{step::stop, step::copy} + comingUp
                                : QList<QLatin1String>{step::copy};
        case OperationKind::Restore:
            return shape.pauses ? QList<QLatin1String>{step::fetch, step::stop, step::data} + comingUp
                                : QList<QLatin1String>{step::fetch, step::data};
        case OperationKind::Deploy:
        case OperationKind::Rollback:
            if (shape.bringsData)
                return {step::validate, step::fetch, step::pull, step::build, step::data, step::prepare, step::start,
                    step::health, step::switchOver, step::route, step::cleanup};
            return {step::validate, step::pull, step::build, step::prepare, step::start, step::health, step::switchOver,
                step::route, step::cleanup};
        case OperationKind::Start:
            return comingUp;
        case OperationKind::Restart:
            return QList<QLatin1String>{step::stop} + comingUp;
        case OperationKind::Stop:
            return {step::stop};
        case OperationKind::Delete:
            return {step::stop, step::cleanup};
        }
        return {};
    }();
    QList<Step> steps;
    for (const QLatin1String name : names) {
        Step one;
        one.name = name;
        steps.append(one);
    }
    return steps;
}

std::chrono::milliseconds OperationRun::deadlineOf(OperationKind kind) {
    switch (kind) {
    case OperationKind::Stop:
    case OperationKind::Delete:
        return 3min;
    case OperationKind::Start:
    case OperationKind::Restart:
        return 30min;
    case OperationKind::Backup:
        return 13h;
    case OperationKind::Restore:
        return 26h;
    case OperationKind::Deploy:
    case OperationKind::Rollback:
        break;
    }
    return 90min;
}

OperationRun::OperationRun(Operation operation, Journal journal, Before before, Database &database, EventLog &events,
    const Clock &clock, StepDeadlines deadlines)
    : m_operation(std::move(operation))
    , m_journal(std::move(journal))
    , m_before(before)
    , m_database(database)
    , m_events(events)
    , m_clock(clock)
    , m_deadlines(std::move(deadlines)) {
    m_deadline.setSingleShot(true);
    m_stepDeadline.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this,
        [this] { tellOverdue(m_overdue, QStringLiteral("It was not finished by its deadline")); });
    connect(&m_stepDeadline, &QTimer::timeout, this, [this] {
        for (const Step &one : std::as_const(m_operation.steps))
            if (one.status == StepStatus::Running)
                return tellOverdue(m_stepOverdue,
                    QStringLiteral("The step \"%1\" took longer than %2 seconds")
                        .arg(one.name)
                        .arg(m_stepDeadline.intervalAsDuration() / 1s));
    });
    m_deadline.start(std::max(0ms, std::chrono::milliseconds(m_operation.deadline - m_clock.now())));
}

void OperationRun::tellOverdue(std::optional<QString> &whose, const QString &reason) {
    whose = reason;
    emit overdue(reason);
}

Step *OperationRun::find(QLatin1String name) {
    const auto found = std::find_if(
        m_operation.steps.begin(), m_operation.steps.end(), [name](const Step &one) { return one.name == name; });
    return found == m_operation.steps.end() ? nullptr : &*found;
}

const Step *OperationRun::step(QLatin1String name) const {
    return const_cast<OperationRun *>(this)->find(name);
}

void OperationRun::announce(const Step &one) {
    m_events.append(DeployProgressEvent{m_operation.id, m_operation.service_id, one.name, one.status,
                        m_operation.progress, one.message},
        Permission::OperationsRead, m_operation.customer_id);
}

static Task<> writeQuietly(Database &database, std::function<Result<Done>(Transaction &)> save) {
    auto writing = database.write<Done>(save);
    const Result<Done> written = co_await writing;
    if (!written)
        qWarning("an operation's step could not be stored: %s", qPrintable(written.error().message));
}

// Neither is waited for: the queue keeps the order, and what a step did is not undone by its note coming late.

void OperationRun::note(const QString &message) {
    const auto running = std::find_if(m_operation.steps.begin(), m_operation.steps.end(),
        [](const Step &one) { return one.status == StepStatus::Running; });
    enter(running == m_operation.steps.end() ? QString() : running->name, message);
    spawn(writeQuietly(m_database, m_journal.saving()));
}

std::function<Result<Done>(Transaction &)> OperationRun::saving() {
    return [operation = ReadModel::saving(m_operation, false, m_clock.now()), journal = m_journal.saving()](
               Transaction &transaction) -> Result<Done> {
        TRY_DONE(operation(transaction));
        return journal(transaction);
    };
}

void OperationRun::begin(QLatin1String name, const QString &message) {
    Step *one = find(name);
    if (!one)
        return;
    one->status = StepStatus::Running;
    one->started_at = m_clock.now();
    one->message = m_journal.withoutSecrets(message);
    m_stepOverdue.reset();
    m_stepDeadline.start(m_deadlines.value(name, 10min));
    announce(*one);
    enter(name, message);
    spawn(writeQuietly(m_database, saving()));
}

void OperationRun::report(QLatin1String name, double fraction, const QString &message) {
    Step *one = find(name);
    if (!one || one->status != StepStatus::Running)
        return;
    const QString shown = m_journal.withoutSecrets(message);
    const bool isNews = one->message != shown;
    const double share = 1.0 / double(m_operation.steps.size());
    const auto done = std::count_if(
        m_operation.steps.begin(), m_operation.steps.end(), [](const Step &s) { return s.finished_at.has_value(); });
    m_operation.progress = share * (double(done) + std::clamp(fraction, 0.0, 1.0));
    one->message = shown;
    // A pull reports many times a second; who watches sees ten of them.
    if (!isNews || m_clock.monotonic() - m_reported < 100ms)
        return;
    m_reported = m_clock.monotonic();
    announce(*one);
}

void OperationRun::end(QLatin1String name, StepStatus status, const QString &message) {
    Step *one = find(name);
    if (!one)
        return;
    m_stepDeadline.stop();
    one->status = status;
    one->started_at = one->started_at.value_or(m_clock.now());
    one->finished_at = m_clock.now();
    if (!message.isEmpty())
        one->message = m_journal.withoutSecrets(message);
    const QString took = QString::number(double((*one->finished_at - *one->started_at) / 1ms) / 1000, 'f', 3);
    const QString how = status == StepStatus::Skipped ? QStringLiteral("Skipped")
        : status == StepStatus::Failed                ? QStringLiteral("Failed after %1 s").arg(took)
                                                      : QStringLiteral("Done after %1 s").arg(took);
    enter(name, how + (message.isEmpty() ? QString() : QString(QStringLiteral(": ") + message)));
    const auto done = std::count_if(
        m_operation.steps.begin(), m_operation.steps.end(), [](const Step &s) { return s.finished_at.has_value(); });
    m_operation.progress = double(done) / double(m_operation.steps.size());
    announce(*one);
}

void OperationRun::beginWayBack() {
    static constexpr auto longest = 5min;
    m_overdue.reset();
    m_stepOverdue.reset();
    m_stepDeadline.start(longest);
}

Result<Done> OperationRun::checkMayGoOn() const {
    if (m_cancelled)
        return Error{ErrorCode::Conflict, cancelledText, {}, {}};
    if (m_overdue || m_stepOverdue)
        return Error{ErrorCode::Timeout, m_overdue ? *m_overdue : *m_stepOverdue, {}, {}};
    return {};
}

Error OperationRun::withoutSecrets(Error error) const {
    error.message = m_journal.withoutSecrets(error.message);
    error.details = m_journal.withoutSecrets(error.details);
    for (QString &text : error.fields)
        text = m_journal.withoutSecrets(text);
    return error;
}

void OperationRun::finish(const Result<Done> &outcome) {
    m_deadline.stop();
    m_stepDeadline.stop();
    m_operation.finished_at = m_clock.now();
    m_operation.status = outcome ? OperationStatus::Succeeded
        : m_cancelled            ? OperationStatus::Cancelled
                                 : OperationStatus::Failed;
    if (outcome) {
        m_operation.progress = 1;
        return;
    }
    const Error error = withoutSecrets(outcome.error());
    m_operation.error = error.message;
    if (!error.details.isEmpty())
        *m_operation.error += u'\n' + error.details;
    for (auto it = error.fields.begin(); it != error.fields.end(); ++it)
        *m_operation.error += u'\n' + it.key() + QStringLiteral(": ") + it.value();
    for (Step &one : m_operation.steps) {
        if (one.status == StepStatus::Running) {
            one.status = m_cancelled ? StepStatus::Cancelled : StepStatus::Failed;
            one.finished_at = m_clock.now();
            one.message = error.message;
            enter(one.name,
                (m_cancelled ? QStringLiteral("Cancelled: ") : QStringLiteral("Failed: ")) + *m_operation.error);
            announce(one);
        } else if (one.status == StepStatus::Pending) {
            one.status = StepStatus::Skipped;
            one.message = QStringLiteral("Not reached");
        }
    }
}
