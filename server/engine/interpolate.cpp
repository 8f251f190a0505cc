// SPDX-License-Identifier: GPL-3.0-or-later
// One pass; what is put in is not looked at again, so a value cannot bring placeholders of its own.
#include "server/engine/interpolate.h"

Result<QString> interpolate(const QString &text, const QMap<QString, QString> &values) {
    QString out;
    for (qsizetype at = 0; at < text.size();) {
        const qsizetype dollar = text.indexOf(u'$', at);
        if (dollar < 0 || dollar + 1 >= text.size()) {
            out += QStringView(text).sliced(at);
            break;
        }
        out += QStringView(text).sliced(at, dollar - at);
        if (text[dollar + 1] == u'$') {
            out += u'$';
            at = dollar + 2;
            continue;
        }
        const qsizetype end = text[dollar + 1] == u'{' ? text.indexOf(u'}', dollar) : -1;
        if (end < 0) {
            out += u'$';
            at = dollar + 1;
            continue;
        }
        const QString inside = text.mid(dollar + 2, end - dollar - 2);
        const QString name = inside.section(u':', 0, 0);
        const QString rest = inside.mid(name.size());
        const QString value = values.value(name);
        if (!value.isEmpty() || (rest.isEmpty() && values.contains(name)))
            out += value;
        else if (rest.startsWith(QLatin1String(":-")))
            out += rest.mid(2);
        else
            return Error::validation(QStringLiteral("variables.") + name,
                rest.startsWith(QLatin1String(":?")) ? rest.mid(2) : QStringLiteral("has no value"));
        at = end + 1;
    }
    return out;
}

Result<QStringList> interpolate(const QStringList &texts, const QMap<QString, QString> &values) {
    QStringList out;
    for (const QString &text : texts) {
        TRY(done, interpolate(text, values));
        out.append(done);
    }
    return out;
}
