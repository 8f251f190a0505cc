// SPDX-License-Identifier: GPL-3.0-or-later
// The choice and its consequences.
#include "app/ui/restoredialog.h"
#include "app/models/format.h"
#include "app/ui/labels.h"
#include "shared/contract/rules.h"
#include <QBoxLayout>
#include <QPointer>

RestoreDialog::RestoreDialog(Workspace &workspace, const Backup &backup, QWidget *parent)
    : QDialog(parent)
    , m_workspace(workspace)
    , m_backup(backup)
    , m_banner(new Banner)
    , m_inPlace(new QRadioButton(tr("Into %1, in the place of its data").arg(backup.service_name)))
    , m_new(new QRadioButton(tr("Into a new service")))
    , m_what(new ToneLabel(Tone::Secondary))
    , m_ask(new ToneLabel(Tone::Plain))
    , m_text(new QLineEdit)
    , m_wrong(new ToneLabel(Tone::Failed))
    , m_go(new QPushButton) {
    setWindowTitle(tr("Restore %1").arg(backup.service_name));
    const bool isThere = workspace.service(backup.service_id.value) != nullptr;
    const bool mayMake = workspace.may(Permission::ServicesDeploy);
    m_inPlace->setEnabled(isThere);
    m_inPlace->setToolTip(isThere ? QString() : tr("The service is not there any more"));
    m_new->setEnabled(mayMake);
    m_new->setToolTip(
        mayMake ? QString() : tr("This key lacks the permission %1").arg(toText(Permission::ServicesDeploy)));
    (isThere ? m_inPlace : m_new)->setChecked(true);
    auto *made = new ToneLabel(Tone::Secondary,
        backup.verified_at
            ? tr("Made %1, verified %2.")
                  .arg(format::absolute(backup.created_at), format::relative(*backup.verified_at))
            : tr("Made %1. It was not yet brought back for a try.").arg(format::absolute(backup.created_at)));
    m_go->setObjectName(QStringLiteral("restore"));
    m_go->setDefault(true);
    auto *cancel = new QPushButton(tr("Cancel"));
    cancel->setAutoDefault(false);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(m_go);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 20, 24, 16);
    layout->setSpacing(12);
    layout->addWidget(titleLabel(tr("Restore a backup of %1").arg(backup.service_name)));
    for (QWidget *widget :
        std::initializer_list<QWidget *>{made, m_banner, m_inPlace, m_new, m_what, m_ask, m_text, m_wrong})
        layout->addWidget(widget);
    for (ToneLabel *label : {made, m_what, m_ask, m_wrong})
        label->setWordWrap(true);
    layout->addStretch();
    layout->addLayout(buttons);
    resize(500, 380);
    connect(m_new, &QRadioButton::toggled, this, &RestoreDialog::showChoice);
    connect(m_text, &QLineEdit::textChanged, this, &RestoreDialog::allow);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_go, &QPushButton::clicked, this, [this] { spawn(restore()); });
    connect(&workspace, &Workspace::connectionChanged, this, &RestoreDialog::allow);
    showChoice();
}

void RestoreDialog::showChoice() {
    const bool isNew = m_new->isChecked();
    m_what->setText(isNew
            ? tr("A service like the one that was backed up is made and gets this data before it starts. Nothing else "
                 "is touched.")
            : tr("%1 stops, its data is exchanged at once, and it starts again. When it does not come up with this "
                 "data, "
                 "that of before is put back.")
                  .arg(m_backup.service_name));
    m_ask->setText(isNew ? tr("Name of the new service") : tr("Type %1 to confirm").arg(m_backup.service_name));
    m_text->setAccessibleName(m_ask->text());
    m_text->clear();
    m_go->setText(isNew ? tr("Restore as new service") : tr("Restore into %1").arg(m_backup.service_name));
    m_text->setFocus();
    allow();
}

void RestoreDialog::allow() {
    const QString text = m_text->text().trimmed();
    const bool isNew = m_new->isChecked();
    const QString wrong = isNew && !text.isEmpty() ? rules::serviceName(text) : QString();
    m_wrong->setText(wrong.isEmpty() ? QString() : tr("The name %1").arg(wrong));
    m_wrong->setVisible(!wrong.isEmpty());
    const bool isRight = isNew ? !text.isEmpty() && wrong.isEmpty() : text == m_backup.service_name;
    const bool online = m_workspace.isOnline();
    m_go->setEnabled(online && isRight && !m_isBusy);
    m_go->setToolTip(online ? QString() : tr("Not while offline"));
}

Task<> RestoreDialog::restore() {
    const QPointer<RestoreDialog> self(this);
    m_isBusy = true;
    allow();
    RestoreBackup body;
    body.as = m_new->isChecked() ? RestoreAs::New : RestoreAs::InPlace;
    if (m_new->isChecked())
        body.name = m_text->text().trimmed();
    const auto operation = co_await m_workspace.api().call(Api::restoreBackup, m_backup.id, body);
    if (!self)
        co_return;
    m_isBusy = false;
    allow();
    if (!operation) {
        m_banner->showProblem(tr("The restore did not start."), operation.problem());
        co_return;
    }
    emit started(operation->id.value);
    accept();
}
