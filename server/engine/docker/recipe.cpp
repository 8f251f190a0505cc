// SPDX-License-Identifier: GPL-3.0-or-later
// Lines put together as builders do it, and the instructions among them that name images.
#include "server/engine/docker/recipe.h"
#include "server/catalog/composereading.h"
#include <QRegularExpression>

static QRegularExpression form(const char *pattern) {
    return QRegularExpression(QString::fromLatin1(pattern), QRegularExpression::CaseInsensitiveOption);
}

/// A line goes on behind a backslash at its end; behind two of them for older builders only.
static QStringList instructions(const QByteArray &dockerfile, bool goesOnBehindTwo) {
    QStringList all;
    QByteArray instruction;
    for (QByteArray line : dockerfile.split('\n')) {
        const QByteArray bare = line.trimmed();
        if (bare.isEmpty() || bare.startsWith('#'))
            continue;
        while (line.endsWith(' ') || line.endsWith('\t') || line.endsWith('\r'))
            line.chop(1);
        const bool goesOn = line.endsWith('\\') && (goesOnBehindTwo || !line.endsWith("\\\\"));
        line.chop(goesOn ? 1 : 0);
        instruction += line;
        if (!goesOn)
            all.append(QString::fromUtf8(std::exchange(instruction, {})));
    }
    all.append(QString::fromUtf8(instruction));
    return all;
}

QStringList recipe::images(const QByteArray &dockerfile) {
    static const auto anyFrom = form("^\\s*FROM\\b");
    static const auto from = form("^\\s*FROM\\s+(?:--\\S+\\s+)*(\\S+)(?:\\s+AS\\s+(\\S+))?\\s*$");
    static const auto copy = form("^\\s*(?:ONBUILD\\s+)*(?:COPY|ADD)\\s(?:.*\\s)?--from=(\\S+)");
    static const auto stageNumber = form("^\\d+$");
    QStringList images;
    for (const bool goesOnBehindTwo : {false, true}) {
        QStringList stages{QStringLiteral("scratch")};
        const auto take = [&](const QString &image) {
            if (!stages.contains(image, Qt::CaseInsensitive) && !images.contains(image))
                images.append(image);
        };
        for (const QString &line : instructions(dockerfile, goesOnBehindTwo)) {
            if (const auto base = from.match(line); base.hasMatch()) {
                take(base.captured(1));
                stages.append(base.captured(2));
            } else if (anyFrom.match(line).hasMatch()) {
                take(line.trimmed().left(200));
            } else if (const auto other = copy.match(line);
                       other.hasMatch() && !stageNumber.match(other.captured(1)).hasMatch()) {
                take(other.captured(1));
            }
        }
    }
    return images;
}

QString recipe::problem(const ComposePolicy &policy, const QByteArray &dockerfile) {
    static const auto escape = QRegularExpression(QStringLiteral("^\\s*#\\s*escape\\s*="),
        QRegularExpression::CaseInsensitiveOption | QRegularExpression::MultilineOption);
    if (policy.images.isEmpty())
        return {};
    if (escape.match(QString::fromUtf8(dockerfile)).hasMatch())
        return QStringLiteral("changes its escape character, so that it cannot be held against policy.images");
    for (const QString &image : images(dockerfile))
        if (const QString wrong = imageProblem(policy, image); !wrong.isEmpty())
            return QStringLiteral("%1: %2").arg(image, wrong);
    return {};
}
