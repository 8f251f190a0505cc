// SPDX-License-Identifier: GPL-3.0-or-later
// Banner: what failed, what to do and the request's id, or a notice; pushes the page down and never covers it.
#pragma once

#include "shared/contract/problem.h"
#include <QFrame>
#include <QLabel>
#include <QPushButton>

class Banner final : public QFrame {
    Q_OBJECT
public:
    explicit Banner(QWidget *parent = nullptr);

    /// `what` is a sentence; `action` the button that helps, "Try again" for instance.
    void showProblem(const QString &what, const Problem &problem, const QString &action = {});
    /// Something to know, with what can be done about it. Gone by itself when the next thing is shown.
    void showNotice(const QString &text, const QString &action = {});
    /// What stands in another one; its button is its own.
    void takeOver(const Banner &before);
    QString text() const { return m_title->text() + u'\n' + m_text->text(); }

signals:
    /// The action's button; the banner has gone.
    void triggered();

protected:
    void changeEvent(QEvent *event) override;

private:
    enum class Kind { Problem, Notice };
    void show(Kind kind, const QString &title, const QString &text, const QString &action);
    void colour();
    void speak();

    Kind m_kind = Kind::Notice;
    QLabel *m_icon;
    QLabel *m_title;
    QLabel *m_text;
    QPushButton *m_action;
    QPushButton *m_copy;
    QPushButton *m_close;
    QString m_details;
};

/// The problem in lines: message, what to do, each wrong field, the request's id.
QString describe(const Problem &problem);
