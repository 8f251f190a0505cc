// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as a chunked body: the same comes out wherever the network cuts them.
#include "server/http/chunkdecoder.h"
#include "tests/fuzz/fuzz.h"

namespace {
struct Outcome {
    QByteArray body;
    int error;
    bool done;
    qsizetype taken;
    bool operator==(const Outcome &) const = default;
};

Outcome decode(QByteArrayView input, qsizetype piece) {
    ChunkDecoder decoder(4096);
    qsizetype at = 0;
    while (at < input.size() && !decoder.isDone() && decoder.error() == 0) {
        const qsizetype taken = decoder.feed(input.sliced(at, std::min(piece, input.size() - at)));
        FUZZ_CHECK(taken > 0);
        at += taken;
        FUZZ_CHECK(decoder.bodySize() <= 4096);
    }
    const int error = decoder.error();
    FUZZ_CHECK(error == 0 || error == 400 || error == 413);
    const bool done = decoder.isDone();
    return {error ? QByteArray() : decoder.takeBody(), error, done, at};
}
} // namespace

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const QByteArrayView input(reinterpret_cast<const char *>(data), qsizetype(size));
    const Outcome whole = decode(input, std::max<qsizetype>(1, input.size()));
    for (const qsizetype piece : {1, 2, 7})
        FUZZ_CHECK(decode(input, piece) == whole);
    return 0;
}

QList<QByteArray> fuzzSeeds() {
    return {"5\r\nhello\r\n0\r\n\r\n", "a;x=\"y\"\r\n0123456789\r\n1\r\nz\r\n0\r\nTrailer: v\r\nOther: w\r\n\r\nnext",
        "0\r\n\r\n", "FFFFFFFF\r\n", "5 ;e\r\nhello\r\n00\r\n\r\n"};
}
