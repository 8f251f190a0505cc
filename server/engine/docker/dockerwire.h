// SPDX-License-Identifier: GPL-3.0-or-later
// Small forms of the Engine API that are no JSON.
#pragma once

#include <QByteArray>
#include <QString>

namespace wire {

/// What a program has written, out of the frames of an attached stream: 1 byte which one, 3 of zero, 4 of length.
QByteArray output(const QByteArray &frames);

/// Of "Exited (3) 2 seconds ago"; -1 for a container that has not ended.
int exitCode(const QString &status);

} // namespace wire
