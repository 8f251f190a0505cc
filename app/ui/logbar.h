// SPDX-License-Identifier: GPL-3.0-or-later
// LogBar: what one can do with a log: find and filter, how its lines are shown, save and clear.
#pragma once

#include "app/ui/labels.h"
#include "app/ui/logview.h"
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>

class QActionGroup;

class LogBar final : public QWidget {
    Q_OBJECT
public:
    explicit LogBar(LogView &view, QWidget *parent = nullptr);

    QLineEdit *findField() const { return m_find; }
    void focusFind();
    /// Only lines that match, and so many around each; none: all.
    void setOnlyFound(std::optional<int> context);
    /// Says how many lines match. `total` is what the server counts, where that is more than is known here.
    void showFound(qint64 known, std::optional<qint64> total, bool isSearching);
    /// A word on what was looked for, in place of the number.
    void showWarning(const QString &text);
    /// Components and streams one can leave out, those that are left out now among them.
    void showSources();

signals:
    void findChanged(const QString &text);
    void saveShownRequested();
    void saveSelectionRequested();
    void saveAllRequested();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void fillSources();
    void fillTimes();

    LogView &m_view;
    LogModel &m_model;
    QLineEdit *m_find;
    ToneLabel *m_found;
    QPushButton *m_previous;
    QPushButton *m_next;
    QPushButton *m_only;
    QActionGroup *m_choices = nullptr; // of m_only
    QPushButton *m_follow;
    QPushButton *m_times;
    QPushButton *m_wrap;
    QPushButton *m_sources;
    QTimer m_typing;
};
