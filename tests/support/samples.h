// SPDX-License-Identifier: GPL-3.0-or-later
// What tests of single widgets show, and how they find a button in them.
#pragma once

#include "shared/contract/problem.h"
#include "shared/contract/service.h"
#include <QPushButton>

inline QPushButton *button(QWidget &parent, const QString &text) {
    const auto all = parent.findChildren<QPushButton *>();
    for (QPushButton *one : all)
        if (one->text() == text)
            return one;
    return nullptr;
}
inline Service service(int number, const QString &name) {
    Service s;
    s.id.value = QStringLiteral("svc_%1").arg(number, 20, 10, QLatin1Char('0'));
    s.name = name;
    return s;
}
inline Problem problem() {
    Problem p;
    p.error = {ErrorCode::Conflict, QStringLiteral("The name \"web\" is taken"), QStringLiteral("Choose another"), {}};
    p.requestId = QStringLiteral("req_1");
    return p;
}
