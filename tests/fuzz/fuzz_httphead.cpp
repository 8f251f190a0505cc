// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as a request head: refused with a status, or taken in a way that another parser would take it too.
#include "server/http/httphead.h"
#include "server/http/querystring.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const QByteArrayView text(reinterpret_cast<const char *>(data), qsizetype(size));
    HttpHead head;
    const int status = parseHead(text, HttpLimits(), head);
    FUZZ_CHECK(status == 0 || (status >= 400 && status < 600));
    if (status != 0)
        return 0;
    FUZZ_CHECK(head.contentLength >= 0 && !(head.chunked && head.contentLength > 0));
    FUZZ_CHECK(head.request.path.startsWith('/') || head.request.path == "*");
    QByteArray again = head.request.method.toByteArray() + ' ' + head.request.path;
    if (!head.request.query.isNull())
        again += '?' + head.request.query.toByteArray();
    again += head.oldVersion ? " HTTP/1.0\r\n" : " HTTP/1.1\r\n";
    for (const auto &[name, value] : head.request.headers) {
        FUZZ_CHECK(!value.contains('\n') && !value.contains('\r') && !value.contains('\0'));
        again += name.toByteArray() + ": " + value + "\r\n";
    }
    again += "\r\n";
    HttpHead second;
    FUZZ_CHECK(parseHead(again, HttpLimits(), second) == 0);
    FUZZ_CHECK(std::equal(second.request.headers.begin(), second.request.headers.end(), head.request.headers.begin(),
                   head.request.headers.end(),
                   [](const HttpField &a, const HttpField &b) { return a.name == b.name && a.value == b.value; })
        && second.request.path == head.request.path);
    FUZZ_CHECK(second.chunked == head.chunked && second.contentLength == head.contentLength);
    FUZZ_CHECK(second.keepAlive == head.keepAlive && second.upgradesToWebSocket == head.upgradesToWebSocket);
    QMap<QString, QString> errors;
    FUZZ_CHECK(splitQuery(head.request.query, errors).size() <= 64);
    return 0;
}

QList<QByteArray> fuzzSeeds() {
    return {"GET /api/services?page=1&per_page=20 HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer aap_x\r\n\r\n",
        "POST /a%2Fb HTTP/1.1\r\nHost: [::1]:80\r\nContent-Length: 12\r\nConnection: close, x\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n",
        "GET /api/ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
        "OPTIONS * HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"};
}
