// SPDX-License-Identifier: GPL-3.0-or-later
// Where the lines come from, and what is remembered of them.
#include "app/ui/logpane.h"
#include "app/models/logmemory.h"
#include "app/ui/logexport.h"
#include <QBoxLayout>

LogPane::LogPane(Workspace &workspace, QWidget *parent)
    : QWidget(parent)
    , m_workspace(workspace)
    , m_lines(new LogView(m_model))
    , m_bar(new LogBar(*m_lines))
    , m_banner(new Banner)
    , m_state(new StateView)
    , m_stack(new QStackedWidget)
    , m_export(new LogExport(workspace, *m_lines, this)) {
    m_stack->addWidget(m_lines);
    m_stack->addWidget(m_state);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_bar);
    layout->addWidget(m_banner);
    layout->addWidget(m_stack, 1);
    m_banner->hide();

    connect(m_bar, &LogBar::findChanged, this, &LogPane::find);
    connect(&m_model, &LogModel::foundChanged, this, &LogPane::showFound);
    connect(m_lines, &LogView::wanted, this,
        [this](const LogPlace &place) { m_sources[size_t(place.source)]->want(place.seq); });
    connect(m_lines, &LogView::olderWanted, this, [this] {
        if (const auto source = m_model.olderSource())
            m_sources[size_t(*source)]->wantOlder();
    });
    connect(m_lines, &LogView::clearRequested, this, &LogPane::clear);
    connect(m_lines, &LogView::showClearedRequested, this, [this] {
        for (int i = 0; i < m_model.sourceCount(); ++i)
            m_model.setCleared(i, 0);
        remember();
    });
    connect(m_lines, &LogView::bookmarksChanged, this, &LogPane::remember);
    connect(m_state, &StateView::triggered, this, &LogPane::open);
    connect(m_banner, &Banner::triggered, this, [this] { m_lines->viewport()->update(); });
    const auto name = [this] { return m_sources.empty() ? QString() : m_sources.front()->name(); };
    connect(m_lines, &LogView::saveRequested, this,
        [this, name] { m_lines->hasSelection() ? m_export->saveSelection(name()) : m_export->saveShown(name()); });
    connect(m_bar, &LogBar::saveShownRequested, this, [this, name] { m_export->saveShown(name()); });
    connect(m_bar, &LogBar::saveSelectionRequested, this, [this, name] { m_export->saveSelection(name()); });
    connect(m_bar, &LogBar::saveAllRequested, this, [this] {
        for (const auto &source : m_sources)
            m_export->saveAll(*source);
    });
    connect(m_export, &LogExport::failed, m_banner,
        [this](const QString &what, const Problem &problem) { m_banner->showProblem(what, problem); });
    connect(m_export, &LogExport::done, m_banner, [this](const QString &text) { m_banner->showNotice(text); });
}

LogPane::~LogPane() {
    m_model.setSources({}); // they know of each other
}

void LogPane::follow(const ServiceId &service, const QString &name) {
    follow(service.isEmpty() ? QList<Log>() : QList<Log>{{service, name}});
}

void LogPane::follow(const QList<Log> &logs) {
    const auto isShown = [](const std::unique_ptr<LogSource> &source, const Log &log) {
        return source->service() == log.service;
    };
    const bool isSame = std::ranges::equal(m_sources, logs, isShown);
    for (qsizetype i = 0; isSame && i < logs.size(); ++i)
        m_sources[size_t(i)]->setName(logs.at(i).name);
    QStringList names;
    for (const Log &log : logs)
        names.append(log.name);
    m_lines->setNames(names.size() > 1 ? names : QStringList());
    if (isSame)
        return;
    m_place.reset();
    m_model.setSources({});
    m_sources.clear();
    m_banner->hide();
    QList<LogHistory *> histories;
    for (const Log &log : logs) {
        auto &source = m_sources.emplace_back(std::make_unique<LogSource>(m_workspace, log.service, log.name));
        const int number = int(histories.size());
        histories.append(&source->history());
        connect(source.get(), &LogSource::opened, this, [this, number] {
            recall(number);
            onOpened();
        });
        connect(source.get(), &LogSource::failed, this, [this](const Problem &problem) {
            m_state->showProblem(tr("The log could not be loaded."), problem);
            m_stack->setCurrentWidget(m_state);
        });
        connect(source.get(), &LogSource::pageFailed, this, [this](const Problem &problem) {
            m_banner->showProblem(tr("Older lines could not be loaded."), problem, tr("Try again"));
        });
        connect(source.get(), &LogSource::foundOnServer, this,
            [this, number](const QList<LogEntry> &lines) { m_model.finder(number).take(lines); });
        connect(source.get(), &LogSource::findingChanged, this, &LogPane::showFound);
    }
    m_model.setHidden({}, {});
    m_model.setSources(histories);
    m_bar->showSources();
    m_lines->setBookmarks({});
    m_lines->startAnew();
    if (m_sources.empty())
        m_stack->setCurrentWidget(m_lines);
    else
        open();
}

void LogPane::open() {
    if (!m_workspace.may(Permission::ServicesLogs)) {
        m_state->showNoPermission(tr("The log may not be read with this key."), QStringLiteral("services.logs"));
        m_stack->setCurrentWidget(m_state);
        return;
    }
    m_state->showLoading();
    m_stack->setCurrentWidget(m_state);
    for (const auto &source : m_sources)
        if (!source->isOpen())
            source->open();
}

void LogPane::takeOver(const LogPane &before) {
    m_lines->setTimes(before.m_lines->times());
    m_lines->setWrapping(before.m_lines->isWrapping());
    m_model.setHidden(before.m_model.hiddenComponents(), before.m_model.hiddenStreams());
    m_bar->showSources();
    m_bar->setOnlyFound(before.m_model.onlyFound());
    if (!before.m_lines->isFollowing() && before.m_lines->lineCount() > 0)
        m_place = before.m_lines->caret();
}

void LogPane::onOpened() {
    const bool hadFocus = m_state->isAncestorOf(focusWidget());
    m_stack->setCurrentWidget(m_lines);
    if (const auto place = std::exchange(m_place, std::nullopt))
        m_lines->goTo(*place);
    if (hadFocus)
        focusLines();
    findOnServer();
}

/// Half an expression, as while one types, is taken as text.
void LogPane::find(const QString &text) {
    m_regex.clear();
    if (text.isEmpty()) {
        m_model.setPattern(nullptr);
    } else {
        const QString ignoringCase = QStringLiteral("(?im)");
        m_regex = ignoringCase + text;
        auto pattern = LogPattern::parse(m_regex);
        if (!pattern) {
            m_regex = ignoringCase + QRegularExpression::escape(text);
            pattern = LogPattern::parse(m_regex);
        }
        m_model.setPattern(pattern ? *pattern : nullptr);
        if (!pattern)
            m_regex.clear();
    }
    m_isTooLong = m_regex.isEmpty() && !text.isEmpty();
    m_lines->forgetCurrent();
    findOnServer();
    showFound();
}

/// What is not held here the server looks through.
void LogPane::findOnServer() {
    for (const auto &source : m_sources)
        source->find(m_regex);
}

void LogPane::showFound() {
    if (m_isTooLong)
        return m_bar->showWarning(tr("Too long to look for"));
    bool isSearching = m_model.isSearching();
    std::optional<qint64> total;
    for (const auto &source : m_sources) {
        isSearching = isSearching || source->isFinding();
        if (const auto each = source->totalFound())
            total = total.value_or(0) + *each;
    }
    m_bar->showFound(m_model.foundCount(), isSearching ? std::nullopt : total, isSearching);
}

void LogPane::clear() {
    for (int i = 0; i < m_model.sourceCount(); ++i)
        m_model.setCleared(i, m_model.history(i).end() - 1);
    m_lines->startAnew();
    remember();
}

void LogPane::remember() {
    for (int i = 0; i < m_model.sourceCount(); ++i) {
        LogMemory memory;
        memory.clearedTo = m_model.cleared(i);
        for (const LogPlace &place : m_lines->bookmarks())
            if (place.source == i)
                memory.bookmarks.append(place.seq);
        memory.save(m_sources[size_t(i)]->service(), m_model.history(i).epoch());
    }
}

void LogPane::recall(int number) {
    const LogMemory memory = LogMemory::load(m_sources[size_t(number)]->service(), m_model.history(number).epoch());
    if (memory.clearedTo < m_model.history(number).end())
        m_model.setCleared(number, memory.clearedTo);
    QList<LogPlace> bookmarks = m_lines->bookmarks();
    for (const qint64 seq : memory.bookmarks)
        if (const LogPlace place{number, seq}; !bookmarks.contains(place))
            bookmarks.append(place);
    m_lines->setBookmarks(bookmarks);
}
