// SPDX-License-Identifier: GPL-3.0-or-later
// CommandList: what can be done and gone to, found by a few letters; best match first.
#pragma once

#include <QAbstractListModel>
#include <functional>

struct Command {
    QString text;
    /// What sort of thing it is: "Action", "Service", "Template".
    QString kind;
    /// Of resources/icons.
    QString icon;
    /// Its shortcut, to be learnt by the way.
    QString keys;
    /// A state word of the API, for services.
    QString state;
    std::function<void()> run;
};

class CommandList final : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role { Kind = Qt::UserRole, Icon, Keys, State };

    explicit CommandList(QList<Command> commands, QObject *parent = nullptr);

    /// Keeps those in which every word is found; without words the first ones as they came.
    void find(const QString &words);
    const Command *command(const QModelIndex &index) const;

    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : int(m_found.size()); }
    QVariant data(const QModelIndex &index, int role) const override;

private:
    QList<Command> m_commands;
    QList<qsizetype> m_found;
};

/// How well `text` fits the words, higher is better; -1 when one of them is not in it. The beginning of the text
/// counts more than that of a word, and that more than the inside.
int matchRank(const QStringList &words, QStringView text);
