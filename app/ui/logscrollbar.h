// SPDX-License-Identifier: GPL-3.0-or-later
// LogScrollBar: a scroll bar that shows where matches and bookmarks are.
#pragma once

#include <QColor>
#include <QScrollBar>

class LogScrollBar final : public QScrollBar {
public:
    explicit LogScrollBar(QWidget *parent) : QScrollBar(Qt::Vertical, parent) { }

    struct Marks {
        QList<qreal> places; // 0 the first row, 1 the last
        QColor color;
    };
    void setMarks(const QList<Marks> &marks) {
        m_marks = marks;
        update();
    }
    const QList<Marks> &marks() const { return m_marks; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QList<Marks> m_marks;
};
