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
    int revision = 0;
    QString text;

    static constexpr std::string_view schemaName = "LogEntry";
    static constexpr auto fields() {
        return fieldList(field("seq", &LogEntry::seq, "Counts this service's lines without a hole"),
            field("time", &LogEntry::time), field("stream", &LogEntry::stream),
            field("component", &LogEntry::component), field("replica", &LogEntry::replica),
            field("revision", &LogEntry::revision, "Of the service, that wrote it; 0 is not known"),
            field("text", &LogEntry::text, "Bytes that are no UTF-8 are shown as \\xNN"));
    }
    bool operator==(const LogEntry &) const = default;
};

struct LogPage {
    QList<LogEntry> data;
    QString cursor;
    QString oldest;
    QString previous;
    qint64 total_in_range = 0;

    static constexpr std::string_view schemaName = "LogPage";
    static constexpr auto fields() {
        return fieldList(field("data", &LogPage::data),
            field("cursor", &LogPage::cursor, "EPOCH:SEQ of the last line; give it as `after`"),
            field("oldest", &LogPage::oldest, "The oldest cursor there is"),
            field("previous", &LogPage::previous, "Give it as `before` for what comes before this page"),
            field("total_in_range", &LogPage::total_in_range, "Lines the filter lets through"));
    }
};

enum class LogFormatParameter { Json, Text };
constexpr auto names(LogFormatParameter) {
    return std::array<std::string_view, 2>{"json", "text"};
}

struct LogQuery : QueryParameters {
    std::optional<int> tail;
    std::optional<QString> after;
    std::optional<QString> before;
    std::optional<int> limit;
    std::optional<Timestamp> since;
    std::optional<Timestamp> until;
    std::optional<QString> search;
    std::optional<QString> regex;
    std::optional<LogStream> stream;
    std::optional<QString> component;
    std::optional<LogFormatParameter> format;

    static constexpr auto fields() {
        return fieldList(field("tail", &LogQuery::tail, "The last N lines, 1 to 10000 (default 200)"),
            field("after", &LogQuery::after, "Cursor to continue after"),
            field("before", &LogQuery::before, "Cursor of a line to continue before, backwards"),
            field("limit", &LogQuery::limit, "Lines at most, 1 to 10000 (default 1000)"),
            field("since", &LogQuery::since), field("until", &LogQuery::until),
            field("search", &LogQuery::search, "Text the line contains"),
            field("regex", &LogQuery::regex, "Regular expression (RE2) that matches in the line"),
            field("stream", &LogQuery::stream), field("component", &LogQuery::component),
            field("format", &LogQuery::format, "Given without tail and limit: all of the range, as a download"));
    }
};

/// A line that was found, and where.
struct LogMatch {
    ServiceId service_id;
    QString service_name;
    QString cursor;
    LogEntry line;

    static constexpr std::string_view schemaName = "LogMatch";
    static constexpr auto fields() {
        return fieldList(field("service_id", &LogMatch::service_id), field("service_name", &LogMatch::service_name),
            field("cursor", &LogMatch::cursor, "For what is before and after it in GET /api/services/:id/logs"),
            field("line", &LogMatch::line));
    }
};

struct LogMatches {
    QList<LogMatch> data;
    qint64 total = 0;
    int services = 0;

    static constexpr std::string_view schemaName = "LogMatches";
    static constexpr auto fields() {
        return fieldList(field("data", &LogMatches::data, "The latest first"),
            field("total", &LogMatches::total, "Lines that were found in all"),
            field("services", &LogMatches::services, "Services that were searched"));
    }
};

struct LogSearchQuery : QueryParameters {
    std::optional<QString> search;
    std::optional<QString> regex;
    std::optional<Timestamp> since;
    std::optional<Timestamp> until;
    std::optional<LogStream> stream;
    std::optional<QString> component;
    std::optional<int> limit;

    static constexpr auto fields() {
        return fieldList(field("search", &LogSearchQuery::search, "Text the line contains"),
            field("regex", &LogSearchQuery::regex, "Regular expression (RE2) that matches in the line"),
            field("since", &LogSearchQuery::since), field("until", &LogSearchQuery::until),
            field("stream", &LogSearchQuery::stream), field("component", &LogSearchQuery::component),
            field("limit", &LogSearchQuery::limit, "Lines at most, 1 to 1000 (default 100)"));
    }
};
