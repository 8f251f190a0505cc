// SPDX-License-Identifier: GPL-3.0-or-later
// OutputMarks: how far each stream of each container has come, kept up to date line by line.
#pragma once

#include "server/logs/logframe.h"

class OutputMarks {
public:
    /// Takes in the lines, or the marks, of a whole frame.
    void noteFrame(QByteArrayView frame, const logframe::Header &header);
    /// Adds streams that are not known from later.
    void addOlder(const OutputMarks &older);
    /// Whether marks were read from the beginning of a segment: there is no stream they do not know.
    bool isComplete() const { return m_isComplete; }
    LastOutputs lastOutputs() const;
    const std::vector<logframe::Mark> &all() const { return m_marks; }

private:
    logframe::Mark &find(quint64 container, quint32 stream);

    std::vector<logframe::Mark> m_marks;
    bool m_isComplete = false;
};
