// SPDX-License-Identifier: GPL-3.0-or-later
// Keys with the names of their customers.
#include "app/ui/keyspane.h"
#include "app/client/pages.h"
#include "app/models/format.h"
#include "app/ui/keydialog.h"
#include <QMessageBox>

KeysPane::KeysPane(Workspace &workspace, Banner &banner, QWidget *parent)
    : RecordPane(workspace, banner, {Permission::KeysRead, Permission::KeysManage}, parent)
    , m_create(make("plus", tr("Create API key")))
    , m_edit(make("edit", tr("Edit…"), QKeySequence(Qt::Key_F2)))
    , m_rotate(make("restart", tr("Rotate…")))
    , m_revoke(make("trash", tr("Revoke…"), QKeySequence(Qt::Key_Delete))) {
    const RecordTable::Words words{
        QStringLiteral("key"), tr("There are no API keys."), tr("Create API key"), tr("No key matches this filter.")};
    auto *list = new RecordTable(m_model, tr("API keys"), words, QStringLiteral("keys"));
    list->setObjectName(QStringLiteral("keys"));
    list->sortBy(KeyModel::Name, Qt::AscendingOrder);
    list->setWidths({170, 150, 84, 120, 120, 96, 150, 90}, {KeyModel::Name, KeyModel::CustomerName},
        {KeyModel::Created, KeyModel::Prefix, KeyModel::CustomerName});
    connect(m_create, &QAction::triggered, this, [this] { edit({}); });
    connect(m_edit, &QAction::triggered, this, [this] { edit(*selected()); });
    connect(m_rotate, &QAction::triggered, this, &KeysPane::rotate);
    connect(m_revoke, &QAction::triggered, this, &KeysPane::askForRevocation);
    connect(list, &RecordTable::activated, m_edit, &QAction::trigger);
    build(list, words, m_create, {m_edit, m_rotate, m_revoke});
}

Task<> KeysPane::load(int turn) {
    const QPointer<KeysPane> self(this);
    m_workspace.api().forgetAnswers(); // uses are no changes
    const auto me = co_await m_workspace.api().call(Api::me);
    if (!self || !isLatest(turn))
        co_return;
    auto keys = co_await wholeList(m_workspace, Api::listApiKeys);
    if (!self || !isLatest(turn))
        co_return;
    if (!me || !keys) {
        showFailure(tr("The API keys could not be loaded."), me ? keys.problem() : me.problem());
        co_return;
    }
    if (me->customer_id == std::nullopt && m_workspace.may(Permission::CustomersRead)) {
        auto customers = co_await wholeList(m_workspace, Api::listCustomers);
        if (!self || !isLatest(turn))
            co_return;
        if (customers) // else there are ids in the place of names
            m_customers = customers->data;
    }
    QHash<QString, QString> namesOf;
    for (const Customer &customer : std::as_const(m_customers))
        namesOf.insert(customer.id.value, customer.name);
    QList<KeyRow> rows;
    for (const ApiKey &key : std::as_const(keys->data)) {
        const QString customer = key.customer_id ? key.customer_id->value : QString();
        rows.append({key, namesOf.value(customer, customer), me->key_id == key.id});
    }
    m_model.setRows(rows);
    table()->setLoaded();
    showSelected();
}

const KeyRow *KeysPane::selected() const {
    const int row = table() ? table()->selectedRow() : -1;
    return row < 0 ? nullptr : &m_model.row(row);
}

void KeysPane::showSelected() {
    const KeyRow *key = selected();
    const QString none = tr("Select a key");
    allow(m_create);
    allow(m_edit, key, none);
    allow(m_rotate, key && !key->isOurs,
        key ? tr("This program uses it, and would lose its access when the present text ends") : none);
    allow(m_revoke, key, none);
}

void KeysPane::edit(const std::optional<ApiKey> &key) {
    auto *dialog = new KeyDialog(m_workspace, m_customers, key, window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &FormDialog::saved, this, &KeysPane::reload);
    connect(dialog, &KeyDialog::made, this, &KeysPane::showText, Qt::QueuedConnection); // when the form has closed
    dialog->open();
}

void KeysPane::rotate() {
    auto *dialog = new KeyRotation(m_workspace, *selected(), window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &FormDialog::saved, this, &KeysPane::reload);
    connect(dialog, &KeyRotation::made, this, &KeysPane::showText, Qt::QueuedConnection);
    dialog->open();
}

void KeysPane::showText(const NewApiKey &key) {
    auto *dialog = new NewKeyDialog(key, window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void KeysPane::askForRevocation() {
    const KeyRow key = *selected();
    auto *box = new QMessageBox(QMessageBox::NoIcon, tr("Revoke %1").arg(key.name),
        tr("Revoke the key %1?").arg(key.name), QMessageBox::Cancel, window());
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::PlainText);
    QString text = key.last_used_at
        ? tr("It was last used %1 (%2).").arg(format::relative(*key.last_used_at), format::absolute(*key.last_used_at))
        : tr("It was never used.");
    text += u' ' + tr("Whatever is connected by it is cut off at once. Keys that were made with it stay.");
    if (key.isOurs)
        text += u'\n' + tr("This program is signed in with it, and will have to be given another one.");
    box->setInformativeText(text);
    QPushButton *sure = box->addButton(tr("Revoke key"), QMessageBox::DestructiveRole);
    box->setDefaultButton(QMessageBox::Cancel);
    connect(box, &QMessageBox::buttonClicked, this, [this, sure, id = key.id](const QAbstractButton *clicked) {
        if (clicked == sure)
            spawn(revoke(id));
    });
    box->open();
}

Task<> KeysPane::revoke(ApiKeyId id) {
    const QPointer<KeysPane> self(this);
    const auto revoked = co_await m_workspace.api().call(Api::revokeApiKey, id);
    if (!self)
        co_return;
    if (!revoked)
        m_banner.showProblem(tr("The key was not revoked."), revoked.problem());
    reload();
}
