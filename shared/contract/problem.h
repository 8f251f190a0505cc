// SPDX-License-Identifier: GPL-3.0-or-later
// The one map from errors to HTTP and back, and the JSON body of an error (api.md, section 2).
#pragma once

#include "shared/base/result.h"
#include <QByteArray>
#include <QByteArrayView>

/// The HTTP status of a code (RFC 9110, section 15).
int httpStatus(ErrorCode code);
/// The word in `error.code`, e.g. "not_found".
QByteArrayView codeWord(ErrorCode code);

/// {"error":{"code","message","details"?,"fields"?,"request_id"}}. Internal errors show nothing of the inside.
QByteArray errorBody(const Error &error, QByteArrayView requestId);

/// What a client reads from an error answer. A body that is no such object becomes an error that names the status.
struct Problem {
    Error error;
    QString requestId;
};
Problem readProblem(int status, const QByteArray &body);
