// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as the bodies and WebSocket requests of clients: errors with paths, or values that survive writing.
#include "shared/contract/events.h"
#include "shared/contract/problem.h"
#include "shared/contract/service.h"
#include "tests/fuzz/fuzz.h"

template <typename T>
static void tryOut(const QByteArray &text) {
    const auto value = fromJson<T>(text, UnknownFields::Refuse);
    if (value) {
        const QByteArray json = toJson(*value);
        const auto again = fromJson<T>(json, UnknownFields::Refuse);
        FUZZ_CHECK(again && toJson(*again) == json);
        return;
    }
    FUZZ_CHECK(value.error().fields.size() <= 100);
    const QByteArray body = errorBody(value.error(), "id");
    FUZZ_CHECK(QJsonDocument::fromJson(body).isObject() && body.size() < 200'000);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const QByteArray text(reinterpret_cast<const char *>(data), qsizetype(size));
    tryOut<CreateService>(text);
    tryOut<PatchService>(text);
    tryOut<SocketRequest>(text);
    JsonWriter out(1);
    out.utf8(text);
    FUZZ_CHECK(QJsonDocument::fromJson('[' + out.take() + ']').isArray());
    if (const auto time = parseTimestamp(QString::fromUtf8(text)))
        FUZZ_CHECK(parseTimestamp(QString::fromLatin1(formatTimestamp(*time))).operator bool());
    return 0;
}

QList<QByteArray> fuzzSeeds() {
    return {R"({"name":"hello","template":"redis","variables":{"A":1,"B":"x","C":true},"labels":{"team":"a"}})",
        R"({"name":"x","image":{"image":"a","ports":[1,2]},"git":{"url":"u"},"custom_domains":["a.b","c"]})",
        R"({"labels":{"a":"\ud83d\ude00\u0000"},"backup_enabled":true})",
        R"({"type":"subscribe","request":1,"channel":"logs","service_id":"svc_00000000000000000000","after":"e:5"})",
        "2026-03-29T10:00:00.123+02:00"};
}
