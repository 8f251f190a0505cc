// SPDX-License-Identifier: GPL-3.0-or-later
// ReadModel: what has been committed is what is read, now and after a restart, by each caller as far as he may see.
#include "server/services/readmodel.h"
#include "tests/support/await.h"
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

class tst_readmodel : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<Database> m_database;
    std::unique_ptr<ReadModel> m_model;
    ManualClock m_clock;
    CustomerId m_acme{QStringLiteral("cus_01k00000000000000001")};
    CustomerId m_other{QStringLiteral("cus_01k00000000000000002")};

    Caller as(Role role, std::optional<CustomerId> customer = {}) const {
        Caller caller;
        caller.role = role;
        caller.customer = std::move(customer);
        return caller;
    }
    ServiceRecord made(const char *name, std::optional<CustomerId> customer = {}) {
        m_clock.advance(std::chrono::seconds(1));
        ServiceRecord record;
        record.id = ServiceId::make(m_clock);
        record.name = QString::fromLatin1(name);
        record.customer_id = std::move(customer);
        record.host_label = record.name + record.id.value;
        record.created_at = record.updated_at = m_clock.now();
        return record;
    }
    template <typename Write>
    bool commit(Write write) {
        auto writing = m_database->write<Done>(std::move(write));
        return QTest::qWaitFor([&] { return writing.isFinished(); }) && writing.result();
    }
    bool save(const ServiceRecord &record, bool isNew = false) {
        return commit(m_model->saving(record, isNew, m_clock.now()));
    }
    bool save(const Operation &operation, bool isNew) {
        return commit(ReadModel::saving(operation, isNew, m_clock.now()));
    }
    QStringList names(const Caller &caller, const ServiceQuery &query = {}) const {
        const QJsonObject page = QJsonDocument::fromJson(m_model->listServices(caller, query).json).object();
        QStringList found;
        for (const QJsonValue &row : page[QLatin1String("data")].toArray())
            found.append(row[QLatin1String("name")].toString());
        return found;
    }
    void open() {
        m_model.reset();
        m_database = std::make_unique<Database>();
        QVERIFY(m_database->open(m_dir->filePath(QStringLiteral("panel.db"))));
        m_model = std::make_unique<ReadModel>(*m_database);
        QVERIFY(await(m_model->load()));
    }

private slots:
    void init() {
        m_dir = std::make_unique<QTemporaryDir>();
        open();
    }
    void cleanup() {
        m_model.reset();
        m_database.reset();
    }
    void whatIsCommittedIsRead() {
        QSignalSpy changed(m_model.get(), &ReadModel::serviceChanged);
        QSignalSpy status(m_model.get(), &ReadModel::statusChanged);
        ServiceRecord web = made("web");
        QVERIFY(!m_model->service(web.id));
        QVERIFY(save(web, true));
        QVERIFY(m_model->service(web.id)); // at once: the answer to a write comes after its change
        QCOMPARE(changed.count(), 1);
        QCOMPARE(status.count(), 0);
        const qint64 rev = m_model->rev();
        web.status = ServiceStatus::Running;
        QVERIFY(save(web));
        QCOMPARE(m_model->service(web.id)->status, ServiceStatus::Running);
        QCOMPARE(status.count(), 1);
        QVERIFY(m_model->rev() > rev);
        web.deleted_at = m_clock.now();
        QVERIFY(save(web));
        QVERIFY(!m_model->service(web.id));
        QVERIFY(m_model->deletedServices().contains(web.id));
        QVERIFY(names(as(Role::Admin)).isEmpty());
    }
    void whatFailsIsNotRead() {
        const ServiceRecord web = made("web");
        QVERIFY(save(web, true));
        const qint64 rev = m_model->rev();
        ServiceRecord twin = made("twin");
        twin.id = web.id; // the row is there already
        QVERIFY(!save(twin, true));
        QCOMPARE(m_model->rev(), rev);
        QCOMPARE(names(as(Role::Admin)), QStringList{QStringLiteral("web")});
    }
    void aRestartReadsTheSame() {
        ServiceRecord gone = made("gone");
        QVERIFY(save(made("web"), true) && save(made("api"), true) && save(gone, true));
        gone.deleted_at = m_clock.now();
        QVERIFY(save(gone));
        const qint64 rev = m_model->rev();
        const QByteArray page = m_model->listServices(as(Role::Admin), {}).json;
        cleanup();
        open();
        QCOMPARE(m_model->rev(), rev);
        QCOMPARE(m_model->listServices(as(Role::Admin), {}).json, page);
        QVERIFY(m_model->deletedServices().contains(gone.id));
    }
    void listsAreSortedFilteredAndPaged() {
        for (const char *name : {"delta", "alpha", "charlie", "bravo"})
            QVERIFY(save(made(name), true));
        const Caller admin = as(Role::Admin);
        QCOMPARE(names(admin).join(u' '), QStringLiteral("alpha bravo charlie delta"));
        ServiceQuery query;
        query.sort = ServiceSort::CreatedAt;
        query.order = SortOrder::Desc;
        QCOMPARE(names(admin, query).join(u' '), QStringLiteral("bravo charlie alpha delta"));
        query = {};
        query.per_page = 3;
        query.page = 2;
        QCOMPARE(names(admin, query), QStringList{QStringLiteral("delta")});
        query.page = 99;
        QVERIFY(names(admin, query).isEmpty());
        query = {};
        query.search = QStringLiteral("a");
        QCOMPARE(names(admin, query).size(), 4);
        query.search = QStringLiteral("lph");
        QCOMPARE(names(admin, query), QStringList{QStringLiteral("alpha")});
        query = {};
        query.status = ServiceStatus::Failed;
        QVERIFY(names(admin, query).isEmpty());
    }
    void customersSeeTheirOwn() {
        const ServiceRecord theirs = made("theirs", m_acme), others = made("others", m_other),
                            nobodys = made("nobodys");
        for (const ServiceRecord &record : {theirs, others, nobodys})
            QVERIFY(save(record, true));
        const Caller acme = as(Role::Customer, m_acme);
        QCOMPARE(names(acme), QStringList{QStringLiteral("theirs")});
        ServiceQuery query;
        query.customer_id = m_other; // asking for another's is asking for nothing
        QVERIFY(names(acme, query).isEmpty());
        QCOMPARE(names(as(Role::Admin), query), QStringList{QStringLiteral("others")});
        QVERIFY(m_model->isVisible(acme, Permission::ServicesRead, theirs.id));
        for (const ServiceRecord &record : {others, nobodys})
            QVERIFY(!m_model->isVisible(acme, Permission::ServicesRead, record.id));
        QVERIFY(!m_model->isVisible(as(Role::Admin), Permission::ServicesRead, ServiceId()));
        // The same list for two callers has not the same tag.
        QVERIFY(m_model->listServices(acme, {}).etag != m_model->listServices(as(Role::Admin), {}).etag);
        QVERIFY(m_model->named(QStringLiteral("theirs"), m_acme));
        QCOMPARE(m_model->named(QStringLiteral("theirs"), m_acme)->id, theirs.id);
        QVERIFY(!m_model->named(QStringLiteral("theirs"), m_other));
        QVERIFY(!m_model->named(QStringLiteral("their"), m_acme));
    }
    void whatOthersDoLeavesNoTraceInATag() {
        ServiceRecord mine = made("mine", m_acme), theirs = made("theirs", m_other);
        QVERIFY(save(mine, true) && save(theirs, true));
        const Caller acme = as(Role::Customer, m_acme), admin = as(Role::Admin);
        ServiceQuery ofAcme;
        ofAcme.customer_id = m_acme;
        const auto tags = [&] {
            return QList<QByteArray>{m_model->listServices(acme, {}).etag, m_model->listServices(acme, ofAcme).etag,
                m_model->listServices(admin, ofAcme).etag, m_model->listOperations(acme, {}).etag};
        };
        const QList<QByteArray> before = tags();
        const QByteArray all = m_model->listServices(admin, {}).etag;
        theirs.labels.insert(QStringLiteral("a"), QStringLiteral("b"));
        QVERIFY(save(theirs));
        Operation operation;
        operation.id = OperationId::make(m_clock);
        operation.service_id = theirs.id;
        operation.customer_id = m_other;
        QVERIFY(save(operation, true));
        QCOMPARE(tags(), before);
        QVERIFY(m_model->listServices(admin, {}).etag != all);
        mine.labels.insert(QStringLiteral("a"), QStringLiteral("b"));
        QVERIFY(save(mine));
        const QList<QByteArray> now = tags();
        for (int i = 0; i < 3; ++i)
            QVERIFY(now[i] != before[i]);
        QCOMPARE(now[3], before[3]);
        operation.id = OperationId::make(m_clock);
        operation.service_id = mine.id;
        operation.customer_id = m_acme;
        QVERIFY(save(operation, true));
        QVERIFY(tags()[3] != before[3]);
    }
    void measuredValuesAreNoChange() {
        const ServiceRecord web = made("web");
        QVERIFY(save(web, true));
        const qint64 rev = m_model->rev();
        const QByteArray etag = m_model->listServices(as(Role::Admin), {}).etag;
        m_model->setLive(web.id, {{}, 0.5, 128, 7});
        QCOMPARE(m_model->rev(), rev);
        QCOMPARE(m_model->listServices(as(Role::Admin), {}).etag, etag);
        const QJsonObject row = QJsonDocument::fromJson(m_model->encode(*m_model->service(web.id)).json).object();
        QCOMPARE(row[QLatin1String("resources")][QLatin1String("memory_usage_mb")].toDouble(), 128.0);
        QCOMPARE(m_model->detail(*m_model->service(web.id)).resources.cpu_usage, 0.5);
        m_model->setLive(ServiceId::make(m_clock), {}); // of one that has just gone
    }
    void aServiceHasOneOperationAtATime() {
        const ServiceRecord web = made("web");
        QVERIFY(save(web, true));
        Operation operation;
        operation.id = OperationId::make(m_clock);
        operation.service_id = web.id;
        operation.status = OperationStatus::Running;
        operation.created_at = operation.deadline = m_clock.now();
        QVERIFY(save(operation, true));
        QCOMPARE(m_model->activeOperation(web.id)->id, operation.id);
        QCOMPARE(m_model->unfinishedOperations().size(), 1);
        Operation second = operation;
        second.id = OperationId::make(m_clock);
        QVERIFY2(!save(second, true), "the database decides, not the memory");
        cleanup();
        open();
        QVERIFY(m_model->activeOperation(web.id));
        operation.status = OperationStatus::Succeeded;
        operation.finished_at = m_clock.now();
        QVERIFY(save(operation, false));
        QVERIFY(!m_model->activeOperation(web.id));
        QVERIFY(m_model->operation(operation.id));
        QVERIFY(save(second, true));
        QVERIFY(m_model->revOf(second) > m_model->revOf(operation));
    }
};

QTEST_GUILESS_MAIN(tst_readmodel)
#include "tst_readmodel.moc"
