// SPDX-License-Identifier: GPL-3.0-or-later
// SourceChooser: the first page of a deployment: a template of the catalog, an image, a Compose file or a repository.
#pragma once

#include "app/client/workspace.h"
#include <QLabel>
#include <QListWidget>
#include <QStackedWidget>
#include <QTabBar>

class ComposeForm;
class Logos;
class QLineEdit;
class SourceForm;

class SourceChooser final : public QWidget {
    Q_OBJECT
public:
    SourceChooser(Workspace &workspace, Logos &logos, QWidget *parent = nullptr);

    /// The form of an image, a Compose file or a repository; nullptr while a template is to be chosen.
    SourceForm *form() const;
    /// The forms there are, whichever is shown.
    const QList<SourceForm *> &forms() const { return m_forms; }
    /// The chosen template, empty for none.
    QString templateId() const;
    void choose(DeployMethod method);
    /// Chooses the Compose form, with a file's text in it.
    void chooseFile(const QString &path);
    QTabBar *kinds() const { return m_kinds; }

signals:
    void kindChanged();
    /// A template was double-clicked.
    void activated();

private:
    QWidget *makeTemplates();
    void addForm(const QString &icon, const QString &title, SourceForm *form);
    void search(const QString &text);

    Workspace &m_workspace;
    Logos &m_logos;
    QTabBar *m_kinds;
    QStackedWidget *m_stack;
    QListWidget *m_templates;
    QLabel *m_noMatch;
    QLabel *m_noEngine;
    QList<SourceForm *> m_forms;
    ComposeForm *m_compose;
};
