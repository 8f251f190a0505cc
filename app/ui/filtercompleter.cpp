// SPDX-License-Identifier: GPL-3.0-or-later
// The word at the cursor, and what it may become.
#include "app/ui/filtercompleter.h"
#include "app/models/tablemodel.h"
#include <QAbstractItemView>
#include <QKeyEvent>

static constexpr int mostValues = 100;
static constexpr int rowsLookedAt = 10'000;

FilterCompleter::FilterCompleter(QLineEdit &filter, const QAbstractItemModel &rows)
    : QCompleter(&filter), m_filter(filter), m_rows(rows) {
    setModel(&m_words);
    setWidget(&filter);
    setCompletionMode(QCompleter::UnfilteredPopupCompletion);
    popup()->setAccessibleName(tr("Completions of the filter"));
    connect(&filter, &QLineEdit::textEdited, this, &FilterCompleter::offer);
    connect(this, qOverload<const QString &>(&QCompleter::activated), this, &FilterCompleter::take);
}

/// Where the word begins that the cursor stands in.
int FilterCompleter::wordAt() const {
    return int(m_filter.text().left(m_filter.cursorPosition()).lastIndexOf(u' ')) + 1;
}

void FilterCompleter::offer() {
    const int begin = wordAt();
    const QString word = m_filter.text().mid(begin, m_filter.cursorPosition() - begin);
    const qsizetype colon = word.indexOf(u':');
    m_words.setStringList(word.isEmpty() ? QStringList()
            : colon < 0                  ? columnsLike(word)
                                         : valuesLike(word.left(colon), word.mid(colon + 1)));
    if (m_words.rowCount() == 0) {
        popup()->hide();
        return;
    }
    complete(m_filter.rect());
    popup()->setCurrentIndex(popup()->model()->index(0, 0)); // Enter and Tab take it
}

QStringList FilterCompleter::columnsLike(const QString &word) const {
    QStringList found;
    for (int column = 0; column < m_rows.columnCount(); ++column) {
        const QString key = m_rows.headerData(column, Qt::Horizontal, ModelRole::Key).toString();
        if (key.startsWith(word, Qt::CaseInsensitive) && !valuesLike(key, {}).isEmpty())
            found.append(key + u':');
    }
    return found;
}

/// Measures and times have too many values to choose from, and a filter ends a value at a space.
QStringList FilterCompleter::valuesLike(const QString &key, const QString &begin) const {
    int column = m_rows.columnCount() - 1;
    while (column >= 0 && m_rows.headerData(column, Qt::Horizontal, ModelRole::Key).toString() != key)
        --column;
    if (column < 0)
        return {};
    QSet<QString> values;
    for (int row = 0; row < std::min(m_rows.rowCount(), rowsLookedAt) && values.size() < mostValues; ++row) {
        const QModelIndex index = m_rows.index(row, column);
        if (index.data(ModelRole::Sort).typeId() != QMetaType::QString)
            return {};
        const QString state = index.data(ModelRole::Status).toString(); // the API's word
        const QString value = state.isEmpty() ? index.data().toString() : state;
        if (!value.isEmpty() && !value.contains(u' ') && value.startsWith(begin, Qt::CaseInsensitive) && value != begin)
            values.insert(value);
    }
    QStringList found(values.begin(), values.end());
    found.sort(Qt::CaseInsensitive);
    for (QString &value : found)
        value.prepend(key + u':');
    return found;
}

/// Of itself the list would close at Tab and take nothing.
bool FilterCompleter::eventFilter(QObject *watched, QEvent *event) {
    // popup() last: it makes the list, and what happens in that comes here.
    const bool isTab = event->type() == QEvent::KeyPress && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Tab
        && watched == popup();
    const QModelIndex chosen = isTab ? popup()->currentIndex() : QModelIndex();
    if (!chosen.isValid())
        return QCompleter::eventFilter(watched, event);
    const QString word = chosen.data().toString();
    popup()->hide();
    take(word);
    return true;
}

void FilterCompleter::take(const QString &word) {
    const int begin = wordAt();
    const bool isWhole = !word.endsWith(u':');
    m_filter.setSelection(begin, m_filter.cursorPosition() - begin);
    m_filter.insert(isWhole ? QString(word + u' ') : word);
    if (!isWhole)
        QMetaObject::invokeMethod(this, &FilterCompleter::offer, Qt::QueuedConnection); // when the list has closed
}
