// SPDX-License-Identifier: GPL-3.0-or-later
// CommandPalette: one field to find and do anything by a few letters (Ctrl+K).
#pragma once

#include "app/models/commandlist.h"
#include <QDialog>
#include <QLineEdit>
#include <QListView>

class CommandPalette final : public QDialog {
    Q_OBJECT
public:
    /// Stands at the top of `parent` and goes when something was chosen or another window was.
    CommandPalette(QList<Command> commands, QWidget *parent);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void find(const QString &words);
    void run(const QModelIndex &index);

    CommandList m_commands;
    QLineEdit *m_words;
    QListView *m_list;
    bool m_wasActive = false;
};
