// SPDX-License-Identifier: GPL-3.0-or-later
// ImageReference: the parts of an image's name (https://docs.docker.com/engine/reference/commandline/tag/).
#pragma once

#include <QString>

struct ImageReference {
    QString registry; // host[:port]; docker.io unless said otherwise
    QString repository; // library/redis
    /// The name as it was written, without tag and digest: redis.
    QString name;
    QString tag; // empty with a digest only
    QString digest; // sha256:..., empty unless given

    static ImageReference parse(const QString &text);
    /// An image's id names an image of one engine and cannot be fetched.
    static bool isId(const QString &text) { return text.startsWith(QLatin1String("sha256:")); }
    /// Whether the registry may hold a newer one under the same name: `latest`, said or not.
    bool floats() const { return digest.isEmpty() && tag == QLatin1String("latest"); }
};
