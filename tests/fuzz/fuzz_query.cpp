// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as a query string of the services' list.
#include "server/http/querystring.h"
#include "shared/contract/service.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const QByteArrayView text(reinterpret_cast<const char *>(data), qsizetype(size));
    if (const auto decoded = percentDecoded(text, true)) {
        FUZZ_CHECK(!decoded->contains(QChar(0)));
        FUZZ_CHECK(percentDecoded(decoded->toUtf8().toPercentEncoding(), true) == decoded);
    }
    QMap<QString, QString> errors;
    const QList<QueryPair> pairs = splitQuery(text, errors);
    FUZZ_CHECK(pairs.size() <= 64);
    QList<bool> used(pairs.size(), false);
    const ServiceQuery query = readQuery<ServiceQuery>(pairs, used, errors);
    if (errors.isEmpty())
        FUZZ_CHECK(query.page.value_or(1) >= 1 && query.per_page.value_or(20) <= maxPerPage);
    return 0;
}

QList<QByteArray> fuzzSeeds() {
    return {"page=1&per_page=20&sort=name&order=desc&status=running&search=a%20b", "search=%c3%a4+%F0%9F%98%80",
        "customer_id=cust_00000000000000000000&engine=process&template=redis", "a&b=&=c&&a", "page=1&page=2"};
}
