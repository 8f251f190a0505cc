// SPDX-License-Identifier: GPL-3.0-or-later
// The error table.
#include "shared/contract/problem.h"
#include "shared/base/codec.h"

namespace {
struct Row {
    ErrorCode code;
    int status;
    QByteArrayView word;
};
constexpr Row table[] = {
    {ErrorCode::BadRequest, 400, "bad_request"},
    {ErrorCode::Unauthorized, 401, "unauthorized"},
    {ErrorCode::Forbidden, 403, "forbidden"},
    {ErrorCode::NotFound, 404, "not_found"},
    {ErrorCode::MethodNotAllowed, 405, "method_not_allowed"},
    {ErrorCode::Timeout, 408, "bad_request"},
    {ErrorCode::Conflict, 409, "conflict"},
    {ErrorCode::Gone, 410, "not_found"},
    {ErrorCode::PreconditionFailed, 412, "precondition_failed"},
    {ErrorCode::PayloadTooLarge, 413, "payload_too_large"},
    {ErrorCode::UnsupportedMediaType, 415, "unsupported_media_type"},
    {ErrorCode::Validation, 422, "validation_error"},
    {ErrorCode::QuotaExceeded, 422, "quota_exceeded"},
    {ErrorCode::RateLimited, 429, "rate_limited"},
    {ErrorCode::Internal, 500, "internal_error"},
    {ErrorCode::Unavailable, 503, "unavailable"},
};

const Row &rowOf(ErrorCode code) {
    for (const Row &row : table)
        if (row.code == code)
            return row;
    return rowOf(ErrorCode::Internal);
}
} // namespace

int httpStatus(ErrorCode code) {
    return rowOf(code).status;
}

QByteArrayView codeWord(ErrorCode code) {
    return rowOf(code).word;
}

QByteArray errorBody(const Error &error, QByteArrayView requestId) {
    const bool inside = error.code == ErrorCode::Internal;
    JsonWriter out;
    out.beginObject();
    out.key("error");
    out.beginObject();
    out.key("code");
    out.plain(codeWord(error.code));
    out.key("message");
    out.value(QStringView(inside ? QStringLiteral("Internal server error") : error.message));
    const QString details =
        inside ? QStringLiteral("The server's log has the cause under this request id") : error.details;
    if (!details.isEmpty()) {
        out.key("details");
        out.value(QStringView(details));
    }
    if (!error.fields.isEmpty()) {
        out.key("fields");
        Codec<QMap<QString, QString>>::write(out, error.fields);
    }
    out.key("request_id");
    out.utf8(requestId);
    out.endObject();
    out.endObject();
    return out.take();
}

Problem readProblem(int status, const QByteArray &body) {
    const QJsonObject json = QJsonDocument::fromJson(body).object().value(QLatin1String("error")).toObject();
    const QString word = json.value(QLatin1String("code")).toString();
    Problem problem;
    problem.error.code = ErrorCode::Internal;
    bool found = false;
    for (const Row &row : table) {
        // The status decides among codes that share a word; the word among codes that share a status.
        if (row.status == status && (!found || QLatin1String(row.word.data(), row.word.size()) == word)) {
            problem.error.code = row.code;
            found = true;
        }
    }
    problem.error.message = json.value(QLatin1String("message")).toString();
    if (problem.error.message.isEmpty())
        problem.error.message = QStringLiteral("The server answered with status %1").arg(status);
    problem.error.details = json.value(QLatin1String("details")).toString();
    const QJsonObject fields = json.value(QLatin1String("fields")).toObject();
    for (auto it = fields.begin(); it != fields.end(); ++it)
        problem.error.fields.insert(it.key(), it.value().toString());
    problem.requestId = json.value(QLatin1String("request_id")).toString();
    return problem;
}
