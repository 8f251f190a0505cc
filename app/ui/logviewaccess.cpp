// SPDX-License-Identifier: GPL-3.0-or-later
// Offsets to rows and back.
#include "app/ui/logviewaccess.h"

void LogViewAccess::install() {
    static const bool once = [] {
        QAccessible::installFactory([](const QString &, QObject *object) -> QAccessibleInterface * {
            auto *view = qobject_cast<LogView *>(object);
            return view ? new LogViewAccess(view) : nullptr;
        });
        return true;
    }();
    Q_UNUSED(once)
}

void *LogViewAccess::interface_cast(QAccessible::InterfaceType type) {
    return type == QAccessible::TextInterface ? static_cast<QAccessibleTextInterface *>(this)
                                              : QAccessibleWidget::interface_cast(type);
}

QAccessible::State LogViewAccess::state() const {
    QAccessible::State state = QAccessibleWidget::state();
    state.readOnly = true;
    state.multiLine = true;
    state.selectableText = true;
    return state;
}

QString LogViewAccess::text(QAccessible::Text kind) const {
    return kind == QAccessible::Value ? shown() : QAccessibleWidget::text(kind);
}

QPair<int, int> LogViewAccess::rowAt(int offset) const {
    const QStringList lines = view()->visibleText();
    int begin = 0;
    for (int i = 0; i < lines.size(); ++i) {
        const int end = begin + int(lines.at(i).size());
        if (offset <= end || i == lines.size() - 1)
            return {i, begin};
        begin = end + 1;
    }
    return {0, 0};
}

int LogViewAccess::offsetOfRow(qint64 row) const {
    const QStringList lines = view()->visibleText();
    const qint64 index = std::clamp<qint64>(row - view()->firstVisible(), 0, lines.size());
    int offset = 0;
    for (qsizetype i = 0; i < index; ++i)
        offset += int(lines.at(i).size()) + 1;
    return offset;
}

int LogViewAccess::selectionCount() const {
    return view()->hasSelection() ? 1 : 0;
}

void LogViewAccess::selection(int index, int *start, int *end) const {
    *start = *end = 0;
    if (index != 0 || !view()->hasSelection())
        return;
    const auto [from, to] = view()->selectedRows();
    const QString all = shown();
    *start = std::min(offsetOfRow(from.first) + from.second, int(all.size()));
    *end = std::min(offsetOfRow(to.first) + to.second, int(all.size()));
}

int LogViewAccess::cursorPosition() const {
    return std::min(offsetOfRow(view()->model().rowOf(view()->caret())), characterCount());
}

void LogViewAccess::setCursorPosition(int position) {
    view()->goTo(view()->model().placeOf(view()->firstVisible() + rowAt(position).first));
}

QString LogViewAccess::text(int start, int end) const {
    return shown().mid(start, end - start);
}

QRect LogViewAccess::characterRect(int offset) const {
    const auto [row, begin] = rowAt(offset);
    const QRect rect = view()->characterRect(view()->firstVisible() + row, offset - begin);
    return {view()->viewport()->mapToGlobal(rect.topLeft()), rect.size()};
}

int LogViewAccess::offsetAtPoint(const QPoint &point) const {
    const auto [row, column] = view()->characterAt(view()->viewport()->mapFromGlobal(point));
    return row < 0 ? -1 : offsetOfRow(row) + column;
}

QString LogViewAccess::attributes(int offset, int *start, int *end) const {
    const auto [row, begin] = rowAt(offset);
    const QStringList lines = view()->visibleText();
    *start = begin;
    *end = begin + (row < lines.size() ? int(lines.at(row).size()) : 0);
    return {};
}
