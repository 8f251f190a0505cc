// SPDX-License-Identifier: GPL-3.0-or-later
// The first part of a name is a registry when it cannot be anything else.
#include "server/engine/docker/imagereference.h"

ImageReference ImageReference::parse(const QString &text) {
    ImageReference image;
    QString rest = text;
    if (const qsizetype at = rest.indexOf(u'@'); at >= 0) {
        image.digest = rest.mid(at + 1);
        rest.truncate(at);
    }
    if (const qsizetype colon = rest.lastIndexOf(u':'); colon > rest.lastIndexOf(u'/')) {
        image.tag = rest.mid(colon + 1);
        rest.truncate(colon);
    }
    if (image.tag.isEmpty() && image.digest.isEmpty())
        image.tag = QStringLiteral("latest");
    image.name = rest;
    const QString first = rest.section(u'/', 0, 0);
    const bool hasHost =
        rest.contains(u'/') && (first.contains(u'.') || first.contains(u':') || first == QLatin1String("localhost"));
    image.registry = hasHost ? first : QStringLiteral("docker.io");
    image.repository = hasHost ? rest.mid(first.size() + 1) : rest;
    if (image.registry == QLatin1String("docker.io") && !image.repository.contains(u'/'))
        image.repository.prepend(QLatin1String("library/"));
    return image;
}
