// SPDX-License-Identifier: GPL-3.0-or-later
// Both tables, asked for when one looks: nobody tells of uses.
#include "app/ui/accesspage.h"
#include "app/models/format.h"
#include "app/ui/actionbar.h"
#include "app/ui/keydialog.h"
#include "app/ui/labels.h"
#include "app/ui/theme.h"
#include <QBoxLayout>
#include <QMessageBox>
#include <QPointer>
#include <QSplitter>

AccessPage::AccessPage(Workspace &workspace, QWidget *parent)
    : PanelPage({QStringLiteral("lock"), tr("Access"), tr("Filter: words, role:admin"), tr("New key…")}, parent)
    , m_workspace(workspace)
    , m_rotate(new QAction(theme::icon(QStringLiteral("restart")), tr("New text…"), this))
    , m_revoke(new QAction(theme::icon(QStringLiteral("trash")), tr("Revoke…"), this))
    , m_end(new QAction(theme::icon(QStringLiteral("cross")), tr("End session"), this))
    , m_keyTable(new RecordTable(m_keys, tr("API keys"),
          {QStringLiteral("lock"), tr("There are no keys you may see."), {}, tr("No key matches this filter.")},
          QStringLiteral("keys")))
    , m_sessionTable(new RecordTable(m_sessions, tr("Sessions"),
          {QStringLiteral("lock"), tr("Nobody is signed in with a browser."), {}, {}}, QStringLiteral("sessions"))) {
    m_keyTable->setObjectName(QStringLiteral("keys"));
    m_keyTable->sortBy(KeyModel::Name, Qt::AscendingOrder);
    m_keyTable->setWidths({180, 96, 130, 110, 150, 96}, {KeyModel::Name}, {KeyModel::Made, KeyModel::Prefix});
    m_sessionTable->setObjectName(QStringLiteral("sessions"));
    m_sessionTable->sortBy(SessionModel::LastSeen, Qt::DescendingOrder);
    m_sessionTable->setWidths({260, 130, 110, 150}, {SessionModel::Browser}, {SessionModel::Expires});
    const auto part = [](const QString &title, QAction *first, QAction *second, RecordTable *table) {
        auto *widget = new QWidget;
        auto *layout = new QVBoxLayout(widget);
        layout->setContentsMargins(0, 4, 0, 0);
        layout->setSpacing(0);
        auto *label = sectionLabel(title);
        label->setContentsMargins(16, 4, 16, 4);
        layout->addWidget(label);
        QList<QAction *> actions{first};
        if (second)
            actions.append(second);
        layout->addWidget(new ActionBar(actions));
        layout->addWidget(table, 1);
        table->view()->addActions(actions);
        table->view()->setContextMenuPolicy(Qt::ActionsContextMenu);
        return widget;
    };
    auto *splitter = new QSplitter(Qt::Vertical);
    splitter->addWidget(part(tr("API keys"), m_rotate, m_revoke, m_keyTable));
    splitter->addWidget(part(tr("Browsers that are signed in"), m_end, nullptr, m_sessionTable));
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    splitter->setChildrenCollapsible(false);
    setContent(splitter);
    setTable(m_keyTable);

    connect(action(), &QPushButton::clicked, this, [this] { make(nullptr); });
    connect(m_rotate, &QAction::triggered, this, [this] { make(selectedKey()); });
    connect(m_revoke, &QAction::triggered, this, &AccessPage::askForRevocation);
    connect(m_end, &QAction::triggered, this, [this] {
        if (const int row = m_sessionTable->selectedRow(); row >= 0)
            spawn(end(m_sessions.row(row).id));
    });
    for (RecordTable *table : {m_keyTable, m_sessionTable})
        connect(table, &RecordTable::selectionChanged, this, &AccessPage::update);
    connect(m_sessionTable, &RecordTable::retry, this, &AccessPage::reload);
    connect(this, &PanelPage::retryRequested, this, &AccessPage::reload);
    connect(&workspace, &Workspace::ready, this, &AccessPage::reload);
    update();
}

void AccessPage::showEvent(QShowEvent *event) {
    PanelPage::showEvent(event);
    reload();
}

void AccessPage::setOnline(bool online) {
    m_online = online;
    update();
}

void AccessPage::reload() {
    if (isVisible() && m_workspace.isLoaded())
        spawn(load());
}

Task<> AccessPage::load() {
    const QPointer<AccessPage> self(this);
    const int turn = ++m_turn;
    m_keyTable->setLoading();
    m_sessionTable->setLoading();
    ApiKeyQuery keyQuery;
    keyQuery.per_page = maxPerPage;
    const auto keys = co_await m_workspace.api().call(Api::listApiKeys, keyQuery);
    if (!self || turn != m_turn)
        co_return;
    if (keys) {
        m_keys.setRows(keys->data);
        m_keyTable->setLoaded();
    } else {
        m_keyTable->setProblem(tr("The keys could not be loaded."), keys.problem());
    }
    SessionQuery sessionQuery;
    sessionQuery.per_page = maxPerPage;
    const auto sessions = co_await m_workspace.api().call(Api::listSessions, sessionQuery);
    if (!self || turn != m_turn)
        co_return;
    if (sessions) {
        m_sessions.setRows(sessions->data);
        m_sessionTable->setLoaded();
    } else {
        m_sessionTable->setProblem(tr("The sessions could not be loaded."), sessions.problem());
    }
    update();
}

const ApiKey *AccessPage::selectedKey() const {
    const int row = m_keyTable->selectedRow();
    return row < 0 ? nullptr : &m_keys.row(row);
}

void AccessPage::allow(QAction *action, bool fits, Permission permission) {
    const bool may = m_workspace.may(permission);
    action->setEnabled(m_online && may && fits);
    action->setToolTip(!m_online ? tr("Not while offline")
            : !may               ? tr("This key lacks the permission %1").arg(toText(permission))
                                 : action->text());
}

void AccessPage::update() {
    const bool may = m_workspace.may(Permission::KeysManage);
    action()->setEnabled(m_online && may);
    action()->setToolTip(!m_online ? tr("Not while offline")
            : !may                 ? tr("This key lacks the permission %1").arg(toText(Permission::KeysManage))
                                   : QString());
    allow(m_rotate, selectedKey(), Permission::KeysManage);
    allow(m_revoke, selectedKey(), Permission::KeysManage);
    allow(m_end, m_sessionTable->selectedRow() >= 0, Permission::SessionsManage);
}

void AccessPage::make(const ApiKey *rotated) {
    auto *dialog = rotated ? new KeyDialog(m_workspace, *rotated, window()) : new KeyDialog(m_workspace, window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &KeyDialog::changed, this, &AccessPage::reload);
    dialog->open();
}

void AccessPage::askForRevocation() {
    const ApiKey *key = selectedKey();
    if (!key)
        return;
    auto *box = new QMessageBox(
        QMessageBox::NoIcon, tr("Revoke key"), tr("Revoke the key %1?").arg(key->name), QMessageBox::Cancel, window());
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::PlainText);
    box->setInformativeText(key->last_used_at
            ? tr("It was last used %1. Whatever signs in with it is refused at once, and cannot be let in again.")
                  .arg(format::relative(*key->last_used_at))
            : tr("It was never used. It cannot be let in again."));
    QPushButton *yes = box->addButton(tr("Revoke key"), QMessageBox::DestructiveRole);
    box->setDefaultButton(QMessageBox::Cancel);
    connect(box, &QMessageBox::buttonClicked, this, [this, yes, id = key->id](const QAbstractButton *clicked) {
        if (clicked == yes)
            spawn(revoke(id));
    });
    box->open();
}

Task<> AccessPage::revoke(ApiKeyId id) {
    const QPointer<AccessPage> self(this);
    const auto revoked = co_await m_workspace.api().call(Api::revokeApiKey, id);
    if (!self)
        co_return;
    if (!revoked) {
        banner()->showProblem(tr("The key was not revoked."), revoked.problem());
        co_return;
    }
    m_keys.remove(id.value);
    m_keyTable->setLoaded();
    update();
}

Task<> AccessPage::end(SessionId id) {
    const QPointer<AccessPage> self(this);
    const auto ended = co_await m_workspace.api().call(Api::endSession, id);
    if (!self)
        co_return;
    if (!ended) {
        banner()->showProblem(tr("The session goes on."), ended.problem());
        co_return;
    }
    m_sessions.remove(id.value);
    m_sessionTable->setLoaded();
    update();
}
