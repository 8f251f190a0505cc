// SPDX-License-Identifier: GPL-3.0-or-later
// LineSplitter: bytes of a pipe into lines. A newline ends a line; a line past the limit is cut and its rest dropped.
#pragma once

#include "server/shim/spool.h"
#include <functional>
#include <string>
#include <string_view>

class LineSplitter {
public:
    using Sink = std::function<void(std::string_view line, uint8_t flags)>;

    void feed(std::string_view bytes, const Sink &sink) {
        while (!bytes.empty()) {
            const size_t newline = bytes.find('\n');
            std::string_view part = bytes.substr(0, newline);
            if (m_line.size() + part.size() > spool::maxLineBytes) {
                part = part.substr(0, spool::maxLineBytes - m_line.size());
                m_cut = true;
            }
            m_line += part;
            if (newline == std::string_view::npos)
                return;
            bytes.remove_prefix(newline + 1);
            flush(sink, 0);
        }
    }
    /// A line without its end: a prompt, or the last words of a program.
    void flushPartial(const Sink &sink) {
        if (!m_line.empty())
            flush(sink, spool::Partial);
    }
    bool hasPartial() const { return !m_line.empty(); }

private:
    void flush(const Sink &sink, uint8_t flags) {
        std::string_view line = m_line;
        if (!line.empty() && line.back() == '\r')
            line.remove_suffix(1);
        // Progress bars overwrite their line: what one would see at its end is what stays.
        if (const size_t back = line.rfind('\r'); back != std::string_view::npos)
            line.remove_prefix(back + 1);
        sink(line, uint8_t(flags | (m_cut ? spool::Cut : 0)));
        m_line.clear();
        m_cut = false;
    }

    std::string m_line;
    bool m_cut = false;
};
