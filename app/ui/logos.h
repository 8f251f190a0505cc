// SPDX-License-Identifier: GPL-3.0-or-later
// Logos: the templates' own pictures, asked for once, when something first wants to show one.
#pragma once

#include "app/client/workspace.h"
#include <QHash>
#include <QIcon>
#include <QSet>

class Logos final : public QObject {
    Q_OBJECT
public:
    explicit Logos(Workspace &workspace, QObject *parent = nullptr);
    /// The logo, or a stand-in until it is there.
    QIcon icon(const QString &templateId);

signals:
    void arrived(const QString &templateId);

private:
    Task<> load(QString id);

    Workspace &m_workspace;
    QHash<QString, QIcon> m_icons;
    QSet<QString> m_asked;
};
