// SPDX-License-Identifier: GPL-3.0-or-later
// Filters become SQL, with values bound and never written into it.
#include "server/services/auditservice.h"
#include "server/store/tables.h"
#include <QCoroFuture>

static constexpr int mostExported = 100'000;
static constexpr int mostRefusals = 300; // a minute

namespace {
struct Filter {
    QString where;
    QVariantList values;

    void add(const QString &condition, const QVariantList &bound) {
        where += (where.isEmpty() ? QStringLiteral(" WHERE ") : QStringLiteral(" AND ")) + condition;
        values += bound;
    }
};

Filter filterOf(const AuditQuery &query) {
    Filter filter;
    const auto milliseconds = [](Timestamp time) { return QVariant(qint64(time.time_since_epoch().count())); };
    if (query.actor)
        filter.add(
            QStringLiteral("(key_id = ? OR user_id = ? OR actor = ?)"), {*query.actor, *query.actor, *query.actor});
    if (query.action)
        filter.add(QStringLiteral("(action = ? OR substr(action, 1, ?) = ?)"),
            {*query.action, query.action->size() + 1, QString(*query.action + u'.')});
    if (query.target)
        filter.add(QStringLiteral("target = ?"), {*query.target});
    if (query.customer_id)
        filter.add(QStringLiteral("customer_id = ?"), {query.customer_id->value});
    if (query.result)
        filter.add(QStringLiteral("result = ?"), {toText(*query.result)});
    if (query.from)
        filter.add(QStringLiteral("time >= ?"), {milliseconds(*query.from)});
    if (query.to)
        filter.add(QStringLiteral("time < ?"), {milliseconds(*query.to)});
    return filter;
}

/// RFC 4180; and a spreadsheet must not take a text for a formula.
void writeCsv(QByteArray &out, const QString &text) {
    const bool isFormula = !text.isEmpty() && QStringLiteral("=+-@\t\r").contains(text.front());
    QString quoted = text;
    out +=
        '"' + (isFormula ? QByteArray("'") : QByteArray()) + quoted.replace(u'"', QLatin1String("\"\"")).toUtf8() + '"';
}

QByteArray csv(const QList<AuditEntry> &entries) {
    QByteArray out;
    for (const QString &name : Table<AuditEntry>::columnNames())
        out += (out.isEmpty() ? "" : ",") + name.toLatin1();
    out += "\r\n";
    for (const AuditEntry &entry : entries) {
        const QJsonObject json = QJsonDocument::fromJson(toJson(entry)).object();
        const QStringList names = Table<AuditEntry>::columnNames();
        for (qsizetype i = 0; i < names.size(); ++i) {
            if (i > 0)
                out += ',';
            const QJsonValue value = json[names[i]];
            value.isDouble() ? void(out += QByteArray::number(value.toInteger())) : writeCsv(out, value.toString());
        }
        out += "\r\n";
    }
    return out;
}
} // namespace

Task<Result<Api::AuditPageOrExport>> AuditService::list(Caller, AuditQuery query) {
    const AuditFormat format = query.format.value_or(AuditFormat::Json);
    const Filter filter = filterOf(query);
    Page<AuditEntry> page;
    page.page = query.page.value_or(1);
    page.per_page = query.per_page.value_or(defaultPerPage);
    // The latest first, unless asked otherwise; an export is in the order of the chain.
    const bool ascending = query.order ? *query.order == SortOrder::Asc : format != AuditFormat::Json;
    const QString order = QStringLiteral(" ORDER BY number %1 LIMIT ? OFFSET ?")
                              .arg(ascending ? QLatin1String("ASC") : QLatin1String("DESC"));
    const QVariantList range = format == AuditFormat::Json
        ? QVariantList{page.per_page, (qint64(page.page) - 1) * page.per_page}
        : QVariantList{mostExported, 0};
    auto reading = m_database.read<Page<AuditEntry>>([=](Transaction &transaction) -> Result<Page<AuditEntry>> {
        Page<AuditEntry> found = page;
        TRY(count, transaction.run(QStringLiteral("SELECT COUNT(*) FROM audit") + filter.where, filter.values));
        found.total = count->next() ? count->value(0).toLongLong() : 0;
        count->finish();
        TRY(entries,
            tables::audit.select(transaction, tables::audit.selectSql() + filter.where + order, filter.values + range));
        found.data = entries;
        return found;
    });
    CO_TRY(found, co_await reading);
    if (format == AuditFormat::Csv) {
        Document<CsvKind> document{csv(found.data)};
        co_return Api::AuditPageOrExport(document);
    }
    if (format == AuditFormat::Jsonl) {
        Document<JsonLinesKind> document;
        for (const AuditEntry &entry : std::as_const(found.data))
            document.bytes += toJson(entry) + '\n';
        co_return Api::AuditPageOrExport(document);
    }
    co_return Api::AuditPageOrExport(found);
}

void AuditService::refused(
    const std::optional<Caller> &caller, const RequestTrace &request, int status, const QString &why) {
    const auto minute = std::chrono::floor<std::chrono::minutes>(m_clock.monotonic());
    AuditEntry overflow;
    if (minute != m_minute) {
        if (m_refusals > mostRefusals) {
            overflow.action = QStringLiteral("audit.overflow");
            overflow.result = AuditResult::Refused;
            overflow.message =
                QStringLiteral("%1 more attempts were refused in that minute").arg(m_refusals - mostRefusals);
        }
        m_minute = minute;
        m_refusals = 0;
    }
    AuditEntry entry;
    if (caller) {
        auditlog::identify(entry, *caller);
        entry.customer_id = caller->customer;
    }
    entry.address = request.address.toString();
    entry.action = request.action;
    entry.target = request.target;
    entry.request_id = QString::fromLatin1(request.id);
    entry.result = AuditResult::Refused;
    entry.status = status;
    entry.message = why;
    const bool isNoted = ++m_refusals <= mostRefusals;
    if (!isNoted && overflow.action.isEmpty())
        return;
    m_database.write<Done>([entry, overflow, isNoted](Transaction &transaction) -> Result<Done> {
        if (!overflow.action.isEmpty())
            TRY_DONE(auditlog::append(transaction, overflow));
        return isNoted ? auditlog::append(transaction, entry) : Result<Done>();
    });
}
