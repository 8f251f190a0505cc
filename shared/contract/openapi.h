// SPDX-License-Identifier: GPL-3.0-or-later
// The OpenAPI 3.1 document, generated from the endpoint table; `aiadminpaneld print-openapi` prints it.
#pragma once

#include <QJsonObject>

QJsonObject openApiDocument();
