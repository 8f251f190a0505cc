// SPDX-License-Identifier: GPL-3.0-or-later
// RE2 behind a door: nothing else includes it.
#include "shared/base/logpattern.h"
#include <QString>
#include <re2/re2.h>

LogPattern::LogPattern(std::unique_ptr<re2::RE2> compiled) : m_compiled(std::move(compiled)) { }
LogPattern::~LogPattern() = default;

Result<LogPatternPtr> LogPattern::parse(const QString &text) {
    if (text.size() > longest)
        return Error{ErrorCode::Validation,
            QStringLiteral("must be no longer than %1 characters, got %2").arg(longest).arg(text.size()), {}, {}};
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(2 << 20); // a connection may have many
    options.set_never_nl(true);
    auto compiled = std::make_unique<re2::RE2>(text.toStdString(), options);
    if (!compiled->ok())
        return Error{ErrorCode::Validation,
            QStringLiteral("must be a regular expression of RE2: %1").arg(QString::fromStdString(compiled->error())),
            {}, {}};
    return std::make_shared<const LogPattern>(std::move(compiled));
}

bool LogPattern::matches(QByteArrayView line) const {
    return re2::RE2::PartialMatch(re2::StringPiece(line.data(), size_t(line.size())), *m_compiled);
}

std::optional<LogPattern::Place> LogPattern::find(QByteArrayView text, qsizetype from) const {
    const re2::StringPiece whole(text.data(), size_t(text.size()));
    re2::StringPiece found;
    if (from > text.size() || !m_compiled->Match(whole, size_t(from), whole.size(), re2::RE2::UNANCHORED, &found, 1))
        return std::nullopt;
    const qsizetype begin = found.data() - whole.data();
    return Place{begin, begin + qsizetype(found.size())};
}

QByteArray LogPattern::replaced(const QByteArray &line, QByteArrayView by) const {
    std::string text = line.toStdString();
    re2::RE2::GlobalReplace(&text, *m_compiled, re2::StringPiece(by.data(), size_t(by.size())));
    return QByteArray::fromStdString(text);
}
