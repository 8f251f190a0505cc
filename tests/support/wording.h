// SPDX-License-Identifier: GPL-3.0-or-later
// What a window says, whether all of it is seen, and texts that are longer than ours.
#pragma once

#include "app/ui/labels.h"
#include <QAbstractButton>
#include <QAbstractScrollArea>
#include <QAction>
#include <QComboBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QTabBar>
#include <QTranslator>

/// Every text a third longer, as a language may have it.
class LongTexts final : public QTranslator {
public:
    bool isEmpty() const override { return false; }
    QString translate(const char *context, const char *source, const char *, int) const override {
        if (*context == 'Q') // Qt's own
            return {};
        const QString text = QString::fromUtf8(source);
        QString longer = text;
        while (longer.size() < text.size() * 1.3)
            longer += longer.size() % 5 == 0 ? u' ' : u'n';
        return longer;
    }
};

/// What a widget shows or says.
inline QStringList textsOf(const QWidget &widget) {
    QStringList all{widget.toolTip(), widget.accessibleName(), widget.windowTitle()};
    if (const auto *label = qobject_cast<const QLabel *>(&widget))
        all.append(label->text());
    else if (const auto *status = qobject_cast<const StatusLabel *>(&widget))
        all.append(status->text());
    else if (const auto *button = qobject_cast<const QAbstractButton *>(&widget))
        all.append(button->text());
    else if (const auto *field = qobject_cast<const QLineEdit *>(&widget))
        all.append(field->placeholderText());
    else if (const auto *tabs = qobject_cast<const QTabBar *>(&widget))
        for (int i = 0; i < tabs->count(); ++i)
            all.append(tabs->tabText(i));
    else if (const auto *box = qobject_cast<const QComboBox *>(&widget))
        for (int i = 0; i < box->count(); ++i)
            all.append(box->itemText(i));
    else if (const auto *header = qobject_cast<const QHeaderView *>(&widget))
        for (int i = 0; header->model() && i < header->count(); ++i)
            all.append(header->model()->headerData(i, header->orientation()).toString());
    const auto actions = widget.actions();
    for (const QAction *action : actions)
        all << action->text() << action->toolTip();
    return all;
}

inline bool scrolls(const QWidget &widget, const QWidget &window) {
    for (const QWidget *above = widget.parentWidget(); above && above != &window; above = above->parentWidget())
        if (qobject_cast<const QAbstractScrollArea *>(above))
            return true;
    return false;
}

/// What does not show all of its text and does not say it otherwise, or lies outside of the window.
inline QStringList cutIn(const QWidget &window) {
    QStringList cut;
    const auto widgets = window.findChildren<QWidget *>();
    for (const QWidget *widget : widgets) {
        if (!widget->isVisible() || widget->window() != &window)
            continue;
        bool fits = true;
        QString text;
        if (const auto *label = qobject_cast<const QLabel *>(widget)) {
            text = label->text();
            if (text.isEmpty() || qobject_cast<const ElidedLabel *>(label))
                continue;
            fits = label->wordWrap() ? label->height() >= label->heightForWidth(label->width()) - 1
                                     : label->width() >= label->sizeHint().width() - 1;
        } else if (const auto *button = qobject_cast<const QAbstractButton *>(widget)) {
            text = button->text();
            if (text.isEmpty())
                continue;
            fits = button->width() >= button->minimumSizeHint().width() - 1 || !button->toolTip().isEmpty();
        } else if (!qobject_cast<const QLineEdit *>(widget) && !qobject_cast<const QComboBox *>(widget)) {
            continue;
        }
        const QRect place(widget->mapTo(&window, QPoint()), widget->size());
        if (!fits || (!scrolls(*widget, window) && !window.rect().contains(place)))
            cut.append(QStringLiteral("%1 \"%2\" %3x%4 at %5,%6, wants %7")
                           .arg(QLatin1String(widget->metaObject()->className()), text)
                           .arg(place.width())
                           .arg(place.height())
                           .arg(place.x())
                           .arg(place.y())
                           .arg(widget->sizeHint().width()));
    }
    return cut;
}
