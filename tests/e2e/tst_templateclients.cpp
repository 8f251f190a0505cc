// SPDX-License-Identifier: GPL-3.0-or-later
// Templates for real, asked by their own clients.
#include "tests/support/livepanel.h"
#include <QTest>

class tst_templateclients : public QObject {
    Q_OBJECT
};

QTEST_GUILESS_MAIN(tst_templateclients)
#include "tst_templateclients.moc"
