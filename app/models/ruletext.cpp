// SPDX-License-Identifier: GPL-3.0-or-later
// The sentences of the rules, with %1 where they name a value.
#include "app/models/ruletext.h"
#include <QCoreApplication>
#include <QList>
#include <QRegularExpression>

// One that ends in "got" stands before the one without.
static constexpr const char *sentences[] = {
    QT_TRANSLATE_NOOP("rules", "Service name is required"),
    QT_TRANSLATE_NOOP("rules", "must have 2 to 40 characters, got %1"),
    QT_TRANSLATE_NOOP("rules", "must begin with a letter a to z"),
    QT_TRANSLATE_NOOP("rules", "may have only letters a to z, digits and hyphens"),
    QT_TRANSLATE_NOOP("rules", "must end with a letter or a digit"),
    QT_TRANSLATE_NOOP("rules", "must have at most %1 entries, got %2"),
    QT_TRANSLATE_NOOP("rules", "must have at most %1 entries"),
    QT_TRANSLATE_NOOP("rules", "keys must have 1 to 63 characters"),
    QT_TRANSLATE_NOOP("rules", "the value of \"%1\" must have at most 255 characters"),
    QT_TRANSLATE_NOOP("rules", "must be a whole number"),
    QT_TRANSLATE_NOOP("rules", "must be a number"),
    QT_TRANSLATE_NOOP("rules", "must be between %1 and %2, got %3"),
    QT_TRANSLATE_NOOP("rules", "must be at least %1, got %2"),
    QT_TRANSLATE_NOOP("rules", "must be at most %1, got %2"),
    QT_TRANSLATE_NOOP("rules", "must be a domain name like app.example.com"),
    QT_TRANSLATE_NOOP("rules", "must be a port between 1 and 65535"),
    QT_TRANSLATE_NOOP("rules", "must be true or false"),
    QT_TRANSLATE_NOOP("rules", "must be one of: %1"),
    QT_TRANSLATE_NOOP("rules", "must be a URL that begins with http:// or https://"),
    QT_TRANSLATE_NOOP("rules", "must be a URL that begins with %1"),
    QT_TRANSLATE_NOOP("rules", "must be a URL: ssh://%1/%2"),
    QT_TRANSLATE_NOOP("rules", "must be one line"),
    QT_TRANSLATE_NOOP("rules", "must be one line of %1 to %2 characters"),
    QT_TRANSLATE_NOOP("rules", "must be one line of at most 255 characters without a colon"),
    QT_TRANSLATE_NOOP("rules", "must have at least %1 characters"),
    QT_TRANSLATE_NOOP("rules", "must have at most %1 characters, got %2"),
    QT_TRANSLATE_NOOP("rules", "must have at most 8192 characters"),
    QT_TRANSLATE_NOOP("rules", "must have at most %1 characters"),
    QT_TRANSLATE_NOOP("rules", "must match the pattern %1"),
    QT_TRANSLATE_NOOP("rules", "must be a port like 80 or \"8080:80\""),
    QT_TRANSLATE_NOOP("rules", "must be a port like 80, 8080:80 or 127.0.0.1:8080:80/udp"),
    QT_TRANSLATE_NOOP("rules", "must be an image reference like nginx:1.25 or ghcr.io/owner/app:latest"),
    QT_TRANSLATE_NOOP("rules", "must be a host with or without a port, like ghcr.io or registry.example.com:5000"),
    QT_TRANSLATE_NOOP("rules", "must be named by letters, digits and underscores, no digit first"),
    QT_TRANSLATE_NOOP("rules", "must be text, a number, true or false"),
    QT_TRANSLATE_NOOP("rules", "must name a host"),
    QT_TRANSLATE_NOOP("rules", "must not hold credentials; give them as username and token"),
    QT_TRANSLATE_NOOP("rules", "must be a branch, a tag or a full commit id"),
    QT_TRANSLATE_NOOP("rules", "must be a folder inside the repository, like deploy or apps/web"),
    QT_TRANSLATE_NOOP("rules", "must not hold control characters"),
    QT_TRANSLATE_NOOP("rules", "must be an e-mail address like name@example.com"),
    QT_TRANSLATE_NOOP("rules", "is required"),
    QT_TRANSLATE_NOOP("rules", "%1 is required"),
};

namespace {
struct Form {
    const char *sentence;
    QRegularExpression pattern;
};

QList<Form> forms() {
    static const QRegularExpression place(QStringLiteral("\\\\%[1-9]"));
    QList<Form> all;
    for (const char *sentence : sentences) {
        const QString escaped = QRegularExpression::escape(QString::fromLatin1(sentence));
        all.append({sentence,
            QRegularExpression(
                QRegularExpression::anchoredPattern(QString(escaped).replace(place, QStringLiteral("(.*)"))),
                QRegularExpression::DotMatchesEverythingOption)});
    }
    return all;
}
} // namespace

QString ruleText(const QString &english) {
    static const QList<Form> known = forms();
    if (english.size() > 2000) // no rule says that much
        return english;
    for (const Form &form : known) {
        const auto match = form.pattern.match(english);
        if (!match.hasMatch())
            continue;
        // A value may have a %1 of its own, so it goes in once and is not looked through again.
        const QString text = QCoreApplication::translate("rules", form.sentence);
        QString filled;
        for (qsizetype i = 0; i < text.size(); ++i) {
            const int number = text[i] == u'%' && i + 1 < text.size() ? text[i + 1].digitValue() : -1;
            if (number < 1 || number > match.lastCapturedIndex()) {
                filled += text[i];
                continue;
            }
            filled += match.captured(number);
            ++i;
        }
        return filled;
    }
    return english;
}
