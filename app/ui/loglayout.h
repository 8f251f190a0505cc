// SPDX-License-Identifier: GPL-3.0-or-later
// LogLayout: a row of a log as it is drawn: when, by whom, its text in its colours; laid out into lines and remembered.
#pragma once

#include "app/models/logmodel.h"
#include <QCache>
#include <QFontMetricsF>
#include <QTextLayout>

enum class LogTimes { Off, Local, Utc, Relative };

class LogLayout {
public:
    struct Laid {
        QTextLayout layout;
        qsizetype prefix = 0; // characters of the text in front of the line itself
        int lines = 1;
        QColor edge; // at the left of a line that is an error, a warning or was written to stderr
    };

    explicit LogLayout(const LogModel &model);

    void setFont(const QFont &font);
    /// Wraps at this width; 0 does not.
    void setWrapWidth(int width);
    void setTimes(LogTimes times);
    LogTimes times() const { return m_times; }
    /// Names of several logs, by their sources; none for a single one.
    void setNames(const QStringList &names);
    /// Whether each line says which component wrote it.
    void setNamesComponents(bool on);
    /// Everything is made anew: colours, what is looked for.
    void forget() { m_laid.clear(); }

    int lineHeight() const { return m_lineHeight; }
    qreal characterWidth() const { return m_metrics.averageCharWidth(); }
    /// Valid until the next call.
    Laid &of(const LogRow &row);
    /// The row as text, with its time when times are shown.
    QString textOf(const LogRow &row) const;

private:
    QString prefixOf(const LogRow &row) const;
    void layOut(Laid &laid, const LogRow &row) const;
    QList<QTextLayout::FormatRange> formatsOf(
        const LogRow &row, Laid &laid, const QString &text, const QList<QTextLayout::FormatRange> &ansi) const;

    const LogModel &m_model;
    QFont m_font;
    QFontMetricsF m_metrics;
    int m_lineHeight = 16;
    int m_width = 0;
    LogTimes m_times = LogTimes::Local;
    QStringList m_names;
    bool m_namesComponents = false;
    std::unique_ptr<Laid> m_passing;
    QCache<QPair<int, qint64>, Laid> m_laid;
};

/// `color` moved away from `ground` until it can be read on it (WCAG 2, 4.5:1).
QColor readableOn(QColor color, const QColor &ground);
