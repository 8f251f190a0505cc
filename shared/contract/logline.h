// SPDX-License-Identifier: GPL-3.0-or-later
// Log lines as clients see them, and the query that pages through them (api.md, "Logs").
#pragma once

#include "shared/contract/ids.h"
#include "shared/contract/page.h"

enum class LogStream { Stdout, Stderr, System };
constexpr auto names(LogStream) {
    return std::array<std::string_view, 3>{"stdout", "stderr", "system"};
}

struct LogEntry {
    qint64 seq = 0;
    Timestamp time{};
    LogStream stream = LogStream::Stdout;
    QString component;
    int replica = 0;
    QString text;

    static constexpr std::string_view schemaName = "LogEntry";
    static constexpr auto fields() {
        return std::tuple{field("seq", &LogEntry::seq, "Counts this service's lines without a hole"),
            field("time", &LogEntry::time), field("stream", &LogEntry::stream),
            field("component", &LogEntry::component), field("replica", &LogEntry::replica),
            field("text", &LogEntry::text)};
    }
    bool operator==(const LogEntry &) const = default;
};

struct LogPage {
    QList<LogEntry> data;
    QString cursor;
    QString oldest;
    qint64 total_in_range = 0;

    static constexpr std::string_view schemaName = "LogPage";
    static constexpr auto fields() {
        return std::tuple{field("data", &LogPage::data),
            field("cursor", &LogPage::cursor, "EPOCH:SEQ of the last line; give it as `after`"),
            field("oldest", &LogPage::oldest, "The oldest cursor there is"),
            field("total_in_range", &LogPage::total_in_range, "Lines the filter lets through")};
    }
};

enum class LogFormatParameter { Json, Text };
constexpr auto names(LogFormatParameter) {
    return std::array<std::string_view, 2>{"json", "text"};
}

struct LogQuery : QueryParameters {
    std::optional<int> tail;
    std::optional<QString> after;
    std::optional<int> limit;
    std::optional<Timestamp> since;
    std::optional<Timestamp> until;
    std::optional<QString> search;
    std::optional<LogStream> stream;
    std::optional<QString> component;
    std::optional<LogFormatParameter> format;

    static constexpr auto fields() {
        return std::tuple{field("tail", &LogQuery::tail, "The last N lines, 1 to 10000 (default 200)"),
            field("after", &LogQuery::after, "Cursor to continue after"),
            field("limit", &LogQuery::limit, "Lines at most, 1 to 10000 (default 1000)"),
            field("since", &LogQuery::since), field("until", &LogQuery::until),
            field("search", &LogQuery::search, "Text the line contains"), field("stream", &LogQuery::stream),
            field("component", &LogQuery::component), field("format", &LogQuery::format)};
    }
};
