// SPDX-License-Identifier: GPL-3.0-or-later
// Templates in containers.
#include "tests/e2e/dockerpanel.h"
#include <QTest>

class tst_dockertemplates : public QObject {
    Q_OBJECT
};

QTEST_GUILESS_MAIN(tst_dockertemplates)
#include "tst_dockertemplates.moc"
