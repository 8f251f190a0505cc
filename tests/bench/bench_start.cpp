// SPDX-License-Identifier: GPL-3.0-or-later
// Times the desktop's start without network: `bench_start make` keeps 10,000 services for a server that is not there,
// `bench_start` opens the window and prints as JSON when they were on the screen, from the start of the process, and
// how much memory it has then. Wants XDG_CONFIG_HOME, XDG_CACHE_HOME and QT_QPA_PLATFORM=offscreen.
#include "app/ui/mainwindow.h"
#include "app/ui/servicespage.h"
#include "app/ui/theme.h"
#include <QApplication>
#include <QFile>
#include <cstdio>
#include <ctime>
#include <unistd.h>

static constexpr int services = 10'000;

static Access access() {
    return {QUrl(QStringLiteral("http://127.0.0.1:1")), Secret("aap_bench000_0"), {}};
}

static int make() {
    Profile profile;
    profile.id = QStringLiteral("bench");
    profile.name = QStringLiteral("Bench");
    profile.url = access().url;
    ProfileStore().save(profile);
    ProfileStore().setLastUsed(profile.id);
    CachedContents all;
    all.server.key_name = QStringLiteral("bench");
    all.rev = 1;
    all.asOf = SystemClock().now();
    for (int i = 0; i < services; ++i) {
        Service one;
        one.id.value = QStringLiteral("svc_%1").arg(i, 20, 10, QLatin1Char('0'));
        one.name =
            QStringLiteral("%1-team-%2").arg(i % 2 == 0 ? QStringLiteral("redis") : QStringLiteral("web")).arg(i);
        one.status = i % 50 == 0 ? ServiceStatus::Failed : ServiceStatus::Running;
        one.url = QStringLiteral("https://%1.example.com").arg(one.name);
        one.template_id = QStringLiteral("redis");
        one.engine = QStringLiteral("docker");
        one.labels = {{QStringLiteral("team"), QStringLiteral("team-%1").arg(i % 20)}};
        one.created_at = one.updated_at = all.asOf - std::chrono::minutes(i);
        all.services.append(one);
    }
    CacheFile file(OfflineCache::pathFor(access()));
    (void)file.open();
    return file.replace(all) ? 0 : 1;
}

/// Milliseconds since the kernel began this process (proc(5), field 22), to a hundredth of a second.
static double sinceStart() {
    QFile file(QStringLiteral("/proc/self/stat"));
    if (!file.open(QIODevice::ReadOnly))
        return -1;
    const QByteArray line = file.readAll();
    const double begun = line.mid(line.lastIndexOf(')') + 2).split(' ').value(19).toDouble();
    timespec now{};
    ::clock_gettime(CLOCK_BOOTTIME, &now);
    return double(now.tv_sec) * 1e3 + double(now.tv_nsec) / 1e6 - begun * 1e3 / double(::sysconf(_SC_CLK_TCK));
}

static double residentMegabytes() {
    QFile file(QStringLiteral("/proc/self/statm"));
    if (!file.open(QIODevice::ReadOnly))
        return -1;
    return file.readAll().split(' ').value(1).toDouble() * double(::sysconf(_SC_PAGESIZE)) / 1e6;
}

/// Ends the program when the table has drawn all there is.
class Watch : public QObject {
public:
    explicit Watch(MainWindow &window) : m_window(window) { }
    bool eventFilter(QObject *watched, QEvent *event) override {
        if (event->type() == QEvent::Paint && !m_isSeen && m_window.servicesPage()) {
            QTableView *view = m_window.servicesPage()->table()->view();
            if (watched == view->viewport() && view->model()->rowCount() == services) {
                m_isSeen = true;
                QMetaObject::invokeMethod(
                    qApp,
                    [] { // after it is drawn
                        std::printf(
                            "{\"painted_ms\": %.0f, \"resident_mb\": %.1f}\n", sinceStart(), residentMegabytes());
                        QCoreApplication::quit();
                    },
                    Qt::QueuedConnection);
            }
        }
        return false;
    }

private:
    MainWindow &m_window;
    bool m_isSeen = false;
};

int main(int argc, char **argv) {
    qputenv("DBUS_SESSION_BUS_ADDRESS", "disabled:"); // nobody's keychain
    QApplication app(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("bench"));
    QCoreApplication::setOrganizationName(QStringLiteral("aiadminpanel-bench"));
    if (argc > 1)
        return make();
    theme::install(app);
    ProfileStore profiles;
    KeyStore keys;
    spawn(keys.write(QStringLiteral("bench"), access().key));
    MainWindow window(profiles, keys);
    Watch watch(window);
    app.installEventFilter(&watch);
    window.show();
    window.openLast();
    return QApplication::exec();
}
