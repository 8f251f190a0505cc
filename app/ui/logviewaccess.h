// SPDX-License-Identifier: GPL-3.0-or-later
// LogViewAccess: a log for screen readers: the lines on the screen as a text, with caret and selection.
#pragma once

#include "app/ui/logview.h"
#include <QAccessibleWidget>

/// Only what is visible is the text: a log of millions of lines has no sensible offsets. Keys move what is visible.
class LogViewAccess final : public QAccessibleWidget, public QAccessibleTextInterface {
public:
    explicit LogViewAccess(LogView *view) : QAccessibleWidget(view, QAccessible::EditableText) { }

    static void install();

    void *interface_cast(QAccessible::InterfaceType type) override;
    QAccessible::State state() const override;
    QString text(QAccessible::Text kind) const override;

    void selection(int index, int *start, int *end) const override;
    int selectionCount() const override;
    void addSelection(int, int) override { }
    void removeSelection(int) override { }
    void setSelection(int, int, int) override { }
    int cursorPosition() const override;
    void setCursorPosition(int position) override;
    QString text(int start, int end) const override;
    int characterCount() const override { return int(shown().size()); }
    QRect characterRect(int offset) const override;
    int offsetAtPoint(const QPoint &point) const override;
    void scrollToSubstring(int, int) override { }
    QString attributes(int offset, int *start, int *end) const override;

private:
    LogView *view() const { return static_cast<LogView *>(object()); }
    QString shown() const { return view()->visibleText().join(u'\n'); }
    /// The visible row an offset lies in, and where it begins.
    QPair<int, int> rowAt(int offset) const;
    int offsetOfRow(qint64 row) const;
};
