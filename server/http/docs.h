// SPDX-License-Identifier: GPL-3.0-or-later
// The OpenAPI document as a page to read: rendered here, without scripts and without any outside host.
#pragma once

#include <QByteArray>
#include <QJsonObject>

QByteArray renderDocs(const QJsonObject &openApi);
