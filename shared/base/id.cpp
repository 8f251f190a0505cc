// SPDX-License-Identifier: GPL-3.0-or-later
// Making and checking the body of an id.
#include "shared/base/id.h"
#include <QRandomGenerator>

static constexpr char alphabet[] = "0123456789abcdefghijklmnopqrstuv";

QString makeIdBody(Timestamp now) {
    QString body(20, Qt::Uninitialized);
    auto fill = [&body](qsizetype from, quint64 bits) {
        for (qsizetype i = from + 9; i >= from; --i, bits >>= 5)
            body[i] = QLatin1Char(alphabet[bits & 31]);
    };
    fill(0, quint64(now.time_since_epoch().count()));
    fill(10, QRandomGenerator::system()->generate64());
    return body;
}

bool isIdBody(QStringView text) {
    if (text.size() != 20)
        return false;
    return std::all_of(
        text.begin(), text.end(), [](QChar c) { return (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'v'); });
}
