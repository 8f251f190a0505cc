// SPDX-License-Identifier: GPL-3.0-or-later
// A Dockerfile, as far as it says which images are taken to build from it.
#pragma once

#include "server/catalog/composeproject.h"

namespace recipe {
/// The images it stands on or copies from, its own stages left out. Builders differ in what they take for one line, so
/// all that any of them could see is there; what cannot be read as a name stands there as it is written.
QStringList images(const QByteArray &dockerfile);
/// Why the operator's policy lets nobody build by it; empty when it does.
QString problem(const ComposePolicy &policy, const QByteArray &dockerfile);
} // namespace recipe
