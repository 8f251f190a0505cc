// SPDX-License-Identifier: GPL-3.0-or-later
// showProgress: how far a download is, once it takes its time, and a way to stop it.
#pragma once

#include "app/client/download.h"

class QWidget;

/// `what`: "Saving the log of web…"; it goes away with the download.
void showProgress(Download *download, const QString &title, const QString &what, QWidget *window);
