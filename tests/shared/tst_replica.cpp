// SPDX-License-Identifier: GPL-3.0-or-later
// Replica<T> against a model too simple to be wrong, under random changes.
#include "shared/base/id.h"
#include "shared/replica/replica.h"
#include <QMap>
#include <QRandomGenerator>
#include <QTest>

namespace {
struct RowTag {
    static constexpr const char *prefix = "row";
};
struct Thing {
    Id<RowTag> id;
    QString name;
    int rank = 0;
    bool operator==(const Thing &) const = default;
};
Thing thing(const QString &id, const QString &name, int rank) {
    return {{id}, name, rank};
}
std::vector<Replica<Thing>::Less> orders() {
    return {[](const Thing &a, const Thing &b) { return a.name < b.name; },
        [](const Thing &a, const Thing &b) { return a.rank < b.rank; }};
}

/// Keeps its own copy by what it is told, as an item model does.
class Follower : public Replica<Thing>::Listener {
public:
    explicit Follower(const Replica<Thing> &replica) : m_replica(replica) { }
    QMap<QString, Thing> rows;
    int wrong = 0;

    void wasReset() override {
        rows.clear();
        m_replica.forEach([this](const auto &row) { rows.insert(row.value.id.value, row.value); });
    }
    void upserted(const Replica<Thing>::Row &now, const Replica<Thing>::Row *before) override {
        const auto known = rows.constFind(now.value.id.value);
        wrong += (known != rows.constEnd()) != (before != nullptr);
        wrong += before && known != rows.constEnd() && !(*known == before->value);
        rows.insert(now.value.id.value, now.value);
    }
    void removed(const Replica<Thing>::Row &before) override {
        wrong += !(rows.value(before.value.id.value) == before.value);
        wrong += m_replica.find(before.value.id.value) != nullptr;
        rows.remove(before.value.id.value);
    }

private:
    const Replica<Thing> &m_replica;
};
} // namespace

class tst_Replica : public QObject {
    Q_OBJECT
private slots:
    void behavesAsTheSimpleModel_data();
    void behavesAsTheSimpleModel();
    void olderChangesAreIgnored();
    void aSnapshotReplacesEverything();
    void rowsKeepTheirJsonAndRev();
    void tiesFollowTheIds();
    void aListenerMayLeaveWhileItIsTold();
};

void tst_Replica::behavesAsTheSimpleModel_data() {
    QTest::addColumn<int>("seed");
    for (int seed = 1; seed <= 12; ++seed)
        QTest::addRow("seed %d", seed) << seed;
}

void tst_Replica::behavesAsTheSimpleModel() {
    QFETCH(int, seed);
    QRandomGenerator random{quint32(seed)};
    Replica<Thing> replica(orders(), [](const Thing &t) { return t.name; });
    Follower follower(replica);
    replica.addListener(&follower);
    QMap<QString, Thing> model;
    qint64 rev = 0;
    auto randomThing = [&] {
        return thing(QStringLiteral("row_%1").arg(random.bounded(300)),
            QString(QChar(u'a' + char16_t(random.bounded(26)))) + QString::number(random.bounded(30)),
            int(random.bounded(5)));
    };
    for (int step = 0; step < 4000; ++step) {
        const int dice = random.bounded(1000);
        if (dice == 0) {
            model.clear();
            std::vector<Replica<Thing>::Row> rows;
            for (int i = random.bounded(200); i > 0; --i) {
                const Thing t = randomThing();
                if (model.contains(t.id.value))
                    continue;
                model.insert(t.id.value, t);
                rows.push_back({t, {}, rev});
            }
            replica.reset(std::move(rows), ++rev);
        } else if (dice < 650) {
            const Thing t = randomThing();
            model.insert(t.id.value, t);
            QVERIFY(replica.upsert({t, {}, ++rev}));
        } else {
            const QString id = randomThing().id.value;
            model.remove(id);
            QVERIFY(replica.remove(id, ++rev));
        }
        if (step % 50 != 0)
            continue;
        QCOMPARE(replica.size(), model.size());
        QCOMPARE(follower.rows, model);
        QCOMPARE(follower.wrong, 0);
        const QString needle = random.bounded(2) ? QStringLiteral("A1") : QString();
        const int rank = random.bounded(6);
        for (size_t order = 0; order < 2; ++order) {
            QList<Thing> expected;
            for (const Thing &t : std::as_const(model))
                if (t.name.contains(needle, Qt::CaseInsensitive) && (rank == 5 || t.rank == rank))
                    expected.append(t);
            std::stable_sort(expected.begin(), expected.end(), orders()[order]);
            ReplicaQuery<Thing> query{order, false, 1, 7, needle, {}, {}};
            if (rank != 5) {
                query.keep = [rank](const Thing &t) { return t.rank == rank; };
                query.filterName = QByteArray::number(rank);
            }
            QList<Thing> all;
            for (;; ++query.page) {
                const auto selection = replica.select(query);
                QCOMPARE(selection.total, expected.size());
                if (selection.rows.empty())
                    break;
                for (const auto *row : selection.rows)
                    all.append(row->value);
            }
            QCOMPARE(all, expected);
            query.page = 1;
            query.descending = true;
            query.perPage = 1000;
            const auto backwards = replica.select(query);
            QCOMPARE(backwards.rows.size(), size_t(expected.size()));
            for (qsizetype i = 0; i < expected.size(); ++i)
                QCOMPARE(backwards.rows[size_t(expected.size() - 1 - i)]->value, expected[i]);
        }
        for (qsizetype i = 0; i < replica.size(); ++i)
            QCOMPARE(replica.positionOf(1, replica.at(1, i).value.id.value), i);
    }
}

void tst_Replica::olderChangesAreIgnored() {
    Replica<Thing> replica(orders());
    replica.reset({{thing(QStringLiteral("a"), QStringLiteral("one"), 1), {}, 5}}, 10);
    QVERIFY(!replica.upsert({thing(QStringLiteral("a"), QStringLiteral("old"), 1), {}, 10}));
    QVERIFY(!replica.remove(QStringLiteral("a"), 9));
    QVERIFY(replica.remove(QStringLiteral("a"), 11));
    QVERIFY(!replica.upsert({thing(QStringLiteral("a"), QStringLiteral("risen"), 1), {}, 11}));
    QCOMPARE(replica.size(), 0);
    QVERIFY(replica.remove(QStringLiteral("never there"), 12));
    QCOMPARE(replica.rev(), 12);
}

void tst_Replica::aSnapshotReplacesEverything() {
    Replica<Thing> replica(orders());
    replica.reset({{thing(QStringLiteral("a"), QStringLiteral("one"), 1), {}, 50}}, 50);
    QCOMPARE(replica.at(0, 0).value.name, QStringLiteral("one"));
    // Also one with a smaller rev: the server may have been restored from a backup.
    replica.reset({{thing(QStringLiteral("b"), QStringLiteral("two"), 1), {}, 3}}, 3);
    QCOMPARE(replica.size(), 1);
    QVERIFY(!replica.find(QStringLiteral("a")));
    QCOMPARE(replica.at(0, 0).value.name, QStringLiteral("two"));
    QVERIFY(replica.upsert({thing(QStringLiteral("c"), QStringLiteral("three"), 1), {}, 4}));
}

void tst_Replica::rowsKeepTheirJsonAndRev() {
    Replica<Thing> replica(orders());
    replica.upsert({thing(QStringLiteral("a"), QStringLiteral("one"), 1), "{1}", 1});
    replica.upsert({thing(QStringLiteral("b"), QStringLiteral("two"), 1), "{2}", 2});
    replica.upsert({thing(QStringLiteral("a"), QStringLiteral("uno"), 1), "{3}", 3});
    QCOMPARE(replica.find(QStringLiteral("a"))->json, QByteArray("{3}"));
    QCOMPARE(replica.find(QStringLiteral("a"))->rev, 3);
    QCOMPARE(replica.find(QStringLiteral("b"))->rev, 2);
}

void tst_Replica::tiesFollowTheIds() {
    Replica<Thing> replica(orders());
    for (const QString &id : {QStringLiteral("c"), QStringLiteral("a"), QStringLiteral("b")})
        replica.upsert({thing(id, QStringLiteral("same"), 1), {}, replica.rev() + 1});
    QString ids;
    for (qsizetype i = 0; i < 3; ++i)
        ids += replica.at(0, i).value.id.value;
    QCOMPARE(ids, QStringLiteral("abc"));
}

void tst_Replica::aListenerMayLeaveWhileItIsTold() {
    struct Once : Replica<Thing>::Listener {
        Replica<Thing> *from = nullptr;
        int told = 0;
        void wasReset() override { leave(); }
        void upserted(const Replica<Thing>::Row &, const Replica<Thing>::Row *) override { leave(); }
        void removed(const Replica<Thing>::Row &) override { leave(); }
        void leave() {
            ++told;
            from->removeListener(this);
        }
    } once;
    Replica<Thing> replica(orders());
    once.from = &replica;
    replica.addListener(&once);
    replica.upsert({thing(QStringLiteral("a"), QStringLiteral("one"), 1), {}, 1});
    replica.upsert({thing(QStringLiteral("b"), QStringLiteral("two"), 1), {}, 2});
    QCOMPARE(once.told, 1);
}

QTEST_GUILESS_MAIN(tst_Replica)
#include "tst_replica.moc"
