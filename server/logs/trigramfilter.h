// SPDX-License-Identifier: GPL-3.0-or-later
// TrigramFilter: which sequences of three bytes occur in a stretch of lines, so that a search for a rare word need not
// look at most stretches. It may say yes wrongly, never no.
#pragma once

#include <QByteArray>
#include <cstdint>
#include <vector>

class TrigramFilter {
public:
    static constexpr qsizetype bytes = 8192;

    TrigramFilter() : m_bits(bytes, '\0') { }

    void add(QByteArrayView text) {
        const auto *at = reinterpret_cast<const unsigned char *>(text.data());
        auto *bits = reinterpret_cast<unsigned char *>(m_bits.data());
        for (qsizetype i = 0; i + 2 < text.size(); ++i) {
            const uint32_t place = placeOf(at + i);
            bits[place >> 3] = static_cast<unsigned char>(bits[place >> 3] | 1U << (place & 7));
        }
    }
    const QByteArray &bits() const { return m_bits; }

    /// The places that are all set where `word` occurs; none for words that are too short to tell.
    static std::vector<uint32_t> placesOf(QByteArrayView word) {
        std::vector<uint32_t> places;
        for (qsizetype i = 0; i + 2 < word.size(); ++i)
            places.push_back(placeOf(reinterpret_cast<const unsigned char *>(word.data()) + i));
        return places;
    }
    static bool mayContain(QByteArrayView bits, const std::vector<uint32_t> &places) {
        for (const uint32_t place : places)
            if ((static_cast<unsigned char>(bits[place >> 3]) & 1U << (place & 7)) == 0)
                return false;
        return true;
    }

private:
    static uint32_t placeOf(const unsigned char *at) {
        const uint32_t three = uint32_t(at[0]) | uint32_t(at[1]) << 8 | uint32_t(at[2]) << 16;
        return (three * 2654435761U) >> 16;
    }

    QByteArray m_bits;
};
