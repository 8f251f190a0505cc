// SPDX-License-Identifier: GPL-3.0-or-later
// One write(2) a record: a kill between two of them leaves whole records only.
#include "server/shim/spoolwriter.h"
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static std::string nameOf(unsigned segment) {
    char name[32];
    std::snprintf(name, sizeof name, "%08u.spool", segment);
    return name;
}

SpoolWriter::~SpoolWriter() {
    if (m_file >= 0)
        ::close(m_file);
}

bool SpoolWriter::open() {
    DIR *dir = fdopendir(dup(m_directory));
    if (!dir)
        return false;
    rewinddir(dir);
    unsigned oldest = 0, newest = 0;
    while (const dirent *entry = readdir(dir)) {
        unsigned number = 0;
        if (std::sscanf(entry->d_name, "%8u.spool", &number) != 1)
            continue;
        oldest = oldest == 0 ? number : std::min(oldest, number);
        newest = std::max(newest, number);
    }
    closedir(dir);
    // A former shim may have died inside a record: what follows begins in a segment of its own.
    m_segment = newest;
    m_oldest = oldest == 0 ? newest + 1 : oldest;
    return nextSegment();
}

bool SpoolWriter::nextSegment() {
    const int file = openat(m_directory, nameOf(m_segment + 1).c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0)
        return false;
    if (m_file >= 0)
        ::close(m_file);
    m_file = file;
    ++m_segment;
    m_offset = 0;
    put(spool::Kind::Revision, spool::Stream::Stdout, 0, {}, std::to_string(m_revision));
    return true;
}

bool SpoolWriter::write(
    spool::Kind kind, spool::Stream stream, uint8_t flags, std::string_view component, std::string_view payload) {
    if (m_offset >= spool::segmentBytes && !nextSegment())
        return false;
    // Exit records are few and precious: they may go past the bound.
    if (kind != spool::Kind::Exit && uint64_t(m_segment - m_oldest) * spool::segmentBytes >= spool::totalBytes)
        return false;
    return put(kind, stream, flags, component, payload);
}

bool SpoolWriter::put(
    spool::Kind kind, spool::Stream stream, uint8_t flags, std::string_view component, std::string_view payload) {
    timespec now{};
    clock_gettime(CLOCK_REALTIME, &now);
    const spool::Header header{uint32_t(component.size() + payload.size()), kind, stream, flags,
        uint8_t(component.size()), int64_t(now.tv_sec) * 1'000'000'000 + now.tv_nsec};
    const iovec parts[] = {{const_cast<spool::Header *>(&header), sizeof header},
        {const_cast<char *>(component.data()), component.size()}, {const_cast<char *>(payload.data()), payload.size()}};
    const size_t whole = sizeof header + header.length;
    const ssize_t written = writev(m_file, parts, 3);
    if (written == ssize_t(whole)) {
        m_offset += whole;
        return true;
    }
    // The disk is full: take the torn record back, so that the reader never meets half of one.
    if (written > 0 && (ftruncate(m_file, off_t(m_offset)) != 0 || lseek(m_file, off_t(m_offset), SEEK_SET) < 0))
        nextSegment();
    return false;
}

void SpoolWriter::append(
    spool::Kind kind, spool::Stream stream, uint8_t flags, std::string_view component, std::string_view payload) {
    component = component.substr(0, 255);
    if (m_lost > 0) {
        const spool::GapCount gap{m_lost};
        if (write(spool::Kind::Gap, stream, 0, component, {reinterpret_cast<const char *>(&gap), sizeof gap}))
            m_lost = 0;
    }
    if (m_lost > 0 || !write(kind, stream, flags, component, payload))
        ++m_lost;
}

void SpoolWriter::acknowledge(unsigned segment, uint64_t) {
    for (; m_oldest < std::min(segment, m_segment); ++m_oldest)
        unlinkat(m_directory, nameOf(m_oldest).c_str(), 0);
}
