// SPDX-License-Identifier: GPL-3.0-or-later
// Buttons, menus and the field to find.
#include "app/ui/logbar.h"
#include "app/ui/theme.h"
#include <QActionGroup>
#include <QBoxLayout>
#include <QKeyEvent>
#include <QLocale>

using namespace std::chrono_literals;

static QPushButton *barButton(const QString &icon, const QString &name, const QString &tip, bool showsName = false) {
    auto *button = new QPushButton(theme::icon(icon), showsName ? name : QString());
    button->setFlat(true);
    button->setAccessibleName(name);
    button->setToolTip(tip);
    button->setAutoDefault(false);
    return button;
}

LogBar::LogBar(LogView &view, QWidget *parent)
    : QWidget(parent)
    , m_view(view)
    , m_model(view.model())
    , m_find(new QLineEdit)
    , m_found(new ToneLabel(Tone::Secondary))
    , m_previous(barButton(QStringLiteral("previous"), tr("Previous match"), tr("Previous match (Shift+N)")))
    , m_next(barButton(QStringLiteral("next"), tr("Next match"), tr("Next match (N)")))
    , m_only(barButton(QStringLiteral("filter"), tr("Only matches"), tr("Show only the lines that match")))
    , m_follow(barButton(QStringLiteral("follow"), tr("Follow"), tr("Keep the newest line in view (F)"), true))
    , m_times(barButton(QStringLiteral("clock"), tr("Times"), tr("When each line was written (T)")))
    , m_wrap(barButton(QStringLiteral("wrap"), tr("Wrap"), tr("Break long lines (W)")))
    , m_sources(barButton(QStringLiteral("layers"), tr("Components"), tr("Which components and streams are shown"))) {
    m_find->setPlaceholderText(tr("Find in the log"));
    m_find->setToolTip(tr("Text or a regular expression (/)"));
    m_find->setAccessibleName(tr("Find in the log"));
    m_find->setClearButtonEnabled(true);
    m_find->addAction(theme::icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    m_find->setMinimumWidth(120);
    m_find->setMaximumWidth(300);
    m_find->installEventFilter(this);
    m_found->setWordWrap(false);
    m_follow->setCheckable(true);
    m_follow->setChecked(view.isFollowing());
    m_wrap->setCheckable(true);
    m_wrap->setChecked(view.isWrapping());
    auto *save = barButton(QStringLiteral("export"), tr("Save"), tr("Save lines to a file (E)"));
    auto *clear =
        barButton(QStringLiteral("cross"), tr("Clear"), tr("Take these lines away; the server keeps them (C)"));

    auto *only = new QMenu(m_only);
    m_choices = new QActionGroup(only);
    const auto choice = [&](const QString &text, std::optional<int> context) {
        QAction *action = only->addAction(text, this, [this, context] {
            m_model.setOnlyFound(context);
            m_only->setFlat(!context); // a frame says that it is on
        });
        action->setCheckable(true);
        action->setChecked(!context);
        action->setData(context.value_or(-1));
        m_choices->addAction(action);
    };
    choice(tr("All lines"), std::nullopt);
    choice(tr("Only lines that match"), 0);
    choice(tr("With 2 lines around each"), 2);
    choice(tr("With 10 lines around each"), 10);
    m_only->setMenu(only);

    auto *times = new QMenu(m_times);
    m_times->setMenu(times);
    connect(times, &QMenu::aboutToShow, this, &LogBar::fillTimes);
    auto *sources = new QMenu(m_sources);
    m_sources->setMenu(sources);
    connect(sources, &QMenu::aboutToShow, this, &LogBar::fillSources);
    auto *saving = new QMenu(save);
    saving->addAction(tr("Save what is shown…"), this, &LogBar::saveShownRequested);
    QAction *selection = saving->addAction(tr("Save selection…"), this, &LogBar::saveSelectionRequested);
    saving->addAction(tr("Save whole log…"), this, &LogBar::saveAllRequested);
    connect(saving, &QMenu::aboutToShow, this, [this, selection] { selection->setEnabled(m_view.hasSelection()); });
    save->setMenu(saving);

    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(8, 6, 8, 6);
    layout->setSpacing(2);
    layout->addWidget(m_find, 1);
    layout->addWidget(m_previous);
    layout->addWidget(m_next);
    layout->addWidget(m_only);
    layout->addSpacing(6);
    layout->addWidget(m_found);
    layout->addStretch();
    for (QPushButton *button : {m_follow, m_times, m_wrap, m_sources, save, clear})
        layout->addWidget(button);

    m_typing.setSingleShot(true);
    m_typing.setInterval(120ms); // a word, not each of its letters
    connect(&m_typing, &QTimer::timeout, this, [this] { emit findChanged(m_find->text()); });
    connect(m_find, &QLineEdit::textChanged, this, [this](const QString &text) {
        if (text.isEmpty()) {
            m_typing.stop();
            emit findChanged({});
        } else {
            m_typing.start();
        }
    });
    connect(m_find, &QLineEdit::returnPressed, this, [this] { m_view.findNext(1); });
    connect(m_previous, &QPushButton::clicked, this, [this] { m_view.findNext(-1); });
    connect(m_next, &QPushButton::clicked, this, [this] { m_view.findNext(1); });
    connect(m_follow, &QPushButton::clicked, &view, &LogView::setFollowing);
    connect(&view, &LogView::followingChanged, m_follow, &QPushButton::setChecked);
    connect(m_wrap, &QPushButton::clicked, &view, &LogView::setWrapping);
    connect(&view, &LogView::wrappingChanged, m_wrap, &QPushButton::setChecked);
    connect(&view, &LogView::findRequested, this, &LogBar::focusFind);
    connect(clear, &QPushButton::clicked, &view, &LogView::clearRequested);
    showFound(0, {}, false);
    showSources();
}

/// Esc leaves the search. As a shortcut it would stand against the page's own, and then neither is heard.
bool LogBar::eventFilter(QObject *watched, QEvent *event) {
    const bool isKey = event->type() == QEvent::ShortcutOverride || event->type() == QEvent::KeyPress;
    if (watched != m_find || !isKey || static_cast<QKeyEvent *>(event)->key() != Qt::Key_Escape)
        return QWidget::eventFilter(watched, event);
    event->accept();
    if (event->type() == QEvent::KeyPress) {
        m_find->clear();
        m_view.setFocus();
    }
    return true;
}

void LogBar::focusFind() {
    m_find->setFocus();
    m_find->selectAll();
}

void LogBar::setOnlyFound(std::optional<int> context) {
    const auto actions = m_choices->actions();
    for (QAction *action : actions)
        if (action->data().toInt() == context.value_or(-1) && !action->isChecked())
            action->trigger();
}

void LogBar::showFound(qint64 known, std::optional<qint64> total, bool isSearching) {
    const bool isActive = !m_find->text().isEmpty();
    for (QPushButton *button : {m_previous, m_next})
        button->setEnabled(isActive && known > 0);
    m_found->setTone(Tone::Secondary);
    const int count = int(std::min<qint64>(known, 2'000'000'000));
    m_found->setText(!isActive        ? QString()
            : total && *total > known ? tr("%1 of %2 lines").arg(QLocale().toString(known), QLocale().toString(*total))
            : isSearching && known == 0 ? tr("Searching…")
            : isSearching               ? tr("%Ln line(s)…", nullptr, count)
                                        : tr("%Ln line(s)", nullptr, count));
}

void LogBar::showWarning(const QString &text) {
    m_found->setTone(Tone::Warning);
    m_found->setText(text);
}

void LogBar::showSources() {
    m_sources->setFlat(m_model.hiddenComponents().isEmpty() && m_model.hiddenStreams().isEmpty());
}

void LogBar::fillTimes() {
    QMenu *menu = m_times->menu();
    menu->clear();
    const auto add = [&](const QString &text, LogTimes times) {
        QAction *action = menu->addAction(text, &m_view, [this, times] { m_view.setTimes(times); });
        action->setCheckable(true);
        action->setChecked(m_view.times() == times);
    };
    add(tr("No times"), LogTimes::Off);
    add(tr("Local time"), LogTimes::Local);
    add(tr("UTC"), LogTimes::Utc);
    add(tr("How long ago"), LogTimes::Relative);
}

void LogBar::fillSources() {
    QMenu *menu = m_sources->menu();
    menu->clear();
    const QStringList components = m_model.components();
    for (const QString &component : components) {
        QAction *action = menu->addAction(component.isEmpty() ? tr("No component") : component);
        action->setCheckable(true);
        action->setChecked(!m_model.hiddenComponents().contains(component));
        connect(action, &QAction::toggled, this, [this, component](bool on) {
            QSet<QString> hidden = m_model.hiddenComponents();
            on ? void(hidden.remove(component)) : void(hidden.insert(component));
            m_model.setHidden(hidden, m_model.hiddenStreams());
            showSources();
        });
    }
    menu->addSeparator();
    const auto stream = [&](const QString &text, LogStream which) {
        QAction *action = menu->addAction(text);
        action->setCheckable(true);
        action->setChecked(!m_model.hiddenStreams().contains(which));
        connect(action, &QAction::toggled, this, [this, which](bool on) {
            QSet<LogStream> hidden = m_model.hiddenStreams();
            on ? void(hidden.remove(which)) : void(hidden.insert(which));
            m_model.setHidden(m_model.hiddenComponents(), hidden);
            showSources();
        });
    };
    stream(tr("Standard output"), LogStream::Stdout);
    stream(tr("Standard error"), LogStream::Stderr);
    stream(tr("The panel's own lines"), LogStream::System);
}
