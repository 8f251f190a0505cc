// SPDX-License-Identifier: GPL-3.0-or-later
// What Fusion draws otherwise here.
#include "app/ui/panelstyle.h"
#include "app/ui/shapes.h"
#include "app/ui/theme.h"
#include "app/ui/tokens.h"
#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QComboBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QPainter>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QStyleFactory>
#include <QStyleOption>
#include <QTabBar>
#include <QTableView>

using shapes::outline;
using shapes::rounded;
using theme::tokens;

/// The text field inside a spin box or combo box has that one's frame.
static bool partOfAnother(const QWidget *widget) {
    const QWidget *parent = widget->parentWidget();
    return qobject_cast<const QAbstractSpinBox *>(widget) || qobject_cast<const QAbstractSpinBox *>(parent)
        || qobject_cast<const QComboBox *>(widget) || qobject_cast<const QComboBox *>(parent);
}

/// What a scroll bar stands on.
static QColor behind(const QWidget *bar) {
    for (const QWidget *widget = bar; widget; widget = widget->parentWidget())
        if (const auto *area = qobject_cast<const QScrollArea *>(widget))
            return area->palette().color(QPalette::Window);
        else if (qobject_cast<const QAbstractScrollArea *>(widget))
            break;
    return QColor(tokens().base);
}

PanelStyle::PanelStyle() : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion"))) { }

void PanelStyle::drawButton(const QStyleOption *option, QPainter *painter) const {
    const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option);
    const bool main = button && (button->features & QStyleOptionButton::DefaultButton);
    const bool enabled = option->state & State_Enabled;
    QColor fill = main ? QColor(tokens().accent) : QColor(tokens().base);
    if (!main && (option->state & State_On))
        fill = QColor(tokens().selection);
    if (!enabled)
        fill = QColor(tokens().alternate);
    else if (option->state & State_Sunken)
        fill = fill.darker(main ? 115 : 108);
    else if (option->state & State_MouseOver)
        fill = main ? fill.lighter(110) : theme::isDark() ? fill.lighter(118) : fill.darker(104);
    QColor line = main && enabled ? QColor(Qt::transparent) : outline();
    if (!enabled)
        line.setAlphaF(0.4F);
    rounded(painter, option->rect, fill, line, 1);
    if (option->state & State_HasFocus) // a ring inside, so that it is seen on the accent too
        rounded(painter, option->rect.adjusted(1, 1, -1, -1), Qt::transparent,
            main ? QColor(tokens().onAccent) : QColor(tokens().accent), 2);
}

/// Icon and text in the middle; where a menu opens, at the left, since the arrow is at the right.
void PanelStyle::drawButtonLabel(const QStyleOption *option, QPainter *painter) const {
    const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option);
    if (!button)
        return;
    const bool enabled = button->state & State_Enabled;
    const bool menu = button->features & QStyleOptionButton::HasMenu;
    const bool main = enabled && (button->features & QStyleOptionButton::DefaultButton)
        && !(button->features & QStyleOptionButton::Flat);
    const int gap = button->icon.isNull() || button->text.isEmpty() ? 0 : 6;
    const int icon = button->icon.isNull() ? 0 : button->iconSize.width();
    const QRect room = menu ? button->rect.adjusted(10, 0, -24, 0) : button->rect.adjusted(4, 0, -4, 0);
    const QString text =
        button->fontMetrics.elidedText(button->text, Qt::ElideRight, room.width() - icon - gap, Qt::TextShowMnemonic);
    const int width = icon + gap + button->fontMetrics.size(Qt::TextShowMnemonic, text).width();
    QRect place(room.left() + (menu ? 0 : (room.width() - width) / 2), room.top(), width, room.height());
    place = visualRect(button->direction, button->rect, place);
    const bool mirrored = button->direction == Qt::RightToLeft;
    if (icon > 0) {
        const QRect picture(mirrored ? place.right() - icon + 1 : place.left(),
            place.center().y() - button->iconSize.height() / 2 + 1, icon, button->iconSize.height());
        button->icon.paint(painter, picture, Qt::AlignCenter, enabled ? QIcon::Normal : QIcon::Disabled);
    }
    painter->setPen(main
            ? QColor(tokens().onAccent)
            : button->palette.color(enabled ? QPalette::Active : QPalette::Disabled, QPalette::ButtonText));
    painter->drawText(mirrored ? place.adjusted(0, 0, -icon - gap, 0) : place.adjusted(icon + gap, 0, 0, 0),
        Qt::AlignVCenter | Qt::TextSingleLine | Qt::TextHideMnemonic | (mirrored ? Qt::AlignRight : Qt::AlignLeft),
        text);
}

void PanelStyle::drawToolButton(const QStyleOption *option, QPainter *painter) const {
    QColor fill(Qt::transparent);
    if (option->state & State_Enabled) {
        if (option->state & State_On)
            fill = QColor(tokens().selection);
        if (option->state & State_Sunken)
            fill = QColor(tokens().text), fill.setAlphaF(0.14F);
        else if (option->state & State_MouseOver)
            fill = QColor(tokens().text), fill.setAlphaF(0.07F);
    }
    const bool focus = option->state & State_HasFocus;
    rounded(painter, option->rect, fill, focus ? QColor(tokens().accent) : QColor(Qt::transparent), 2);
}

void PanelStyle::drawFocus(const QStyleOption *option, QPainter *painter, const QWidget *widget) const {
    if (const auto *button = qobject_cast<const QPushButton *>(widget); button && !button->isFlat())
        return; // its frame shows it
    if (qobject_cast<const QTableView *>(widget))
        return; // its delegate does
    if (qobject_cast<const QAbstractItemView *>(widget)) {
        painter->fillRect(QRect(option->rect.topLeft(), QSize(3, option->rect.height())), QColor(tokens().accent));
        return;
    }
    rounded(painter, option->rect, Qt::transparent, QColor(tokens().accent), 2);
}

void PanelStyle::drawPrimitive(
    PrimitiveElement element, const QStyleOption *option, QPainter *painter, const QWidget *widget) const {
    switch (element) {
    case PE_PanelButtonCommand:
        if (const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option);
            button && (button->features & QStyleOptionButton::Flat))
            return drawToolButton(option, painter);
        return drawButton(option, painter);
    case PE_PanelButtonTool:
        return drawToolButton(option, painter);
    case PE_PanelLineEdit:
        if (widget && !partOfAnother(widget)) {
            return shapes::fieldFrame(option, painter);
        }
        break;
    case PE_Frame:
        if (qobject_cast<const QPlainTextEdit *>(widget)) {
            return shapes::fieldFrame(option, painter);
        }
        break;
    case PE_FrameFocusRect:
        return drawFocus(option, painter, widget);
    case PE_FrameTabBarBase:
    case PE_FrameTabWidget:
        painter->fillRect(QRect(option->rect.left(), option->rect.bottom(), option->rect.width(), 1), theme::border());
        return;
    case PE_IndicatorCheckBox:
        return shapes::checkBox(option, painter);
    case PE_IndicatorArrowDown:
    case PE_IndicatorArrowUp:
    case PE_IndicatorArrowLeft:
    case PE_IndicatorArrowRight: {
        const int angle = element == PE_IndicatorArrowDown ? 0
            : element == PE_IndicatorArrowLeft             ? 90
            : element == PE_IndicatorArrowUp               ? 180
                                                           : 270;
        const bool can = option->state & State_Enabled;
        return shapes::chevron(painter, QRectF(option->rect).center(), angle, can ? theme::text() : theme::border());
    }
    case PE_PanelScrollAreaCorner:
        painter->fillRect(option->rect, QColor(tokens().base));
        return;
    case PE_PanelStatusBar:
    case PE_FrameStatusBarItem:
        return;
    default:
        break;
    }
    QProxyStyle::drawPrimitive(element, option, painter, widget);
}

/// The arrow stands on the side the text does not begin at, on its line.
void PanelStyle::drawHeader(const QStyleOption *option, QPainter *painter, const QWidget *widget) const {
    const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(option);
    if (!header)
        return;
    drawControl(CE_HeaderSection, header, painter, widget);
    const bool right = header->textAlignment & Qt::AlignRight;
    const bool sorted = header->sortIndicator != QStyleOptionHeader::None;
    const QRect &r = header->rect;
    const QRect text = r.adjusted(right && sorted ? 20 : 8, 0, !right && sorted ? -20 : -8, 0);
    painter->save();
    painter->setFont(header->fontMetrics == painter->fontMetrics() || !widget ? painter->font() : widget->font());
    painter->setPen(sorted ? theme::text() : theme::secondaryText());
    const QString shown = header->fontMetrics.elidedText(header->text, Qt::ElideRight, text.width());
    painter->drawText(text, int(header->textAlignment) | Qt::TextSingleLine, shown);
    if (sorted) { // beside its word: at the section's edge it would look like the neighbour's
        const int width = header->fontMetrics.horizontalAdvance(shown) + 11;
        const qreal x = right ? text.right() - width : text.left() + width;
        const qreal up = header->sortIndicator == QStyleOptionHeader::SortDown ? 1 : -1; // ascending
        const qreal y = r.center().y() + 0.5;
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(QPen(theme::text(), 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter->drawPolyline(
            QPolygonF{QPointF(x - 3.5, y + 2 * up), QPointF(x, y - 2 * up), QPointF(x + 3.5, y + 2 * up)});
    }
    painter->restore();
}

void PanelStyle::drawTab(const QStyleOption *option, QPainter *painter) const {
    const auto *tab = qstyleoption_cast<const QStyleOptionTab *>(option);
    if (!tab)
        return;
    const QRect line(tab->rect.left() + 8, tab->rect.bottom() - 1, tab->rect.width() - 16, 2);
    if (tab->state & State_Selected)
        painter->fillRect(line, QColor(tokens().accent));
    else if (tab->state & State_MouseOver)
        painter->fillRect(line, theme::border());
}

void PanelStyle::drawControl(
    ControlElement element, const QStyleOption *option, QPainter *painter, const QWidget *widget) const {
    switch (element) {
    case CE_PushButtonLabel:
        return drawButtonLabel(option, painter);
    case CE_HeaderSection:
    case CE_HeaderEmptyArea:
        painter->fillRect(option->rect, QColor(tokens().base));
        painter->fillRect(QRect(option->rect.left(), option->rect.bottom(), option->rect.width(), 1), theme::border());
        return;
    case CE_Header:
        return drawHeader(option, painter, widget);
    case CE_TabBarTabShape:
        return drawTab(option, painter);
    case CE_TabBarTabLabel:
        if (const auto *tab = qstyleoption_cast<const QStyleOptionTab *>(option)) {
            QStyleOptionTab label = *tab;
            if (!(tab->state & State_Selected))
                label.palette.setColor(QPalette::WindowText, theme::secondaryText());
            return QProxyStyle::drawControl(element, &label, painter, widget);
        }
        break;
    case CE_ProgressBar: {
        const auto *bar = qstyleoption_cast<const QStyleOptionProgressBar *>(option);
        if (!bar || bar->textVisible)
            break;
        const double part =
            bar->maximum > bar->minimum ? double(bar->progress - bar->minimum) / (bar->maximum - bar->minimum) : 0;
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        painter->setBrush(theme::border());
        const QRectF groove(bar->rect);
        painter->drawRoundedRect(groove, 3, 3);
        painter->setBrush(QColor(tokens().accent));
        painter->drawRoundedRect(QRectF(groove.topLeft(), QSizeF(groove.width() * part, groove.height())), 3, 3);
        painter->restore();
        return;
    }
    case CE_Splitter: {
        const QRect &r = option->rect;
        const bool lying = r.width() > r.height();
        painter->fillRect(
            lying ? QRect(r.left(), r.center().y(), r.width(), 1) : QRect(r.center().x(), r.top(), 1, r.height()),
            option->state & State_MouseOver ? QColor(tokens().accent) : theme::border());
        return;
    }
    default:
        break;
    }
    QProxyStyle::drawControl(element, option, painter, widget);
}

void PanelStyle::drawComplexControl(
    ComplexControl control, const QStyleOptionComplex *option, QPainter *painter, const QWidget *widget) const {
    if (const auto *box = qstyleoption_cast<const QStyleOptionSpinBox *>(option); control == CC_SpinBox && box)
        return shapes::spinBox(*this, *box, painter, widget);
    if (const auto *box = qstyleoption_cast<const QStyleOptionComboBox *>(option); control == CC_ComboBox && box) {
        shapes::fieldFrame(box, painter);
        return shapes::chevron(painter, QRectF(subControlRect(control, box, SC_ComboBoxArrow, widget)).center(), 0,
            box->state & State_Enabled ? theme::text() : theme::border());
    }
    const auto *bar = qstyleoption_cast<const QStyleOptionSlider *>(option);
    if (control != CC_ScrollBar || !bar)
        return QProxyStyle::drawComplexControl(control, option, painter, widget);
    painter->fillRect(bar->rect, behind(widget));
    if (bar->maximum <= bar->minimum)
        return;
    QColor color(tokens().border);
    const bool held = (bar->activeSubControls & SC_ScrollBarSlider) && (bar->state & State_Sunken);
    if (!held)
        color.setAlphaF(bar->state & State_MouseOver ? 0.85F : 0.6F);
    const QRect slider = subControlRect(control, option, SC_ScrollBarSlider, widget);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(color);
    painter->drawRoundedRect(slider.adjusted(2, 2, -2, -2), 4, 4);
    painter->restore();
}

/// Scroll bars without buttons at their ends: the whole length is for the slider. Spin and combo boxes with their text
/// where text fields have it.
QRect PanelStyle::subControlRect(
    ComplexControl control, const QStyleOptionComplex *option, SubControl part, const QWidget *widget) const {
    if (control == CC_ComboBox && (part == SC_ComboBoxEditField || part == SC_ComboBoxArrow)) {
        const QRect &r = option->rect;
        return visualRect(option->direction, r,
            part == SC_ComboBoxArrow ? QRect(r.right() - 25, r.top(), 22, r.height()) : r.adjusted(7, 0, -26, 0));
    }
    if (control == CC_SpinBox && part == SC_SpinBoxEditField)
        return QProxyStyle::subControlRect(control, option, part, widget).adjusted(4, 0, 0, 0);
    const auto *bar = qstyleoption_cast<const QStyleOptionSlider *>(option);
    if (control != CC_ScrollBar || !bar)
        return QProxyStyle::subControlRect(control, option, part, widget);
    const bool lying = bar->orientation == Qt::Horizontal;
    const int length = lying ? bar->rect.width() : bar->rect.height();
    const qint64 range = qint64(bar->maximum) - bar->minimum;
    int size = length;
    if (range > 0)
        size = std::min(length, std::max(28, int(length * qint64(bar->pageStep) / (range + bar->pageStep))));
    const int start =
        sliderPositionFromValue(bar->minimum, bar->maximum, bar->sliderPosition, length - size, bar->upsideDown);
    const auto piece = [&](int from, int extent) {
        const QRect r = lying ? QRect(bar->rect.left() + from, bar->rect.top(), extent, bar->rect.height())
                              : QRect(bar->rect.left(), bar->rect.top() + from, bar->rect.width(), extent);
        return visualRect(bar->direction, bar->rect, r);
    };
    switch (part) {
    case SC_ScrollBarSlider:
        return piece(start, size);
    case SC_ScrollBarGroove:
        return bar->rect;
    case SC_ScrollBarSubPage:
        return piece(0, start);
    case SC_ScrollBarAddPage:
        return piece(start + size, length - start - size);
    default:
        return {};
    }
}

QSize PanelStyle::sizeFromContents(
    ContentsType type, const QStyleOption *option, const QSize &size, const QWidget *widget) const {
    const QSize wanted = QProxyStyle::sizeFromContents(type, option, size, widget);
    if (type == CT_PushButton)
        return wanted + QSize(10, 0);
    if (type == CT_ItemViewItem && widget && widget->inherits("QComboBoxListView"))
        return {wanted.width(), std::max(wanted.height(), 28)};
    if (type != CT_ComboBox && type != CT_SpinBox)
        return wanted;
    return {wanted.width(), std::max(wanted.height(), 28)}; // as high as a text field
}

void PanelStyle::polish(QWidget *widget) {
    QProxyStyle::polish(widget);
    if (auto *edit = qobject_cast<QLineEdit *>(widget); edit && !partOfAnother(edit))
        edit->setTextMargins(6, 2, 6, 2);
    if (qobject_cast<QTabBar *>(widget) || qobject_cast<QHeaderView *>(widget) || qobject_cast<QScrollBar *>(widget))
        widget->setAttribute(Qt::WA_Hover);
}

int PanelStyle::pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const {
    switch (metric) {
    case PM_ButtonMargin:
        return 14;
    case PM_LayoutHorizontalSpacing:
    case PM_LayoutVerticalSpacing:
        return 8;
    case PM_DefaultFrameWidth:
        if (qobject_cast<const QPlainTextEdit *>(widget))
            return 4; // room for the round corners
        break;
    case PM_FocusFrameHMargin: // the space beside a cell's text
    case PM_HeaderMargin:
        return 8;
    case PM_SmallIconSize:
    case PM_ButtonIconSize:
        return 16;
    case PM_TabBarTabHSpace:
        return 28;
    case PM_TabBarTabVSpace:
        return 16;
    case PM_TabBarTabShiftHorizontal:
    case PM_TabBarTabShiftVertical:
    case PM_TabBarTabOverlap:
        return 0;
    case PM_ScrollBarExtent:
        return 12;
    case PM_ScrollBarSliderMin:
        return 28;
    case PM_SplitterWidth:
        return 5;
    default:
        break;
    }
    return QProxyStyle::pixelMetric(metric, option, widget);
}

int PanelStyle::styleHint(
    StyleHint hint, const QStyleOption *option, const QWidget *widget, QStyleHintReturn *data) const {
    if (hint == SH_UnderlineShortcut || hint == SH_DialogButtonBox_ButtonsHaveIcons || hint == SH_ComboBox_Popup)
        return 0; // the last: a list below the box, not one that covers it
    return QProxyStyle::styleHint(hint, option, widget, data);
}
