// SPDX-License-Identifier: GPL-3.0-or-later
// Drives a fuzz target for a bounded time: seeds, cut, changed, doubled and joined, by a fixed series of numbers.
// Arguments are files to run once instead, as libFuzzer writes them when it finds something.
#include "tests/fuzz/fuzz.h"
#include <QElapsedTimer>
#include <QFile>
#include <QRandomGenerator>
#include <cstdio>

static QByteArray mutated(QByteArray input, const QList<QByteArray> &seeds, QRandomGenerator &random) {
    const auto place = [&random](qsizetype size) { return size > 0 ? qsizetype(random.bounded(int(size))) : 0; };
    for (int left = random.bounded(1, 6); left > 0; --left) {
        const QByteArray &other = seeds[place(seeds.size())];
        switch (random.bounded(7)) {
        case 0: // another byte
            if (!input.isEmpty())
                input[place(input.size())] = char(random.bounded(256));
            break;
        case 1: // one bit
            if (!input.isEmpty()) {
                char &c = input[place(input.size())];
                c = char(c ^ (1 << random.bounded(8)));
            }
            break;
        case 2: // a piece less
            input.remove(place(input.size()), random.bounded(1, 12));
            break;
        case 3: // a piece twice
            input.insert(place(input.size()), input.mid(place(input.size()), random.bounded(1, 40)));
            break;
        case 4: // a piece of another seed
            input.insert(place(input.size()), other.mid(place(other.size()), random.bounded(1, 60)));
            break;
        case 5: // cut, and go on as another
            input = input.left(place(input.size())) + other.mid(place(other.size()));
            break;
        default: { // what often matters
            static const QList<QByteArray> words{"\r\n", "\n", "\r", QByteArray("\0", 1), "\xff", ":", ";", "%", "{",
                "[", "\"", "\\u0000", "0", "-1", "18446744073709551616", "&", "*", "- ", "  ", "\t", "}", "1e999"};
            input.insert(place(input.size()), words[place(words.size())]);
        }
        }
    }
    input.truncate(1 << 16);
    return input;
}

int main(int argc, char **argv) {
    for (int i = 1; i < argc; ++i) {
        QFile file(QString::fromLocal8Bit(argv[i]));
        if (!file.open(QIODevice::ReadOnly))
            return 2;
        const QByteArray input = file.readAll();
        LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t *>(input.constData()), size_t(input.size()));
    }
    if (argc > 1)
        return 0;
    const QList<QByteArray> seeds = fuzzSeeds();
    QRandomGenerator random(20260101);
    QByteArray input;
    QElapsedTimer slowest, timer;
    qint64 longest = 0, rounds = 0;
    for (timer.start(); timer.elapsed() < 2000 && rounds < 200'000; ++rounds) {
        // Every other input goes on from the one before, so that changes gather.
        input = rounds < seeds.size()              ? seeds[rounds]
            : rounds % 2 && input.size() < 100'000 ? mutated(input, seeds, random)
                                                   : mutated(seeds[rounds % seeds.size()], seeds, random);
        slowest.start();
        LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t *>(input.constData()), size_t(input.size()));
        longest = std::max(longest, slowest.elapsed());
    }
    std::printf("%lld inputs, the slowest took %lld ms\n", rounds, longest);
    return longest > 5000; // an input of 64 KiB must not buy seconds
}
