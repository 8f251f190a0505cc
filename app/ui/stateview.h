// SPDX-License-Identifier: GPL-3.0-or-later
// StateView: what stands where rows would be: loading, empty, filtered to nothing, failed, not allowed.
#pragma once

#include "shared/contract/problem.h"
#include <QLabel>
#include <QPushButton>
#include <QTimer>

class StateView final : public QWidget {
    Q_OBJECT
public:
    explicit StateView(QWidget *parent = nullptr);

    /// Nothing for 300 ms, then grey bars where rows will be.
    void showLoading();
    /// One sentence and the action that fills the place.
    void showEmpty(const QString &icon, const QString &text, const QString &action);
    /// `action` is "Try again" unless given.
    void showProblem(const QString &what, const Problem &problem, const QString &action = {});
    /// `permission` as the API calls it.
    void showNoPermission(const QString &text, const QString &permission);
    QString text() const { return m_text->text(); }

signals:
    /// The button of whatever is shown.
    void triggered();

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void show(const QString &icon, const QString &text, const QString &detail, const QString &action, bool canCopy);
    void drawIcon();

    QString m_iconName;
    QLabel *m_icon;
    QLabel *m_text;
    QLabel *m_detail;
    QPushButton *m_action;
    QPushButton *m_copy;
    QTimer m_patience;
    bool m_loading = false;
};
