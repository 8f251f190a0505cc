// SPDX-License-Identifier: GPL-3.0-or-later
// OutputMarks: how far each stream of each component has come, kept up to date line by line.
#pragma once

#include "server/logs/logframe.h"
#include <vector>

class OutputMarks {
public:
    /// Takes in the lines, or the marks, of a whole frame.
    void noteFrame(QByteArrayView frame, const logframe::Header &header);
    /// Adds streams that are not known from later.
    void addOlder(const OutputMarks &older);
    /// Whether marks were read from the beginning of a segment: there is no stream they do not know.
    bool isComplete() const { return m_isComplete; }
    QMap<QString, LastOutput> lastOutputs() const;
    /// The entries of a frame of marks.
    QByteArray encoded() const;

private:
    struct Mark {
        QByteArray component;
        int replica = 0;
        LogStream stream = LogStream::Stdout;
        LastLine last;
    };
    Mark &find(QByteArrayView component, int replica, LogStream stream);

    std::vector<Mark> m_marks;
    size_t m_latest = 0; // most lines are of the stream of the line before
    bool m_isComplete = false;
};
