// SPDX-License-Identifier: GPL-3.0-or-later
// The dialog.
#include "app/ui/deletedialog.h"
#include "app/ui/labels.h"
#include <QBoxLayout>
#include <QLineEdit>
#include <QPushButton>

static constexpr int shownNames = 10;

DeleteDialog::DeleteDialog(const QList<Service> &services, QWidget *parent) : QDialog(parent) {
    const int count = int(services.size());
    QStringList names;
    for (const Service &service : services)
        names.append(service.name);
    const QString what = count == 1 ? tr("Delete %1").arg(names.first()) : tr("Delete %n services", nullptr, count);
    setWindowTitle(what);
    auto *title = titleLabel(what);
    title->setWordWrap(true);
    auto *text = new ToneLabel(Tone::Plain,
        tr("The programs are stopped and the name is free at once. Data is kept in the server's trash for some "
           "days, then it is gone. Nobody can reach the address any more."));
    auto *list = new ToneLabel(Tone::Secondary, names.mid(0, shownNames).join(u'\n'));
    if (count > shownNames)
        list->setText(list->text() + u'\n' + tr("and %n more", nullptr, count - shownNames));
    list->setVisible(count > 1);
    auto *ask = new ToneLabel(Tone::Secondary,
        count == 1 ? tr("Type %1 to confirm").arg(names.first()) : tr("Type %n to confirm", nullptr, count));
    auto *typed = new QLineEdit;
    typed->setAccessibleName(ask->text());
    const QString expected = count == 1 ? names.first() : QString::number(count);
    auto *keep = new QPushButton(tr("Cancel"));
    keep->setAutoDefault(false);
    auto *remove = new QPushButton(count == 1 ? tr("Delete service") : tr("Delete %n services", nullptr, count));
    remove->setObjectName(QStringLiteral("delete"));
    remove->setDefault(true);
    remove->setEnabled(false);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(keep);
    buttons->addWidget(remove);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 20, 24, 16);
    layout->setSpacing(12);
    layout->addWidget(title);
    layout->addWidget(list);
    layout->addWidget(text);
    layout->addWidget(ask);
    layout->addWidget(typed);
    layout->addSpacing(4);
    layout->addLayout(buttons);
    setFixedSize(460, layout->heightForWidth(460)); // what the texts need at this width
    typed->setFocus();
    connect(typed, &QLineEdit::textChanged, remove,
        [remove, expected](const QString &now) { remove->setEnabled(now.trimmed() == expected); });
    connect(keep, &QPushButton::clicked, this, &QDialog::reject);
    connect(remove, &QPushButton::clicked, this, &QDialog::accept);
}

bool DeleteDialog::confirm(const QList<Service> &services, QWidget *parent) {
    DeleteDialog dialog(services, parent);
    return dialog.exec() == QDialog::Accepted;
}
