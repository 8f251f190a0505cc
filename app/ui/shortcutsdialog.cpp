// SPDX-License-Identifier: GPL-3.0-or-later
// The table of keys.
#include "app/ui/shortcutsdialog.h"
#include "app/ui/labels.h"
#include "app/ui/theme.h"
#include <QBoxLayout>
#include <QGridLayout>
#include <QPushButton>
#include <span>

namespace {
struct Key {
    const char *keys;
    const char *does;
};
constexpr Key anywhere[] = {
    {QT_TRANSLATE_NOOP("ShortcutsDialog", "Ctrl+K"),
        QT_TRANSLATE_NOOP("ShortcutsDialog", "Find a command, service or template")},
    {QT_TRANSLATE_NOOP("ShortcutsDialog", "Ctrl+N"), QT_TRANSLATE_NOOP("ShortcutsDialog", "Deploy service")},
    {QT_TRANSLATE_NOOP("ShortcutsDialog", "Ctrl+F"), QT_TRANSLATE_NOOP("ShortcutsDialog", "Filter")},
    {QT_TRANSLATE_NOOP("ShortcutsDialog", "Tab, Enter"),
        QT_TRANSLATE_NOOP("ShortcutsDialog", "In the filter: take what is offered")},
    {QT_TRANSLATE_NOOP("ShortcutsDialog", "Ctrl+L"),
        QT_TRANSLATE_NOOP("ShortcutsDialog", "Log of the selected service")},
    {QT_TRANSLATE_NOOP("ShortcutsDialog", "Ctrl+R"), QT_TRANSLATE_NOOP("ShortcutsDialog", "Restart")},
    {QT_TRANSLATE_NOOP("ShortcutsDialog", "Ctrl+O"), QT_TRANSLATE_NOOP("ShortcutsDialog", "Open in browser")},
    {QT_TRANSLATE_NOOP("ShortcutsDialog", "Del"), QT_TRANSLATE_NOOP("ShortcutsDialog", "Delete")},
    {QT_TRANSLATE_NOOP("ShortcutsDialog", "Enter, Space"),
        QT_TRANSLATE_NOOP("ShortcutsDialog", "Details in full height")},
    {QT_TRANSLATE_NOOP("ShortcutsDialog", "Esc"), QT_TRANSLATE_NOOP("ShortcutsDialog", "Back to the table")},
    {"F5", QT_TRANSLATE_NOOP("ShortcutsDialog", "Load again")},
    {QT_TRANSLATE_NOOP("ShortcutsDialog", "Alt+1 … 9"), QT_TRANSLATE_NOOP("ShortcutsDialog", "Pages")},
    {QT_TRANSLATE_NOOP("ShortcutsDialog", "Ctrl+Q"), QT_TRANSLATE_NOOP("ShortcutsDialog", "Quit")},
};
constexpr Key inLog[] = {
    {"F", QT_TRANSLATE_NOOP("ShortcutsDialog", "Follow or pause")},
    {"T", QT_TRANSLATE_NOOP("ShortcutsDialog", "Times: none, local, UTC, how long ago")},
    {"W", QT_TRANSLATE_NOOP("ShortcutsDialog", "Break long lines")},
    {"/", QT_TRANSLATE_NOOP("ShortcutsDialog", "Find")},
    {QT_TRANSLATE_NOOP("ShortcutsDialog", "N, Shift+N"),
        QT_TRANSLATE_NOOP("ShortcutsDialog", "Next and previous match")},
    {QT_TRANSLATE_NOOP("ShortcutsDialog", "G, Shift+G"), QT_TRANSLATE_NOOP("ShortcutsDialog", "Start and end")},
    {QT_TRANSLATE_NOOP("ShortcutsDialog", "M, Shift+M"),
        QT_TRANSLATE_NOOP("ShortcutsDialog", "Bookmark a line, next bookmark")},
    {"E", QT_TRANSLATE_NOOP("ShortcutsDialog", "Save to a file")},
    {"C", QT_TRANSLATE_NOOP("ShortcutsDialog", "Clear")},
};
} // namespace

ShortcutsDialog::ShortcutsDialog(QWidget *parent) : QDialog(parent) {
    setWindowTitle(tr("Keyboard shortcuts"));
    auto *columns = new QHBoxLayout;
    columns->setSpacing(40);
    const auto add = [columns](const QString &title, std::span<const Key> keys) {
        auto *grid = new QGridLayout;
        grid->setHorizontalSpacing(20);
        grid->setVerticalSpacing(8);
        grid->addWidget(sectionLabel(title), 0, 0, 1, 2);
        for (const Key &key : keys) {
            const int row = grid->rowCount();
            auto *name = new ToneLabel(Tone::Plain, tr(key.keys));
            name->setFont(theme::monospace());
            name->setWordWrap(false);
            auto *does = new ToneLabel(Tone::Secondary, tr(key.does));
            does->setWordWrap(false);
            grid->addWidget(name, row, 0);
            grid->addWidget(does, row, 1);
        }
        grid->setRowStretch(grid->rowCount(), 1);
        columns->addLayout(grid);
    };
    add(tr("Anywhere"), anywhere);
    add(tr("In the log"), inLog);
    auto *close = new QPushButton(tr("Close"));
    close->setDefault(true);
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 20, 24, 16);
    layout->setSpacing(16);
    layout->addLayout(columns);
    layout->addWidget(close, 0, Qt::AlignRight);
}
