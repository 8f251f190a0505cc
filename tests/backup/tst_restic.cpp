// SPDX-License-Identifier: GPL-3.0-or-later
// A repository by the real restic: saved and brought back, and everything that may be wrong with it.
#include "server/backup/restic.h"
#include <QDir>
#include <QDirIterator>
#include <QRandomGenerator>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <csignal>

using namespace std::chrono_literals;

class tst_restic : public QObject {
    Q_OBJECT

    static inline const QByteArray password = "correct-horse-battery";
    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<Restic> m_restic;

    QString path(const char *name) const { return m_dir->filePath(QLatin1String(name)); }
    std::unique_ptr<Restic> restic(const QByteArray &with = password) const {
        return std::make_unique<Restic>(path("repository"), Secret(with), path("own"));
    }
    static QString key() { return QStringLiteral("bkp_1"); }
    void write(const char *name, const QByteArray &content) {
        QFile file(path(name));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(content) == content.size());
    }
    QByteArray read(const QString &name) {
        QFile file(name);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(none)");
    }
    template <typename T>
    Result<T> ended(Task<Result<T>> task) {
        std::optional<Result<T>> result;
        spawn(std::move(task), this, [&result](Result<T> value) { result = std::move(value); });
        if (!QTest::qWaitFor([&result] { return result.has_value(); }, 60000))
            return Error{ErrorCode::Timeout, QStringLiteral("It did not end"), {}, {}};
        return *result;
    }
    template <typename T>
    static ErrorCode codeOf(const Result<T> &result) {
        return result ? ErrorCode::Internal : result.error().code;
    }
    Result<Done> open(Restic::Missing missing) { return ended(m_restic->open(key(), missing)); }
    QString saved() {
        const auto opened = open(Restic::Missing::Make);
        if (!opened)
            return opened.error().message + opened.error().details;
        const Restic::Progress none = [](const ResticProgress &) {};
        const auto snapshot = ended(m_restic->save(key(), path("tree"), none));
        return snapshot ? *snapshot : snapshot.error().message + snapshot.error().details;
    }
    /// The processes of restic that work on this test's repository.
    QList<qint64> running() const {
        QList<qint64> found;
        for (const QString &pid : QDir(QStringLiteral("/proc")).entryList(QDir::Dirs)) {
            QFile environment(QStringLiteral("/proc/%1/environ").arg(pid));
            QFile command(QStringLiteral("/proc/%1/cmdline").arg(pid));
            if (pid.toLongLong() > 0 && command.open(QIODevice::ReadOnly) && command.readAll().contains("restic")
                && environment.open(QIODevice::ReadOnly)
                && environment.readAll().contains(QFile::encodeName(path("own"))))
                found.append(pid.toLongLong());
        }
        return found;
    }
    /// A program in the place of restic, for what the real one does not do.
    void pretend(const QByteArray &script) {
        QVERIFY(QDir().mkpath(path("bin")));
        write("bin/restic", "#!/bin/sh\n" + script);
        QFile::setPermissions(path("bin/restic"), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        qputenv("PATH", QFile::encodeName(path("bin")) + ":/usr/bin:/bin");
    }

private slots:
    void initTestCase() {
        if (QStandardPaths::findExecutable(QStringLiteral("restic")).isEmpty())
            QSKIP("needs the package restic");
    }
    void init() {
        m_dir = std::make_unique<QTemporaryDir>();
        m_restic = restic();
        QVERIFY(QDir().mkpath(path("tree/data")) && QDir().mkpath(path("own")));
        write("tree/data/a", "what is to be kept");
    }
    void cleanup() { qputenv("PATH", "/usr/local/bin:/usr/bin:/bin"); }

    /// The first one, since it looks at the most memory this program has ever had.
    void endlessOutputTakesNoMemory() {
        pretend("head -c 60000000 /dev/zero | tr '\\0' x\nhead -c 10000000 /dev/zero | tr '\\0' y >&2\nexit 1");
        const auto outcome = ended(m_restic->forget(key(), QStringLiteral("11111111")));
        QVERIFY(!outcome);
        QVERIFY(outcome.error().message.startsWith(u'y') || outcome.error().message.contains(QLatin1String("code 1")));
        QVERIFY(outcome.error().message.size() < 1000 && outcome.error().details.size() < 10'000);
        QFile status(QStringLiteral("/proc/self/status"));
        QVERIFY(status.open(QIODevice::ReadOnly));
        const QByteArray text = status.readAll();
        const qint64 peak = text.mid(text.indexOf("VmHWM:") + 6).trimmed().split(' ').first().toLongLong();
        QVERIFY2(peak > 0 && peak < 50'000, QByteArray::number(peak).constData());
    }
    void whatWasSavedComesBack() {
        const QString snapshot = saved();
        QVERIFY2(Restic::isSnapshot(snapshot), qPrintable(snapshot));
        const auto restored = ended(m_restic->restore(key(), snapshot, path("back")));
        QVERIFY2(restored, restored ? "" : qPrintable(restored.error().details));
        QCOMPARE(read(path("back/data/a")), QByteArray("what is to be kept"));
    }
    void aRepositoryIsMadeOnlyWhenItMayBe() {
        const auto opened = open(Restic::Missing::Refuse);
        QCOMPARE(codeOf(opened), ErrorCode::NotFound);
        QVERIFY2(!opened.error().details.contains(path("repository")), qPrintable(opened.error().details));
        QVERIFY(!QFile::exists(path("repository")));
        QVERIFY(open(Restic::Missing::Make));
        QVERIFY(QFile::exists(path("repository/config")));
        m_restic = restic();
        QVERIFY(open(Restic::Missing::Refuse));
    }
    void anotherPasswordDoesNotOpenIt() {
        QVERIFY(Restic::isSnapshot(saved()));
        m_restic = restic("another");
        const auto opened = open(Restic::Missing::Make);
        QCOMPARE(codeOf(opened), ErrorCode::Unavailable);
        QVERIFY2(opened.error().message.contains(QLatin1String("password")), qPrintable(opened.error().message));
    }
    void damageIsToldApartFromWhatCannotBeReached() {
        const QString snapshot = saved();
        QDirIterator packs(path("repository/data"), QDir::Files, QDirIterator::Subdirectories);
        while (packs.hasNext()) {
            QFile pack(packs.next());
            pack.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
            QVERIFY(pack.open(QIODevice::ReadWrite));
            QByteArray bytes = pack.readAll();
            for (char &byte : bytes)
                byte = char(~byte);
            QVERIFY(pack.seek(0) && pack.write(bytes) == bytes.size());
        }
        const auto damaged = ended(m_restic->restore(key(), snapshot, path("back")));
        QVERIFY(!damaged);
        QVERIFY2(damaged.error().code == ErrorCode::Gone, qPrintable(damaged.error().details));
        const auto unknown = ended(m_restic->restore(key(), QStringLiteral("00000000"), path("back")));
        QVERIFY(!unknown);
        QVERIFY2(unknown.error().code == ErrorCode::Gone, qPrintable(unknown.error().details));
    }
    void aForgottenSnapshotDoesNotComeBack() {
        const QString snapshot = saved();
        const auto forgotten = ended(m_restic->forget(key(), snapshot));
        QVERIFY2(forgotten, forgotten ? "" : qPrintable(forgotten.error().details));
        QCOMPARE(codeOf(ended(m_restic->restore(key(), snapshot, path("back")))), ErrorCode::Gone);
    }
    void theLockOfOneThatWasKilledGoes() {
        QVERIFY(Restic::isSnapshot(saved()));
        QByteArray noise(48 * 1024 * 1024, Qt::Uninitialized);
        QRandomGenerator::global()->fillRange(reinterpret_cast<quint32 *>(noise.data()), noise.size() / 4);
        write("tree/data/large", noise);
        const QDir locks(path("repository/locks"));
        const auto isLocked = [&locks] { return !locks.entryList(QDir::Files).isEmpty(); };
        std::optional<Result<QString>> outcome;
        const Restic::Progress none = [](const ResticProgress &) {};
        spawn(m_restic->save(key(), path("tree"), none), this, [&](Result<QString> r) { outcome = r; });
        QTRY_VERIFY_WITH_TIMEOUT(isLocked() || outcome, 20000);
        const QList<qint64> pids = running();
        for (const qint64 pid : pids)
            ::kill(pid_t(pid), SIGKILL);
        QTRY_VERIFY_WITH_TIMEOUT(outcome, 10000);
        if (*outcome)
            QSKIP("this machine is too fast");
        QVERIFY(isLocked());
        QVERIFY(open(Restic::Missing::Refuse));
        QVERIFY(!isLocked());
    }
    void oneIsInterruptedAndTheNextHasItsTurn() {
        QVERIFY(Restic::isSnapshot(saved()));
        pretend("[ \"$3\" = 33333333 ] || exec sleep 600");
        std::optional<Result<Done>> first, second, third;
        spawn(m_restic->forget(key(), QStringLiteral("11111111")), this, [&](Result<Done> r) { first = r; });
        spawn(m_restic->forget(QStringLiteral("bkp_2"), QStringLiteral("22222222")), this,
            [&](Result<Done> r) { second = r; });
        spawn(m_restic->forget(QStringLiteral("bkp_3"), QStringLiteral("33333333")), this,
            [&](Result<Done> r) { third = r; });
        m_restic->interrupt(QStringLiteral("bkp_2"), QStringLiteral("not wanted")); // while it waits
        QTRY_VERIFY(second);
        QCOMPARE(codeOf(*second), ErrorCode::Conflict);
        QVERIFY(!first && !third);
        m_restic->interrupt(key(), QStringLiteral("enough")); // while it runs
        QTRY_VERIFY(first && third);
        QCOMPARE(first->error().message, QStringLiteral("enough"));
        QVERIFY(*third);
    }
    void nonsenseIsNoSnapshot() {
        pretend("echo '{\"message_type\":\"summary\",\"snapshot_id\":\"--help\"}'; echo nonsense; echo '[['");
        const Restic::Progress none = [](const ResticProgress &) {};
        QVERIFY(!ended(m_restic->save(key(), path("tree"), none)));
    }
    void nobodyCanReadThePassword() {
        pretend("{ tr '\\0' '\\n' </proc/self/environ; tr '\\0' ' ' </proc/$$/cmdline; } >\"$TMPDIR/seen\"\n"
                "cat /dev/stdin >\"$TMPDIR/given\"\n");
        qputenv("AAP_BACKUP_PASSWORD", password);
        QVERIFY(open(Restic::Missing::Make));
        qunsetenv("AAP_BACKUP_PASSWORD");
        QCOMPARE(read(path("own/given")), password);
        const QByteArray seen = read(path("own/seen"));
        QVERIFY(seen.contains("RESTIC_PASSWORD_FILE=/dev/stdin") && seen.contains("restic"));
        QVERIFY(!seen.contains(password));
    }
    void aHostWithoutResticSaysWhatToInstall() {
        qputenv("PATH", "/nonexistent");
        const auto opened = open(Restic::Missing::Make);
        QVERIFY(!opened);
        QVERIFY(opened.error().details.contains(QLatin1String("restic")));
    }
};

QTEST_GUILESS_MAIN(tst_restic)
#include "tst_restic.moc"
