// SPDX-License-Identifier: GPL-3.0-or-later
// The two looks of the banner.
#include "app/ui/banner.h"
#include "app/models/ruletext.h"
#include "app/ui/labels.h"
#include "app/ui/theme.h"
#include <QApplication>
#include <QBoxLayout>
#include <QClipboard>
#include <QEvent>

Banner::Banner(QWidget *parent)
    : QFrame(parent)
    , m_icon(new QLabel)
    , m_title(sectionLabel({}))
    , m_text(new QLabel)
    , m_action(new QPushButton)
    , m_copy(new QPushButton)
    , m_close(new QPushButton(theme::icon(QStringLiteral("cross")), QString())) {
    for (QLabel *label : {m_title, m_text}) {
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    m_close->setFlat(true);
    speak();
    auto *texts = new QVBoxLayout;
    texts->setSpacing(2);
    texts->addWidget(m_title);
    texts->addWidget(m_text);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(16, 8, 8, 8);
    layout->setSpacing(8);
    layout->addWidget(m_icon);
    layout->addLayout(texts, 1);
    layout->addWidget(m_action, 0, Qt::AlignTop);
    layout->addWidget(m_copy, 0, Qt::AlignTop);
    layout->addWidget(m_close, 0, Qt::AlignTop);
    setAutoFillBackground(true);
    setFrameShape(QFrame::NoFrame);
    connect(m_close, &QPushButton::clicked, this, &QWidget::hide);
    connect(m_action, &QPushButton::clicked, this, [this] {
        hide();
        emit triggered();
    });
    connect(m_copy, &QPushButton::clicked, this, [this] { QApplication::clipboard()->setText(m_details); });
    for (QPushButton *button : {m_action, m_copy})
        button->hide();
    hide();
}

QString describe(const Problem &problem) {
    QStringList lines;
    if (!problem.error.message.isEmpty())
        lines.append(problem.error.message);
    if (!problem.error.details.isEmpty())
        lines.append(problem.error.details);
    for (auto it = problem.error.fields.begin(); it != problem.error.fields.end(); ++it)
        lines.append(it.key() + QStringLiteral(": ") + ruleText(it.value()));
    if (!problem.requestId.isEmpty())
        lines.append(Banner::tr("Request %1").arg(problem.requestId));
    return lines.join(u'\n');
}

void Banner::showProblem(const QString &what, const Problem &problem, const QString &action) {
    const QString text = describe(problem);
    m_details = what + u'\n' + text;
    show(Kind::Problem, what, text.left(4000), action);
}

void Banner::showNotice(const QString &text, const QString &action) {
    show(Kind::Notice, text, {}, action);
}

void Banner::show(Kind kind, const QString &title, const QString &text, const QString &action) {
    m_kind = kind;
    m_title->setText(title);
    m_text->setText(text);
    m_text->setVisible(!text.isEmpty());
    layout()->setAlignment(m_icon, text.isEmpty() ? Qt::AlignVCenter : Qt::AlignTop);
    m_action->setText(action);
    m_action->setVisible(!action.isEmpty());
    m_copy->setVisible(kind == Kind::Problem && !text.isEmpty());
    colour();
    QFrame::show();
}

void Banner::takeOver(const Banner &before) {
    if (before.isHidden())
        return hide();
    if (!isHidden()) // said again, in the language of now
        return;
    m_details = before.m_details;
    show(before.m_kind, before.m_title->text(), before.m_text->text(), {});
}

void Banner::changeEvent(QEvent *event) {
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        colour();
    else if (event->type() == QEvent::LanguageChange)
        speak();
}

void Banner::speak() {
    setAccessibleName(tr("Message"));
    m_copy->setText(tr("Copy details"));
    m_close->setAccessibleName(tr("Dismiss"));
    m_close->setToolTip(tr("Dismiss"));
}

void Banner::colour() {
    const bool problem = m_kind == Kind::Problem;
    const QColor wanted = theme::tint(problem ? theme::statusColor(QStringLiteral("failed")) : theme::accent());
    m_icon->setPixmap(theme::icon(problem ? QStringLiteral("warning") : QStringLiteral("info"))
                          .pixmap(QSize(20, 20), devicePixelRatioF()));
    QPalette now = palette();
    if (now.color(QPalette::Window) == wanted)
        return;
    now.setColor(QPalette::Window, wanted);
    setPalette(now);
}
