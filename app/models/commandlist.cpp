// SPDX-License-Identifier: GPL-3.0-or-later
// Ranking.
#include "app/models/commandlist.h"
#include <algorithm>

static constexpr qsizetype shown = 100;

int matchRank(const QStringList &words, QStringView text) {
    int rank = 0;
    for (const QString &word : words) {
        int best = -1;
        for (qsizetype at = text.indexOf(word, 0, Qt::CaseInsensitive); at >= 0 && best < 4;
             at = text.indexOf(word, at + 1, Qt::CaseInsensitive))
            best = std::max(best, at == 0 ? 4 : !text[at - 1].isLetterOrNumber() ? 3 : 1);
        if (best < 0)
            return -1;
        rank += best;
    }
    if (words.size() == 1 && text.compare(words.first(), Qt::CaseInsensitive) == 0)
        rank += 4;
    return rank;
}

CommandList::CommandList(QList<Command> commands, QObject *parent)
    : QAbstractListModel(parent), m_commands(std::move(commands)) {
    find({});
}

void CommandList::find(const QString &words) {
    const QStringList all = words.split(u' ', Qt::SkipEmptyParts);
    std::vector<std::pair<int, qsizetype>> ranked;
    for (qsizetype i = 0; i < m_commands.size(); ++i)
        if (const int rank = matchRank(all, m_commands[i].text); rank >= 0)
            ranked.emplace_back(-rank, i);
    const size_t kept = std::min(ranked.size(), size_t(shown));
    std::partial_sort(ranked.begin(), ranked.begin() + qsizetype(kept), ranked.end());
    beginResetModel();
    m_found.clear();
    for (size_t i = 0; i < kept; ++i)
        m_found.append(ranked[i].second);
    endResetModel();
}

const Command *CommandList::command(const QModelIndex &index) const {
    return index.isValid() && index.row() < m_found.size() ? &m_commands[m_found[index.row()]] : nullptr;
}

QVariant CommandList::data(const QModelIndex &index, int role) const {
    const Command *found = command(index);
    if (!found)
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return found->text;
    case Qt::AccessibleDescriptionRole:
    case Role::Kind:
        return found->kind;
    case Role::Icon:
        return found->icon;
    case Role::Keys:
        return found->keys;
    case Role::State:
        return found->state;
    default:
        return {};
    }
}
