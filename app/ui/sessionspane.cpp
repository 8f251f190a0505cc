// SPDX-License-Identifier: GPL-3.0-or-later
// Sessions with the names of their users, where one may read them.
#include "app/ui/sessionspane.h"
#include "app/client/pages.h"
#include "app/models/format.h"
#include <QMessageBox>

SessionsPane::SessionsPane(Workspace &workspace, Banner &banner, QWidget *parent)
    : RecordPane(workspace, banner, {Permission::SessionsRead, Permission::SessionsManage}, parent)
    , m_end(make("trash", tr("End session…"), QKeySequence(Qt::Key_Delete))) {
    const RecordTable::Words words{
        QStringLiteral("lock"), tr("Nobody is signed in with a browser."), {}, tr("No session matches this filter.")};
    auto *list = new RecordTable(m_model, tr("Sessions"), words, QStringLiteral("sessions"));
    list->setObjectName(QStringLiteral("sessions"));
    list->sortBy(SessionModel::LastSeen, Qt::DescendingOrder);
    list->setWidths({160, 130, 220, 100, 100, 150}, {SessionModel::Browser}, {SessionModel::Begun});
    connect(m_end, &QAction::triggered, this, &SessionsPane::askForEnd);
    build(list, words, nullptr, {m_end});
}

Task<> SessionsPane::load(int turn) {
    const QPointer<SessionsPane> self(this);
    m_workspace.api().forgetAnswers(); // uses are no changes
    auto sessions = co_await wholeList(m_workspace, Api::listSessions);
    if (!self || !isLatest(turn))
        co_return;
    if (!sessions) {
        showFailure(tr("The sessions could not be loaded."), sessions.problem());
        co_return;
    }
    QHash<QString, QString> namesOf;
    if (m_workspace.may(Permission::UsersRead)) {
        auto users = co_await wholeList(m_workspace, Api::listUsers);
        if (!self || !isLatest(turn))
            co_return;
        if (users) // else there are ids in the place of names
            for (const User &user : std::as_const(users->data))
                namesOf.insert(user.id.value, user.name.isEmpty() ? user.email : user.name);
    }
    QList<SessionRow> rows;
    for (const Session &session : std::as_const(sessions->data))
        rows.append({session, namesOf.value(session.user_id.value, session.user_id.value)});
    m_model.setRows(rows);
    table()->setLoaded();
    showSelected();
}

void SessionsPane::showSelected() {
    allow(m_end, table() && table()->selectedRow() >= 0, tr("Select a session"));
}

void SessionsPane::askForEnd() {
    const SessionRow session = m_model.row(table()->selectedRow());
    auto *box = new QMessageBox(QMessageBox::NoIcon, tr("End session"),
        tr("End the session of %1 from %2?").arg(session.user, session.address), QMessageBox::Cancel, window());
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::PlainText);
    box->setInformativeText(tr("It was last seen %1 (%2). The browser has to sign in again.")
                                .arg(format::relative(session.last_seen_at), format::absolute(session.last_seen_at)));
    QPushButton *sure = box->addButton(tr("End session"), QMessageBox::DestructiveRole);
    box->setDefaultButton(QMessageBox::Cancel);
    connect(box, &QMessageBox::buttonClicked, this, [this, sure, id = session.id](const QAbstractButton *clicked) {
        if (clicked == sure)
            spawn(end(id));
    });
    box->open();
}

Task<> SessionsPane::end(SessionId id) {
    const QPointer<SessionsPane> self(this);
    const auto ended = co_await m_workspace.api().call(Api::endSession, id);
    if (!self)
        co_return;
    if (!ended)
        m_banner.showProblem(tr("The session was not ended."), ended.problem());
    reload();
}
