// SPDX-License-Identifier: GPL-3.0-or-later
// The journal's bounds, and that it shows no secret.
#include "server/services/journal.h"
#include "server/store/database.h"
#include <QTemporaryDir>
#include <QTest>

class tst_journal : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    Database m_database;
    SystemClock m_clock;

    OperationDetail stored(Journal &journal, const OperationId &id) {
        const auto written = m_database.wait(m_database.write<Done>(journal.saving()));
        Operation operation;
        operation.id = id;
        const auto read = m_database.wait(m_database.read<OperationDetail>(
            [operation](Transaction &transaction) { return Journal::read(transaction, operation); }));
        return written && read ? *read : OperationDetail();
    }

private slots:
    void initTestCase() { QVERIFY(m_database.open(m_dir.filePath(QStringLiteral("panel.db")))); }
    void cleanupTestCase() { m_database.close(); }

    void beginningAndEndAreKeptAndTheMiddleIsCounted() {
        const OperationId id = OperationId::make(m_clock);
        Journal journal(id);
        for (int i = 0; i < 1000; ++i) {
            journal.add(m_clock.now(), QStringLiteral("pull"), QString::number(i));
            if (i == 150 || i == 151)
                QCOMPARE(stored(journal, id).journal.size(), i + 1);
        }
        const OperationDetail detail = stored(journal, id);
        QCOMPARE(detail.journal.size(), 200);
        QCOMPARE(detail.journal_omitted, 800);
        QCOMPARE(detail.journal[99].message, QStringLiteral("99"));
        QCOMPARE(detail.journal[100].message, QStringLiteral("900"));
        QCOMPARE(detail.journal.last().message, QStringLiteral("999"));
    }
    void itGoesOnAfterARestart() {
        const OperationId id = OperationId::make(m_clock);
        Journal first(id);
        first.add(m_clock.now(), {}, QStringLiteral("one"));
        QCOMPARE(stored(first, id).journal.size(), 1);
        Journal second(id, 1);
        second.add(m_clock.now(), {}, QStringLiteral("two"));
        const OperationDetail detail = stored(second, id);
        QCOMPARE(detail.journal.size(), 2);
        QCOMPARE(detail.journal[1].message, QStringLiteral("two"));
        QCOMPARE(detail.journal_omitted, 0);
    }
    void entriesAreShortAndShowNoSecret() {
        const OperationId id = OperationId::make(m_clock);
        Journal journal(id);
        journal.hide(Redactor({QStringLiteral("hunter22"), QStringLiteral("abc")}));
        journal.add(m_clock.now(), {}, QStringLiteral("abc says hunter22, hunter22"));
        journal.add(m_clock.now(), {}, QString(900, u'x') + QStringLiteral("hunter22"));
        const OperationDetail detail = stored(journal, id);
        QCOMPARE(detail.journal[0].message, QStringLiteral("abc says (secret), (secret)"));
        QCOMPARE(detail.journal[1].message.size(), 500);
    }
};

QTEST_GUILESS_MAIN(tst_journal)
#include "tst_journal.moc"
