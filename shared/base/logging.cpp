// SPDX-License-Identifier: GPL-3.0-or-later
// Formats a message once and writes it with one write(2), so that lines of several threads never mix.
#include "shared/base/logging.h"
#include "shared/base/jsonwriter.h"
#include <QLoggingCategory>
#include <atomic>
#include <unistd.h>

static std::atomic<LogFormat> activeFormat{LogFormat::Journal};
static std::atomic<LogLevel> activeLevel{LogLevel::Info};

static LogLevel levelOf(QtMsgType type) {
    switch (type) {
    case QtDebugMsg:
        return LogLevel::Debug;
    case QtInfoMsg:
        return LogLevel::Info;
    case QtWarningMsg:
        return LogLevel::Warning;
    default:
        return LogLevel::Error;
    }
}

static void write(QtMsgType type, const QMessageLogContext &context, const QString &message) {
    static constexpr const char *words[] = {"debug", "info", "warning", "error"};
    static constexpr const char *priorities[] = {"<7>", "<6>", "<4>", "<3>"}; // sd-daemon(3)
    const LogLevel level = levelOf(type);
    if (level < activeLevel)
        return;
    QByteArray line;
    if (activeFormat == LogFormat::Json) {
        JsonWriter out;
        out.beginObject();
        out.key("time");
        out.value(SystemClock().now());
        out.key("level");
        out.plain(words[int(level)]);
        out.key("category");
        out.utf8(context.category ? context.category : "default");
        out.key("message");
        out.value(QStringView(message));
        out.endObject();
        line = out.take() + '\n';
    } else {
        // One message is one line: what comes from outside cannot forge a second one.
        QByteArray text = message.toUtf8();
        text.replace('\n', "\\n").replace('\r', "\\r").replace('\x1b', "\\e");
        line = QByteArray(priorities[int(level)]) + text + '\n';
    }
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.constData(), size_t(line.size()));
}

void installLogging(LogFormat format, LogLevel level) {
    activeFormat = format;
    activeLevel = level;
    qInstallMessageHandler(write);
}
