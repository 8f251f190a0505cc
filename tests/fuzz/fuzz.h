// SPDX-License-Identifier: GPL-3.0-or-later
// A fuzz target: one function that takes any bytes. With the preset `fuzz` libFuzzer drives it without end; in every
// other build bounded.cpp does, for a second or two, with the same numbers each time.
#pragma once

#include <QByteArray>
#include <QList>
#include <cstdint>

/// Takes one input; whatever must not happen aborts.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/// Inputs to begin with, among them well-formed ones.
QList<QByteArray> fuzzSeeds();

#define FUZZ_CHECK(condition)                                                                                          \
    do {                                                                                                               \
        if (!(condition))                                                                                              \
            qFatal("fuzz: %s does not hold", #condition);                                                              \
    } while (false)
