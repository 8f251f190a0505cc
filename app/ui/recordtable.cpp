// SPDX-License-Identifier: GPL-3.0-or-later
// The look and behaviour all tables share.
#include "app/ui/recordtable.h"
#include "app/ui/statusdelegate.h"
#include <QHeaderView>
#include <QKeyEvent>
#include <QScrollBar>
#include <QTimer>

RecordTable::RecordTable(
    QAbstractItemModel &model, const QString &name, const Words &words, const QString &settings, QWidget *parent)
    : QStackedWidget(parent)
    , m_view(new QTableView)
    , m_state(new StateView)
    , m_model(model)
    , m_proxy(model)
    , m_words(words) {
    m_view->setModel(&m_proxy);
    m_view->setAccessibleName(name);
    m_view->setItemDelegate(new StatusDelegate(m_view));
    m_view->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_view->setSelectionMode(QAbstractItemView::SingleSelection);
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_view->setSortingEnabled(true);
    m_view->setShowGrid(false);
    m_view->setAlternatingRowColors(true);
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setTabKeyNavigation(false);
    m_view->setWordWrap(false);
    m_view->setContextMenuPolicy(Qt::ActionsContextMenu);
    m_view->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->verticalHeader()->hide();
    m_view->verticalHeader()->setMinimumSectionSize(28);
    m_view->verticalHeader()->setDefaultSectionSize(28);
    m_view->horizontalHeader()->setHighlightSections(false);
    m_columns = new ColumnLayout(*m_view, settings);
    m_view->installEventFilter(this);
    addWidget(m_view);
    addWidget(m_state);
    connect(this, &QStackedWidget::currentChanged, this, [this] { setFocusProxy(currentWidget()); });
    setFocusProxy(m_view);

    for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(&m_proxy, signal, this, &RecordTable::update);
    connect(&m_proxy, &QAbstractItemModel::modelReset, this, &RecordTable::update);
    connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        if (const int row = selectedRow(); row >= 0)
            m_selected = m_model.index(row, 0).data(ModelRole::Id).toString();
        emit selectionChanged();
    });
    connect(m_view, &QTableView::doubleClicked, this,
        [this](const QModelIndex &index) { emit activated(m_proxy.mapToSource(index).row()); });
    connect(m_state, &StateView::triggered, this, [this] {
        if (m_phase == Phase::Failed)
            emit retry();
        else if (m_model.rowCount() > 0)
            emit clearFilter();
        else
            emit emptyAction();
    });
    auto *ages = new QTimer(this); // "5 min ago" grows by itself
    connect(ages, &QTimer::timeout, m_view->viewport(), qOverload<>(&QWidget::update));
    ages->start(std::chrono::seconds(20));
    update();
}

void RecordTable::setFilter(const QString &text) {
    m_proxy.setFilter(text);
    if (selectedRows().isEmpty()) {
        select(m_selected);
        if (selectedRows().isEmpty()) // a reset takes the selection away without a word
            emit selectionChanged();
    }
    update();
}

void RecordTable::setWords(const Words &words) {
    m_words = words;
    update();
}

void RecordTable::setLoading() {
    m_phase = Phase::Loading;
    update();
}

void RecordTable::setLoaded() {
    m_phase = Phase::Loaded;
    update();
    selectWanted();
    m_wanted.clear();
}

void RecordTable::setProblem(const QString &what, const Problem &problem, const QString &action) {
    m_phase = Phase::Failed;
    if (m_model.rowCount() > 0) // rows that are there are worth more than none
        return;
    m_state->showProblem(what, problem, action);
    setCurrentWidget(m_state);
}

void RecordTable::update() {
    if (m_proxy.rowCount() > 0) {
        setCurrentWidget(m_view);
        return;
    }
    if (m_model.rowCount() > 0)
        m_state->showEmpty(QStringLiteral("search"), m_words.noMatch, tr("Clear filter"));
    else if (m_phase == Phase::Loading)
        m_state->showLoading();
    else if (m_phase == Phase::Loaded)
        m_state->showEmpty(m_words.icon, m_words.empty, m_words.action);
    setCurrentWidget(m_state);
}

QList<int> RecordTable::selectedRows() const {
    QModelIndexList selected = m_view->selectionModel()->selectedRows();
    std::sort(selected.begin(), selected.end());
    QList<int> rows;
    for (const QModelIndex &index : std::as_const(selected))
        if (const QModelIndex source = m_proxy.mapToSource(index); source.isValid())
            rows.append(source.row());
    return rows;
}

int RecordTable::selectedRow() const {
    const QList<int> rows = selectedRows();
    return rows.size() == 1 ? rows.first() : -1;
}

void RecordTable::select(const QString &id) {
    for (int row = 0; row < m_proxy.rowCount(); ++row)
        if (const QModelIndex index = m_proxy.index(row, 0); index.data(ModelRole::Id).toString() == id) {
            m_view->setCurrentIndex(index);
            m_view->scrollTo(index);
            m_view->horizontalScrollBar()->setValue(0);
            return;
        }
}

void RecordTable::selectWanted() {
    QItemSelection selection;
    QModelIndex current;
    for (int row = 0; !m_wanted.isEmpty() && row < m_proxy.rowCount(); ++row)
        if (const QModelIndex index = m_proxy.index(row, 0); m_wanted.contains(index.data(ModelRole::Id).toString())) {
            selection.select(index, index);
            if (!current.isValid() || index.data(ModelRole::Id).toString() == m_wanted.first())
                current = index;
        }
    if (!current.isValid())
        return;
    m_wanted.clear();
    m_view->selectionModel()->setCurrentIndex(current, QItemSelectionModel::NoUpdate);
    m_view->selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
}

/// As far as there is something to scroll; else when there is.
static void scrollLater(QScrollBar *bar, int value) {
    bar->setValue(value);
    if (bar->value() != value)
        QObject::connect(
            bar, &QScrollBar::rangeChanged, bar, [bar, value] { bar->setValue(value); }, Qt::SingleShotConnection);
}

void RecordTable::takeOver(const RecordTable &before) {
    const QHeaderView *sorted = before.m_view->horizontalHeader();
    if (const QHeaderView *ours = m_view->horizontalHeader();
        sorted->sortIndicatorSection() != ours->sortIndicatorSection()
        || sorted->sortIndicatorOrder() != ours->sortIndicatorOrder())
        sortBy(sorted->sortIndicatorSection(), sorted->sortIndicatorOrder());
    m_wanted.clear();
    const QModelIndexList rows = before.m_view->selectionModel()->selectedRows();
    for (const QModelIndex &index : rows) {
        const QString id = index.data(ModelRole::Id).toString();
        index.row() == before.m_view->currentIndex().row() ? m_wanted.prepend(id) : m_wanted.append(id);
    }
    m_selected = before.m_selected;
    selectWanted();
    scrollLater(m_view->verticalScrollBar(), before.m_view->verticalScrollBar()->value());
    scrollLater(m_view->horizontalScrollBar(), before.m_view->horizontalScrollBar()->value());
}

bool RecordTable::eventFilter(QObject *watched, QEvent *event) {
    if (watched == m_view && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const bool enter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
        if ((enter || key->key() == Qt::Key_Space) && m_view->currentIndex().isValid()
            && key->modifiers() == Qt::NoModifier) {
            emit activated(m_proxy.mapToSource(m_view->currentIndex()).row());
            return true;
        }
    }
    return QStackedWidget::eventFilter(watched, event);
}
