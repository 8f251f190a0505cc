// SPDX-License-Identifier: GPL-3.0-or-later
// Times the desktop's log view: a million lines pour in as the server's frames, then all of them are searched. Prints
// JSON. Runs with QT_QPA_PLATFORM=offscreen, which draws as on a screen.
#include "app/ui/logview.h"
#include "app/ui/theme.h"
#include "shared/contract/events.h"
#include "shared/contract/logcursor.h"
#include <QApplication>
#include <QElapsedTimer>
#include <QJsonDocument>
#include <QStandardPaths>
#include <QTimer>
#include <algorithm>
#include <cstdio>
#include <malloc.h>

static constexpr int linesAFrame = 500;
static constexpr int frames = 2000;

/// Notes how long each event keeps the program from the next one, and how long drawing takes.
class TimedApplication : public QApplication {
public:
    using QApplication::QApplication;
    bool notify(QObject *object, QEvent *event) override {
        const bool isOutermost = m_depth++ == 0;
        const QEvent::Type type = event->type();
        QElapsedTimer timer;
        timer.start();
        const bool done = QApplication::notify(object, event);
        const double ms = double(timer.nsecsElapsed()) / 1e6;
        if (type == QEvent::UpdateRequest)
            paints.push_back(ms);
        if (isOutermost)
            longest = std::max(longest, ms);
        --m_depth;
        return done;
    }
    std::vector<double> paints;
    double longest = 0;

private:
    int m_depth = 0;
};

static QByteArray frame(int number) {
    ServiceLogsEvent event;
    event.service_id.value = QStringLiteral("svc_00000000000000000001");
    for (int i = 0; i < linesAFrame; ++i) {
        LogEntry line;
        line.seq = number * linesAFrame + i + 1;
        line.time = Timestamp(std::chrono::milliseconds(1'790'000'000'000 + line.seq));
        line.component = QStringLiteral("web");
        line.text =
            QStringLiteral("INFO GET /api/services?page=%1 answered 200 in 3 ms to 10.0.0.7 (bench)").arg(line.seq);
        event.lines.append(line);
    }
    event.cursor = LogCursor{QStringLiteral("e"), (number + 1) * linesAFrame}.toString();
    return toJson(event);
}

int main(int argc, char **argv) {
    QStandardPaths::setTestModeEnabled(true);
    TimedApplication app(argc, argv);
    QCoreApplication::setOrganizationName(QStringLiteral("aiadminpanel-bench"));
    theme::install(app);
    QList<QByteArray> poured;
    qint64 text = 0;
    for (int i = 0; i < frames; ++i)
        poured.append(frame(i));
    LogHistory history(1 << 30);
    LogModel model;
    LogView view(model);
    model.setSources({&history});
    view.resize(1200, 800);
    view.show();
    QCoreApplication::processEvents();
    app.longest = 0;
    app.paints.clear();
    const auto before = mallinfo2().uordblks + mallinfo2().hblkhd;
    QElapsedTimer timer;
    timer.start();
    int next = 0;
    QTimer pour;
    QObject::connect(&pour, &QTimer::timeout, &app, [&] {
        const auto event = fromJsonValue<ServiceLogsEvent>(
            QJsonValue(QJsonDocument::fromJson(poured.at(next)).object()), UnknownFields::Ignore);
        history.append(event->lines);
        if (++next == frames)
            QCoreApplication::quit();
    });
    pour.start(0);
    app.exec();
    const double seconds = double(timer.nsecsElapsed()) / 1e9;
    pour.stop();
    const auto after = mallinfo2().uordblks + mallinfo2().hblkhd;
    for (const auto &[number, chunk] : history.chunks())
        text += chunk.text().size() - (chunk.end() - chunk.first());
    std::ranges::sort(app.paints);
    const double p95 = app.paints.empty() ? 0 : app.paints[app.paints.size() * 95 / 100];
    const double longest = std::exchange(app.longest, 0);

    timer.start();
    QObject::connect(&model, &LogModel::foundChanged, &app, [&] {
        if (!model.isSearching())
            QCoreApplication::quit();
    });
    model.setPattern(*LogPattern::parse(QStringLiteral("(?im)page=\\d*77777 answered")));
    app.exec();
    const double regexMs = double(timer.nsecsElapsed()) / 1e6;
    std::printf("{\"lines\": %lld, \"lines_a_second\": %.0f, \"memory_ratio\": %.3f, \"paint_p95_ms\": %.2f, "
                "\"longest_ms\": %.2f, "
                "\"regex_ms\": %.0f, \"found\": %lld, \"regex_longest_ms\": %.2f}\n",
        static_cast<long long>(history.end() - 1), double(history.end() - 1) / seconds,
        double(after - before) / double(text), p95, longest, regexMs, static_cast<long long>(model.foundCount()),
        app.longest);
}
