// SPDX-License-Identifier: GPL-3.0-or-later
// Rules of names, addresses and texts that people write.
#include "shared/contract/rules.h"
#include <QRegularExpression>

namespace rules {

static bool hasControl(const QString &text, bool lineBreaksToo) {
    return std::any_of(text.begin(), text.end(), [lineBreaksToo](QChar c) {
        const bool isBreak = c == u'\n' || c == u'\r' || c == u'\t';
        return c.category() == QChar::Other_Control && (lineBreaksToo || !isBreak);
    });
}

QString lineOfText(const QString &text, int least, int most) {
    const bool fits = text.trimmed().size() >= least && text.size() <= most && !hasControl(text, true);
    return fits ? QString() : QStringLiteral("must be one line of %1 to %2 characters").arg(least).arg(most);
}

QString text(const QString &text, int most) {
    if (text.size() > most)
        return QStringLiteral("must have at most %1 characters, got %2").arg(most).arg(text.size());
    return hasControl(text, false) ? QStringLiteral("must not hold control characters") : QString();
}

QString email(const QString &text) {
    static const QRegularExpression address(QStringLiteral("^[^\\s@<>\"]{1,64}@[^\\s@<>\"]{1,253}\\z"));
    return address.match(text).hasMatch() ? QString()
                                          : QStringLiteral("must be an e-mail address like name@example.com");
}

} // namespace rules
