// SPDX-License-Identifier: GPL-3.0-or-later
// How numbers, times and the API's words are written for people.
#pragma once

#include "shared/contract/service.h"

namespace format {
/// "deploying" → "Deploying", in the language of the desktop.
QString word(const QString &apiWord);
/// "pull" → "Pull image"; a step of an operation.
QString step(const QString &name);
/// The state that colours an operation: one that runs is under way, while a service that runs is well.
QString progressWord(const QString &apiWord);
/// Where a service comes from: its template, or how it was deployed.
QString source(const Service &service);
/// Health means something while a service runs; otherwise a dash and no word.
QString health(const Service &service);
QString healthWord(const Service &service);
QString healthReason(const Service &service);
/// Cores as per cent of one: "250 %".
QString cpu(double cores);
/// "0 MiB", "1.5 GiB"; "of" a limit where there is one.
/// Whether it runs, so that there is something to measure.
bool isMeasured(const Service &service);
QString usage(double usedMb, int limitMb);
QString cpuUsage(double cores, double limit);
QString megabytes(double value);
QString percent(double fraction);
/// "just now", "40 s ago", "5 min ago", "3 h ago", "2 d ago".
QString relative(Timestamp time, Timestamp now = SystemClock().now());
/// "40 ms", "2.5 s", "3 min 5 s".
QString duration(std::chrono::milliseconds time);
/// From `start` to `end`, or to now while there is none.
QString span(Timestamp start, std::optional<Timestamp> end, Timestamp now = SystemClock().now());
/// "14:03:12.250", in local time.
QString clock(Timestamp time);
/// The date in short and the time to the second, "24.11.26 14:03:12" in German; in local time, for columns.
QString stamp(Timestamp time);
/// In local time, to the second.
QString absolute(Timestamp time);
} // namespace format
