// SPDX-License-Identifier: GPL-3.0-or-later
// FormDraft: what somebody has typed into a form and not sent is kept, but for what may be secret, and shown again
// the next time.
#pragma once

#include "app/client/workspace.h"
#include <QTimer>

class SourceForm;

class FormDraft final : public QObject {
    Q_OBJECT
public:
    using Typed = QMap<QString, QString>; // by the paths of the API

    /// `id` names the form among all of this server's. Both outlive this.
    FormDraft(Workspace &workspace, SourceForm &form, const QString &id);
    ~FormDraft() override;

    /// What the form shows was typed the last time.
    bool isRecalled() const { return m_isRecalled; }
    /// It has been sent: the next one begins empty.
    void forget();
    /// Empties the form.
    void startAnew();

    /// Whether what stands at `path` may be a secret, or have one in it: it is not kept then.
    static bool mayHoldSecret(const QString &path, const QString &text);

signals:
    void recalled();

private slots:
    void keepLater();

private:
    void recall(const Typed &typed);
    void keep();

    Workspace &m_workspace;
    SourceForm &m_form;
    QString m_id;
    Typed m_initial;
    QTimer m_keep;
    bool m_isRecalled = false;
};
