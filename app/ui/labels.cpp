// SPDX-License-Identifier: GPL-3.0-or-later
// Drawing and colouring.
#include "app/ui/labels.h"
#include "app/ui/theme.h"
#include <QHelpEvent>
#include <QPainter>
#include <QStyle>
#include <QToolTip>

ToneLabel::ToneLabel(Tone tone, const QString &text, QWidget *parent) : QLabel(text, parent), m_tone(tone) {
    setTextFormat(Qt::PlainText);
    setWordWrap(true);
    colour();
}

void ToneLabel::setTone(Tone tone) {
    m_tone = tone;
    colour();
}

void ToneLabel::changeEvent(QEvent *event) {
    QLabel::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        colour();
}

void ToneLabel::colour() {
    const QColor wanted = m_tone == Tone::Secondary ? theme::secondaryText()
        : m_tone == Tone::Failed                    ? theme::statusColor(QStringLiteral("failed"))
        : m_tone == Tone::Warning                   ? theme::statusColor(QStringLiteral("warning"))
                                                    : theme::text();
    QPalette now = palette();
    if (now.color(QPalette::WindowText) == wanted) // also ends the recursion of setPalette()
        return;
    now.setColor(QPalette::WindowText, wanted);
    setPalette(now);
}

StatusLabel::StatusLabel(QWidget *parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void StatusLabel::setStatus(const QString &state, const QString &text) {
    if (m_state == state && m_text == text)
        return;
    m_state = state;
    m_text = text;
    setAccessibleName(text);
    updateGeometry();
    update();
}

QSize StatusLabel::sizeHint() const {
    return {fontMetrics().horizontalAdvance(m_text) + (m_state.isEmpty() ? 2 : 16), fontMetrics().height() + 2};
}

void StatusLabel::paintEvent(QPaintEvent *) {
    QPainter painter(this);
    QRect text = rect();
    if (!m_state.isEmpty()) {
        const bool mirrored = layoutDirection() == Qt::RightToLeft;
        theme::drawDot(painter, QPointF(mirrored ? width() - 4 : 4, height() / 2.0), m_state);
        mirrored ? text.setRight(width() - 14) : text.setLeft(14);
    }
    painter.setPen(palette().color(QPalette::WindowText));
    painter.drawText(text, int(QStyle::visualAlignment(layoutDirection(), Qt::AlignLeft) | Qt::AlignVCenter),
        fontMetrics().elidedText(m_text, Qt::ElideRight, text.width()));
}

bool ElidedLabel::event(QEvent *event) {
    if (event->type() != QEvent::ToolTip || !toolTip().isEmpty()
        || fontMetrics().horizontalAdvance(text()) <= contentsRect().width())
        return QLabel::event(event);
    QToolTip::showText(static_cast<QHelpEvent *>(event)->globalPos(), text().toHtmlEscaped(), this);
    return true;
}

void ElidedLabel::paintEvent(QPaintEvent *) {
    QPainter painter(this);
    painter.setPen(palette().color(QPalette::WindowText));
    painter.drawText(rect(), Qt::AlignVCenter | Qt::AlignLeading | Qt::TextSingleLine,
        fontMetrics().elidedText(text(), Qt::ElideRight, width()));
}

QLabel *titleLabel(const QString &text) {
    auto *label = new ElidedLabel(text);
    label->setTextFormat(Qt::PlainText);
    label->setFont(theme::title());
    return label;
}

QLabel *sectionLabel(const QString &text) {
    auto *label = new QLabel(text);
    label->setTextFormat(Qt::PlainText);
    QFont font = label->font();
    font.setWeight(QFont::DemiBold);
    label->setFont(font);
    return label;
}

QLabel *valueLabel(const QString &name) {
    auto *label = new QLabel;
    label->setTextFormat(Qt::PlainText);
    label->setAccessibleName(name);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    label->setFocusPolicy(Qt::ClickFocus);
    return label;
}
