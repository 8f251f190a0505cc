// SPDX-License-Identifier: GPL-3.0-or-later
// Ids and query parameters into the request target.
#include "app/client/apirequest.h"
#include <QCoreApplication>
#include <QUrl>

namespace apirequest {

QByteArray encoded(const QString &text) {
    return QUrl::toPercentEncoding(text);
}

void bindId(ApiRequest &request, const QString &id, bool valid) {
    // A segment of dots alone cannot be sent: every URL library takes it for "here" and "one up".
    if (!valid || id == QLatin1String(".") || id == QLatin1String("..")) {
        request.invalid = Error{ErrorCode::NotFound, QCoreApplication::translate("ApiRequest", "Not found"),
            QCoreApplication::translate("ApiRequest", "\"%1\" is not an id of this kind").arg(id.left(64)), {}};
        return;
    }
    const qsizetype open = request.target.indexOf('<');
    const qsizetype close = request.target.indexOf('>', open);
    request.target.replace(open, close - open + 1, encoded(id));
}

void bindParameter(ApiRequest &request, std::string_view name, const QString &value) {
    request.target += request.target.contains('?') ? '&' : '?';
    request.target.append(name.data(), qsizetype(name.size()));
    request.target += '=' + encoded(value);
}

Error misunderstood(const Error &cause) {
    QString details = QCoreApplication::translate("ApiRequest",
        "Check that this is the address of an AI Admin Panel server and that its version fits this program.");
    if (!cause.fields.isEmpty())
        details += u' ' + cause.fields.firstKey() + u' ' + cause.fields.first() + u'.';
    return {ErrorCode::Internal, QCoreApplication::translate("ApiRequest", "The server's answer is not understood"),
        details, {}};
}

} // namespace apirequest
