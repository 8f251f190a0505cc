// SPDX-License-Identifier: GPL-3.0-or-later
// Table<T>: what goes in comes out, migrations and field lists agree, and rows nobody wrote are named.
#include "server/store/database.h"
#include "server/store/tables.h"
#include <QTemporaryDir>
#include <QTest>

class tst_Table : public QObject {
    Q_OBJECT
private slots:
    void init();
    void cleanup() { m_database.reset(); }
    void columnsOfEveryTableEqualItsFields();
    void aRowComesBackAsItWas();
    void anOperationWithStepsComesBackAsItWas();
    void insertingTwiceIsAConflict();
    void updatingWhatIsNotThereIsNotFound();
    void upsertInsertsAndOverwrites();
    void rowsNobodyWroteAreNamed_data();
    void rowsNobodyWroteAreNamed();
    void foreignKeysHold();

private:
    static ServiceRecord service(const QString &name);
    Result<Done> sql(const QString &text);
    template <typename T>
    void compareColumns(const Table<T> &, const QString &name);

    SystemClock m_clock;
    QTemporaryDir m_dir;
    std::unique_ptr<Database> m_database;
    int m_number = 0;
};

void tst_Table::init() {
    m_database = std::make_unique<Database>();
    const auto opened = m_database->open(m_dir.filePath(QStringLiteral("%1.db").arg(++m_number)));
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().message));
}

ServiceRecord tst_Table::service(const QString &name) {
    ServiceRecord record;
    record.id = ServiceId::make(SystemClock());
    record.name = name;
    record.status = ServiceStatus::Failed;
    record.customer_id = CustomerId::make(SystemClock());
    record.labels = {{QStringLiteral("team"), QStringLiteral("a \"b\" ü 😀")}};
    record.variables = {{QStringLiteral("SECRET"), std::nullopt}, {QStringLiteral("PORT"), QStringLiteral("1")}};
    record.custom_domains = {QStringLiteral("a.example"), QStringLiteral("b.example")};
    record.cpu_limit = 0.1;
    record.memory_limit_mb = 2'000'000'000;
    record.created_at = Timestamp(std::chrono::milliseconds(1'777'777'777'777));
    record.deleted_at = Timestamp(std::chrono::milliseconds(-1));
    record.pending_changes = true;
    return record;
}

Result<Done> tst_Table::sql(const QString &text) {
    return m_database->wait(m_database->write<Done>([text](Transaction &transaction) -> Result<Done> {
        TRY_DONE(transaction.run(text));
        return {};
    }));
}

template <typename T>
void tst_Table::compareColumns(const Table<T> &, const QString &name) {
    const auto columns =
        m_database->wait(m_database->read<QStringList>([name](Transaction &transaction) -> Result<QStringList> {
            TRY(query, transaction.run(QStringLiteral("SELECT name FROM pragma_table_info('%1')").arg(name)));
            QStringList found;
            while (query->next())
                found.append(query->value(0).toString());
            return found;
        }));
    QVERIFY(columns);
    QStringList expected = Table<T>::columnNames();
    QStringList there = *columns;
    expected.sort();
    there.sort();
    QCOMPARE(there, expected);
}

void tst_Table::columnsOfEveryTableEqualItsFields() {
    compareColumns(tables::services, QStringLiteral("services"));
    compareColumns(tables::operations, QStringLiteral("operations"));
    compareColumns(tables::deployments, QStringLiteral("deployments"));
    compareColumns(tables::apiKeys, QStringLiteral("api_keys"));
    compareColumns(tables::registries, QStringLiteral("registries"));
    compareColumns(tables::audit, QStringLiteral("audit"));
    compareColumns(tables::plans, QStringLiteral("plans"));
    compareColumns(tables::customers, QStringLiteral("customers"));
    compareColumns(tables::users, QStringLiteral("users"));
}

void tst_Table::aRowComesBackAsItWas() {
    const ServiceRecord record = service(QStringLiteral("web"));
    ServiceRecord plain;
    plain.id = ServiceId::make(m_clock);
    const auto written = m_database->wait(m_database->write<Done>([=](Transaction &transaction) -> Result<Done> {
        TRY_DONE(tables::services.insert(transaction, record));
        return tables::services.insert(transaction, plain);
    }));
    QVERIFY2(written, written ? "" : qPrintable(written.error().details));
    const auto rows = m_database->wait(m_database->read<QList<ServiceRecord>>(
        [](Transaction &transaction) { return tables::services.all(transaction); }));
    QVERIFY2(rows, rows ? "" : qPrintable(rows.error().details));
    QCOMPARE(rows->size(), 2);
    QVERIFY((rows->first().name == record.name ? rows->first() : rows->last()) == record);
    QVERIFY((rows->first().name == record.name ? rows->last() : rows->first()) == plain);
}

void tst_Table::anOperationWithStepsComesBackAsItWas() {
    Operation operation;
    operation.id = OperationId::make(m_clock);
    operation.service_id = ServiceId::make(m_clock);
    operation.steps.append(Step());
    operation.steps.last().message = QStringLiteral("line\nline");
    operation.progress = 1.0 / 3;
    const auto read = m_database->wait(m_database->write<Operation>([=](Transaction &transaction) -> Result<Operation> {
        TRY_DONE(tables::operations.insert(transaction, operation));
        return tables::operations.get(transaction, operation.id.value);
    }));
    QVERIFY(read);
    QCOMPARE(toJson(*read), toJson(operation));
}

void tst_Table::insertingTwiceIsAConflict() {
    const ServiceRecord record = service(QStringLiteral("web"));
    auto insert = [&](const ServiceRecord &row) {
        return m_database->wait(m_database->write<Done>(
            [row](Transaction &transaction) { return tables::services.insert(transaction, row); }));
    };
    QVERIFY(insert(record));
    QCOMPARE(insert(record).error().code, ErrorCode::Conflict);
    ServiceRecord sameName = service(QStringLiteral("other"));
    sameName.name = record.name;
    sameName.deleted_at.reset();
    QVERIFY(insert(sameName));
    sameName.id = ServiceId::make(m_clock);
    QCOMPARE(insert(sameName).error().code, ErrorCode::Conflict);
}

void tst_Table::updatingWhatIsNotThereIsNotFound() {
    const ServiceRecord record = service(QStringLiteral("web"));
    const auto updated = m_database->wait(m_database->write<Done>(
        [=](Transaction &transaction) { return tables::services.update(transaction, record); }));
    QCOMPARE(updated.error().code, ErrorCode::NotFound);
    const auto removed = m_database->wait(m_database->write<Done>(
        [=](Transaction &transaction) { return tables::services.remove(transaction, record.id.value); }));
    QCOMPARE(removed.error().code, ErrorCode::NotFound);
}

void tst_Table::upsertInsertsAndOverwrites() {
    ServiceRecord record = service(QStringLiteral("web"));
    for (const QString &engine : {QStringLiteral("one"), QStringLiteral("two")}) {
        record.engine = engine;
        const auto stored =
            m_database->wait(m_database->write<ServiceRecord>([=](Transaction &transaction) -> Result<ServiceRecord> {
                TRY_DONE(tables::services.upsert(transaction, record));
                return tables::services.get(transaction, record.id.value);
            }));
        QVERIFY2(stored, stored ? "" : qPrintable(stored.error().details));
        QVERIFY(*stored == record);
    }
}

void tst_Table::rowsNobodyWroteAreNamed_data() {
    QTest::addColumn<QString>("assignment");
    QTest::addColumn<QString>("column");
    QTest::newRow("unknown enum word") << QStringLiteral("status = 'sleeping'") << QStringLiteral("status");
    QTest::newRow("broken JSON") << QStringLiteral("labels = '{\"a\":'") << QStringLiteral("labels");
    QTest::newRow("JSON of another shape")
        << QStringLiteral("custom_domains = '{}'") << QStringLiteral("custom_domains");
    QTest::newRow("text for a number") << QStringLiteral("revision = 'many'") << QStringLiteral("revision");
    QTest::newRow("number too large") << QStringLiteral("memory_limit_mb = 9000000000")
                                      << QStringLiteral("memory_limit_mb");
    QTest::newRow("blob of garbage") << QStringLiteral("variables = x'ff00fe'") << QStringLiteral("variables");
    QTest::newRow("id of another kind") << QStringLiteral("id = 'op_1'") << QStringLiteral("id");
    QTest::newRow("bad foreign id") << QStringLiteral("customer_id = '../../etc'") << QStringLiteral("customer_id");
    QTest::newRow("time that is none") << QStringLiteral("created_at = 'noon'") << QStringLiteral("created_at");
}

void tst_Table::rowsNobodyWroteAreNamed() {
    QFETCH(QString, assignment);
    QFETCH(QString, column);
    const ServiceRecord record = service(QStringLiteral("web"));
    QVERIFY(m_database->wait(m_database->write<Done>(
        [=](Transaction &transaction) { return tables::services.insert(transaction, record); })));
    const auto spoiled = sql(QStringLiteral("UPDATE services SET ") + assignment);
    QVERIFY2(spoiled, spoiled ? "" : qPrintable(spoiled.error().details));
    const auto rows = m_database->wait(m_database->read<QList<ServiceRecord>>(
        [](Transaction &transaction) { return tables::services.all(transaction); }));
    QVERIFY(!rows);
    QVERIFY2(rows.error().details.contains(QStringLiteral("Column %1 ").arg(column)), qPrintable(rows.error().details));
    QVERIFY(column == QLatin1String("id") || rows.error().details.contains(record.id.value));
}

void tst_Table::foreignKeysHold() {
    DeploymentRecord orphan;
    orphan.id = DeploymentId::make(m_clock);
    orphan.service_id = ServiceId::make(m_clock);
    orphan.operation_id = OperationId::make(m_clock);
    const auto inserted = m_database->wait(m_database->write<Done>(
        [=](Transaction &transaction) { return tables::deployments.insert(transaction, orphan); }));
    QCOMPARE(inserted.error().code, ErrorCode::Conflict);
}

QTEST_GUILESS_MAIN(tst_Table)
#include "tst_table.moc"
