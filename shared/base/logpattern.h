// SPDX-License-Identifier: GPL-3.0-or-later
// LogPattern: a regular expression that takes linear time whatever it says (RE2), for searching lines and for taking
// secrets out of them.
#pragma once

#include "shared/base/result.h"
#include <QByteArray>
#include <memory>
#include <optional>

namespace re2 {
class RE2;
}

class LogPattern {
public:
    static constexpr qsizetype longest = 1000; // characters

    /// RE2's syntax. A Validation error says what is wrong with it.
    static Result<std::shared_ptr<const LogPattern>> parse(const QString &text);
    explicit LogPattern(std::unique_ptr<re2::RE2> compiled);
    ~LogPattern();
    Q_DISABLE_COPY_MOVE(LogPattern)

    bool matches(QByteArrayView line) const;
    struct Place {
        qsizetype begin = 0;
        qsizetype end = 0;
    };
    /// The first match at or behind `from`. A match never goes over a line break, so `text` may be many lines.
    std::optional<Place> find(QByteArrayView text, qsizetype from = 0) const;
    QByteArray replaced(const QByteArray &line, QByteArrayView by) const;

private:
    std::unique_ptr<re2::RE2> m_compiled;
};
using LogPatternPtr = std::shared_ptr<const LogPattern>;
