// SPDX-License-Identifier: GPL-3.0-or-later
// Reading them.
#include "server/http/cookie.h"

QByteArray cookieOf(const HttpRequest &request, QByteArrayView name) {
    QByteArrayView found;
    for (const HttpField &field : request.headers) {
        if (field.name != "cookie")
            continue;
        for (QByteArrayView rest = field.value; !rest.isEmpty();) {
            const qsizetype end = rest.indexOf(';');
            const QByteArrayView pair = (end < 0 ? rest : rest.first(end)).trimmed();
            rest = end < 0 ? QByteArrayView() : rest.sliced(end + 1);
            if (!pair.startsWith(name) || pair.size() <= name.size() || pair[name.size()] != '=')
                continue;
            const QByteArrayView value = pair.sliced(name.size() + 1);
            if (!found.isNull() && found != value)
                return {};
            found = value;
        }
    }
    return found.toByteArray();
}
