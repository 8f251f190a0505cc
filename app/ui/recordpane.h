// SPDX-License-Identifier: GPL-3.0-or-later
// RecordPane: a table that is read anew whenever somebody comes to look, since no feed tells of its rows; above it what
// can be done with them, below it the selected one.
#pragma once

#include "app/client/workspace.h"
#include "app/ui/banner.h"
#include "app/ui/recordtable.h"
#include <QAction>

class RecordPane : public QWidget {
    Q_OBJECT
public:
    /// What the key must be permitted to, to see the rows and to change them. What fails is told in `banner`.
    struct Rights {
        Permission read;
        Permission change;
    };
    RecordPane(Workspace &workspace, Banner &banner, Rights rights, QWidget *parent = nullptr);

    RecordTable *table() const { return m_table; }
    /// What the page's own button does; nullptr for nothing.
    QAction *mainAction() const { return m_main; }
    void setOnline(bool online);
    /// Asks the server again, as soon as one looks.
    void reload();

protected:
    void showEvent(QShowEvent *event) override;
    /// To be called once, with what was made for it. `detail` is hidden while not exactly one row is selected.
    void build(RecordTable *table, const RecordTable::Words &words, QAction *main, const QList<QAction *> &actions,
        QWidget *detail = nullptr);
    QAction *make(const char *icon, const QString &text, const QKeySequence &keys = {});
    /// `why` it does not fit, when it does not.
    void allow(QAction *action, bool fits = true, const QString &why = {});
    /// Reads the rows. Whatever comes when isLatest(turn) does not hold any more is not to be shown.
    virtual Task<> load(int turn) = 0;
    bool isLatest(int turn) const { return turn == m_turn; }
    void showFailure(const QString &what, const Problem &problem);
    /// The selected row, and what can be done with it. Also after the connection was lost or came back.
    virtual void showSelected() = 0;
    bool isOnline() const { return m_online; }
    bool mayChange() const { return m_workspace.may(m_rights.change); }

    Workspace &m_workspace;
    Banner &m_banner;

private:
    void update();

    Rights m_rights;
    RecordTable *m_table = nullptr;
    RecordTable::Words m_words;
    QAction *m_main = nullptr;
    QWidget *m_detail = nullptr;
    bool m_online = false;
    int m_turn = 0;
};
