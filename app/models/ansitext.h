// SPDX-License-Identifier: GPL-3.0-or-later
// AnsiText: a line of a log as people see it: escape sequences taken out and turned into colours (ECMA-48 SGR), other
// control characters made visible, and how serious the line is.
#pragma once

#include <QByteArrayView>
#include <QList>
#include <QString>
#include <optional>

enum class LogLevel { None, Debug, Info, Warning, Error };

struct AnsiText {
    struct Color {
        /// 0 to 255 of the palette of 256, or a colour of its own.
        int index = -1;
        quint32 rgb = 0;
        bool operator==(const Color &) const = default;
    };
    struct Style {
        std::optional<Color> foreground;
        std::optional<Color> background;
        bool bold = false;
        bool faint = false;
        bool italic = false;
        bool underline = false;
        bool strike = false;
        bool inverse = false;
        bool operator==(const Style &) const = default;
    };
    struct Run {
        qsizetype begin = 0;
        qsizetype length = 0;
        Style style;
    };

    QString text;
    QList<Run> runs; // in order; what is in none has no style
    /// Bytes that were left out since the line is longer than `most`.
    qsizetype cut = 0;

    /// Of UTF-8. At most `most` bytes are looked at.
    static AnsiText parse(QByteArrayView line, qsizetype most);
    /// Without colours, whole.
    static QString plain(QByteArrayView line) { return parse(line, line.size()).text; }
};

/// By the first word that names one.
LogLevel levelOf(const QString &text);
