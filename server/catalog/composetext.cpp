// SPDX-License-Identifier: GPL-3.0-or-later
// Writes a Compose file; every value is a quoted text, so that none can be taken for something else.
#include "server/catalog/composeproject.h"

namespace {
QByteArray quoted(const QString &text) {
    QString out = QStringLiteral("\"");
    for (const QChar c : text) {
        if (c == u'"' || c == u'\\')
            out += QLatin1Char('\\') + c;
        else if (c == u'\n')
            out += QLatin1String("\\n");
        else if (c.unicode() < 0x20 || (c.unicode() >= 0x7f && c.unicode() < 0xa0))
            out += QStringLiteral("\\x%1").arg(c.unicode(), 2, 16, QLatin1Char('0'));
        else
            out += c;
    }
    return (out + QLatin1Char('"')).toUtf8();
}
QByteArray value(QString text) {
    return quoted(text.replace(QLatin1String("$"), QLatin1String("$$")));
}
} // namespace

QByteArray composeOfImage(const QString &image, const QStringList &ports, const QStringList &environment) {
    QByteArray out = "services:\n  app:\n    image: " + value(image) + "\n";
    if (!ports.isEmpty())
        out += "    ports:\n";
    for (const QString &port : ports)
        out += "      - " + value(port) + "\n";
    if (!environment.isEmpty())
        out += "    environment:\n";
    for (const QString &name : environment)
        out += "      " + quoted(name) + ": \"${" + name.toUtf8() + "-}\"\n";
    return out;
}
