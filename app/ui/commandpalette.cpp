// SPDX-License-Identifier: GPL-3.0-or-later
// The field, and the list below it.
#include "app/ui/commandpalette.h"
#include "app/ui/labels.h"
#include "app/ui/theme.h"
#include <QApplication>
#include <QBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QStyledItemDelegate>

namespace {
/// Icon or state, text, and at the right its keys and what it is.
class CommandDelegate final : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override { return {0, 32}; }
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override {
        QStyleOptionViewItem item = option;
        initStyleOption(&item, index);
        const QString text = std::exchange(item.text, QString());
        QApplication::style()->drawControl(QStyle::CE_ItemViewItem, &item, painter, item.widget);
        painter->save();
        QRect rest = option.rect.adjusted(12, 0, -12, 0); // as from left to right; mirrored where it is drawn
        const auto mirror = [&](const QRect &place) {
            return QStyle::visualRect(option.direction, option.rect, place);
        };
        const auto side = [&](Qt::Alignment one) {
            return int(QStyle::visualAlignment(option.direction, one) | Qt::AlignVCenter | Qt::AlignAbsolute);
        };
        const QRect place(rest.left(), rest.center().y() - 7, 16, 16);
        const QRect icon = mirror(place);
        if (const QString state = index.data(CommandList::State).toString(); !state.isEmpty())
            theme::drawDot(*painter, QPointF(icon.center()) + QPointF(0.5, 0.5), state);
        else
            theme::icon(index.data(CommandList::Icon).toString()).paint(painter, icon);
        rest.setLeft(place.right() + 12);
        painter->setPen(theme::secondaryText());
        const auto atRight = [&](const QString &what, const QFont &font) {
            painter->setFont(font);
            painter->drawText(mirror(rest), side(Qt::AlignRight), what);
            if (!what.isEmpty())
                rest.setRight(rest.right() - painter->fontMetrics().horizontalAdvance(what) - 16);
        };
        atRight(index.data(CommandList::Kind).toString(), option.font);
        atRight(index.data(CommandList::Keys).toString(), theme::monospace());
        painter->setFont(option.font);
        painter->setPen(theme::text());
        painter->drawText(
            mirror(rest), side(Qt::AlignLeft), option.fontMetrics.elidedText(text, Qt::ElideRight, rest.width()));
        painter->restore();
    }
};
} // namespace

CommandPalette::CommandPalette(QList<Command> commands, QWidget *parent)
    : QDialog(parent, Qt::Dialog | Qt::FramelessWindowHint)
    , m_commands(std::move(commands))
    , m_words(new QLineEdit)
    , m_list(new QListView) {
    setWindowTitle(tr("Commands"));
    setAttribute(Qt::WA_DeleteOnClose);
    m_words->setPlaceholderText(tr("Find an action, service or template"));
    m_words->setAccessibleName(m_words->placeholderText());
    m_words->addAction(theme::icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    m_words->installEventFilter(this);
    m_list->setModel(&m_commands);
    m_list->setAccessibleName(tr("Commands"));
    m_list->setItemDelegate(new CommandDelegate(m_list));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setUniformItemSizes(true);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setMouseTracking(true);
    m_list->setFocusPolicy(Qt::NoFocus); // the keyboard stays in the field
    auto *none = new ToneLabel(Tone::Secondary, tr("Nothing is called that."));
    none->setAlignment(Qt::AlignCenter);
    none->hide();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->setSpacing(8);
    layout->addWidget(m_words);
    layout->addWidget(none);
    layout->addWidget(m_list, 1);
    resize(std::min(620, parent->width() - 48), std::min(420, parent->height() - 96));
    move(parent->mapToGlobal(QPoint((parent->width() - width()) / 2, 48)));
    connect(m_words, &QLineEdit::textChanged, this, &CommandPalette::find);
    connect(&m_commands, &QAbstractItemModel::modelReset, this, [this, none] {
        none->setVisible(m_commands.rowCount() == 0);
        m_list->setCurrentIndex(m_commands.index(0));
    });
    connect(m_list, &QListView::clicked, this, &CommandPalette::run);
    connect(m_list, &QListView::entered, m_list, &QListView::setCurrentIndex);
    m_list->setCurrentIndex(m_commands.index(0));
}

void CommandPalette::find(const QString &words) {
    m_commands.find(words);
}

void CommandPalette::run(const QModelIndex &index) {
    const Command *chosen = m_commands.command(index);
    if (!chosen)
        return;
    // Once this window has gone and the one behind has the keyboard again.
    QMetaObject::invokeMethod(parent(), chosen->run, Qt::QueuedConnection);
    close();
}

bool CommandPalette::eventFilter(QObject *watched, QEvent *event) {
    if (watched != m_words || event->type() != QEvent::KeyPress)
        return QDialog::eventFilter(watched, event);
    switch (static_cast<QKeyEvent *>(event)->key()) {
    case Qt::Key_Up:
    case Qt::Key_Down:
    case Qt::Key_PageUp:
    case Qt::Key_PageDown:
        QApplication::sendEvent(m_list, event);
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        run(m_list->currentIndex());
        return true;
    default:
        return QDialog::eventFilter(watched, event);
    }
}

void CommandPalette::changeEvent(QEvent *event) {
    QDialog::changeEvent(event);
    if (event->type() != QEvent::ActivationChange)
        return;
    if (isActiveWindow())
        m_wasActive = true;
    else if (m_wasActive)
        close();
}
