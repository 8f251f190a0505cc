// SPDX-License-Identifier: GPL-3.0-or-later
// The small languages inside a Compose file's texts: times, sizes, ports, commands, env files, image names.
#pragma once

#include "server/catalog/composeproject.h"
#include "shared/base/result.h"

// An error's first field says what is wrong with the text, in the words "must be ...". The text itself is not in it.

/// Words as a POSIX shell splits them (quotes and backslashes), without any expansion. nullopt: a quote is left open.
std::optional<QStringList> shellWords(QStringView text);

/// 1h30m, 10s, 1.5s, 500ms, 100us; largest unit first. At most a year.
std::optional<std::chrono::milliseconds> composeDuration(QStringView text);
/// Bytes as a number with the unit b, k, m, g or t (also kb, kib, ...), which are powers of 1024; none: bytes.
std::optional<qint64> composeBytes(QStringView text);

/// Ports of one entry in its short form: "80", "8080:80/udp", "127.0.0.1:8080:80", "8000-8002:80-82"; a range gives
/// several.
Result<QList<ComposePort>> composePorts(QStringView text);
/// "80", "8000-8010".
std::optional<std::pair<int, int>> portRange(QStringView text);
/// Whether text is an IPv4 or IPv6 address.
bool isAddress(const QString &text);

/// Lines NAME=VALUE, as in https://docs.docker.com/reference/compose-file/services/#env_file-format; values outside
/// single quotes are interpolated with `values` and the lines before. An error names the line.
Result<QMap<QString, QString>> envFile(const QByteArray &content, const QMap<QString, QString> &values);

/// An image's full name: redis:7 is docker.io/library/redis:7, redis is docker.io/library/redis:latest. Empty when it
/// is no image's name.
QString fullImageName(const QString &image);
/// Whether a full name fits a pattern, in which `*` stands for anything; a pattern without tag fits every tag.
bool imageFits(const QString &fullName, const QString &pattern);
