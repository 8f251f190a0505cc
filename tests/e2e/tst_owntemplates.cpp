// SPDX-License-Identifier: GPL-3.0-or-later
// Templates by the API.
#include "tests/support/livepanel.h"
#include <QTest>

class tst_owntemplates : public QObject {
    Q_OBJECT
};

QTEST_GUILESS_MAIN(tst_owntemplates)
#include "tst_owntemplates.moc"
