// SPDX-License-Identifier: GPL-3.0-or-later
// SearchIndex: the searched texts of all rows side by side in one buffer, so that finding a part of a word among
// 100,000 rows is one run through a few megabytes and not 100,000 visits.
#pragma once

#include <QByteArray>
#include <QString>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

class SearchIndex {
public:
    void clear() { *this = SearchIndex(); }

    /// Texts are compared without regard to case (Unicode case folding).
    void set(quint32 slot, const QString &text) {
        const QByteArray folded = fold(text);
        if (slot < m_entryOf.size() && m_entryOf[slot] != none) {
            const Entry &entry = m_entries[m_entryOf[slot]];
            if (qsizetype(entry.size) == folded.size()
                && std::memcmp(m_text.data() + entry.offset, folded.constData(), entry.size) == 0)
                return;
            remove(slot);
        }
        if (slot >= m_entryOf.size())
            m_entryOf.resize(slot + 1, none);
        m_entryOf[slot] = quint32(m_entries.size());
        m_entries.push_back({quint32(m_text.size()), quint32(folded.size()), slot});
        m_text.append(folded.constData(), size_t(folded.size()));
        m_text.push_back(separator);
    }

    void remove(quint32 slot) {
        if (slot >= m_entryOf.size() || m_entryOf[slot] == none)
            return;
        Entry &entry = m_entries[std::exchange(m_entryOf[slot], none)];
        std::memset(m_text.data() + entry.offset, separator, entry.size);
        entry.slot = none;
        ++m_dead;
        if (m_dead > 1024 && m_dead > m_entries.size() / 2)
            compact();
    }

    /// Calls `found` with the slot of each row whose text contains `needle`, in no particular order.
    template <typename Found>
    void search(const QString &needle, const Found &found) const {
        const QByteArray folded = fold(needle);
        size_t entry = 0;
        size_t at = 0;
        while (entry < m_entries.size()) {
            const void *hit =
                ::memmem(m_text.data() + at, m_text.size() - at, folded.constData(), size_t(folded.size()));
            if (!hit)
                return;
            at = size_t(static_cast<const char *>(hit) - m_text.data());
            while (entry + 1 < m_entries.size() && m_entries[entry + 1].offset <= at)
                ++entry;
            if (m_entries[entry].slot != none)
                found(m_entries[entry].slot);
            at = m_entries[entry].offset + m_entries[entry].size + 1;
            ++entry;
        }
    }

private:
    static constexpr quint32 none = std::numeric_limits<quint32>::max();
    static constexpr char separator = '\0';
    struct Entry {
        quint32 offset;
        quint32 size;
        quint32 slot; // none: the row has gone or moved to a later entry
    };

    /// Never contains the separator, so no match reaches from one text into the next.
    static QByteArray fold(const QString &text) { return text.toCaseFolded().toUtf8().replace('\0', '\1'); }

    void compact() {
        std::string text;
        std::vector<Entry> entries;
        for (const Entry &entry : m_entries) {
            if (entry.slot == none)
                continue;
            m_entryOf[entry.slot] = quint32(entries.size());
            entries.push_back({quint32(text.size()), entry.size, entry.slot});
            text.append(m_text, entry.offset, entry.size + 1);
        }
        m_text = std::move(text);
        m_entries = std::move(entries);
        m_dead = 0;
    }

    std::string m_text;
    std::vector<Entry> m_entries; // by offset
    std::vector<quint32> m_entryOf; // by slot
    size_t m_dead = 0;
};
