// SPDX-License-Identifier: GPL-3.0-or-later
// The states.
#include "app/ui/stateview.h"
#include "app/ui/banner.h"
#include "app/ui/labels.h"
#include "app/ui/theme.h"
#include <QApplication>
#include <QBoxLayout>
#include <QClipboard>
#include <QEvent>
#include <QPainter>

using namespace std::chrono_literals;

StateView::StateView(QWidget *parent)
    : QWidget(parent)
    , m_icon(new QLabel)
    , m_text(sectionLabel({}))
    , m_detail(new ToneLabel(Tone::Secondary))
    , m_action(new QPushButton)
    , m_copy(new QPushButton(tr("Copy details"))) {
    for (QLabel *label : {m_text, m_detail}) {
        label->setWordWrap(true);
        label->setAlignment(Qt::AlignCenter);
    }
    m_patience.setSingleShot(true);
    m_patience.setInterval(300ms);
    m_icon->setAlignment(Qt::AlignCenter);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(m_action);
    buttons->addWidget(m_copy);
    buttons->addStretch();
    auto *middle = new QWidget; // as wide as sentences are easy to read
    middle->setMaximumWidth(520);
    auto *column = new QVBoxLayout(middle);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_icon);
    column->addSpacing(4);
    column->addWidget(m_text);
    column->addWidget(m_detail);
    column->addSpacing(8);
    column->addLayout(buttons);
    auto *row = new QHBoxLayout;
    row->addStretch(1);
    row->addWidget(middle, 100);
    row->addStretch(1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 16, 24, 16);
    layout->addStretch(2);
    layout->addLayout(row);
    layout->addStretch(3);
    setFocusProxy(m_action);
    connect(&m_patience, &QTimer::timeout, this, [this] { update(); });
    connect(m_action, &QPushButton::clicked, this, &StateView::triggered);
    connect(m_copy, &QPushButton::clicked, this,
        [this] { QApplication::clipboard()->setText(m_text->text() + u'\n' + m_detail->text()); });
    show({}, {}, {}, {}, false);
}

void StateView::show(
    const QString &icon, const QString &text, const QString &detail, const QString &action, bool canCopy) {
    m_loading = false;
    m_patience.stop();
    m_iconName = icon;
    drawIcon();
    m_text->setText(text);
    m_detail->setText(detail);
    m_action->setText(action);
    m_icon->setVisible(!icon.isEmpty());
    m_text->setVisible(!text.isEmpty());
    m_detail->setVisible(!detail.isEmpty());
    m_action->setVisible(!action.isEmpty());
    m_copy->setVisible(canCopy);
    update();
}

void StateView::showLoading() {
    if (m_loading)
        return;
    show({}, {}, {}, {}, false);
    m_loading = true;
    m_patience.start();
}

void StateView::showEmpty(const QString &icon, const QString &text, const QString &action) {
    show(icon, text, {}, action, false);
}

void StateView::showProblem(const QString &what, const Problem &problem, const QString &action) {
    show(QStringLiteral("warning"), what, describe(problem).left(4000), action.isEmpty() ? tr("Try again") : action,
        true);
}

void StateView::showNoPermission(const QString &text, const QString &permission) {
    show(QStringLiteral("lock"), text,
        tr("This key lacks the permission %1. Someone with an admin key can make one that has it.").arg(permission), {},
        false);
}

void StateView::drawIcon() {
    if (!m_iconName.isEmpty())
        m_icon->setPixmap(theme::icon(m_iconName).pixmap(QSize(40, 40), devicePixelRatioF()));
}

void StateView::changeEvent(QEvent *event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        drawIcon();
}

void StateView::paintEvent(QPaintEvent *) {
    QPainter painter(this);
    painter.fillRect(rect(), palette().base());
    if (!m_loading || m_patience.isActive())
        return;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme::border());
    static constexpr int widths[] = {42, 30, 54, 36, 48, 28};
    for (int row = 0; row < 6; ++row) {
        const int y = 12 + row * 28;
        painter.setOpacity(1.0 - row * 0.14);
        painter.drawRoundedRect(QRectF(16, y, width() * widths[row] / 400.0, 10), 5, 5);
        painter.drawRoundedRect(QRectF(16 + width() * 0.18, y, width() * widths[5 - row] / 160.0, 10), 5, 5);
    }
}
