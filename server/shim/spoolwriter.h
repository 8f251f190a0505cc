// SPDX-License-Identifier: GPL-3.0-or-later
// SpoolWriter: appends records to the spool's segments and deletes the acknowledged ones.
#pragma once

#include "server/shim/spool.h"
#include <string>
#include <string_view>

class SpoolWriter {
public:
    /// What is written is of this revision of the service.
    SpoolWriter(int directory, int revision) : m_directory(directory), m_revision(revision) { }
    ~SpoolWriter();

    /// Continues behind the newest segment there is.
    bool open();
    /// Full disks and a full spool do not fail: the record is counted, and a Gap record follows when there is room.
    void append(
        spool::Kind kind, spool::Stream stream, uint8_t flags, std::string_view component, std::string_view payload);
    /// Everything up to here has been stored by the daemon.
    void acknowledge(unsigned segment, uint64_t offset);

    unsigned segment() const { return m_segment; }
    uint64_t offset() const { return m_offset; }

private:
    bool write(
        spool::Kind kind, spool::Stream stream, uint8_t flags, std::string_view component, std::string_view payload);
    bool nextSegment();
    bool put(
        spool::Kind kind, spool::Stream stream, uint8_t flags, std::string_view component, std::string_view payload);

    int m_directory;
    int m_revision;
    int m_file = -1;
    unsigned m_segment = 0;
    unsigned m_oldest = 0;
    uint64_t m_offset = 0;
    uint64_t m_lost = 0;
};
