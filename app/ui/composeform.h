// SPDX-License-Identifier: GPL-3.0-or-later
// ComposeForm: a Compose file in an editor; what the server says of it stands at its line.
#pragma once

#include "app/ui/sourceform.h"

class CodeEditor;
class QPlainTextEdit;

class ComposeForm final : public SourceForm {
    Q_OBJECT
public:
    explicit ComposeForm(QWidget *parent = nullptr);
    QString summary() const override;
    CodeEditor *editor() const { return m_editor; }
    /// Takes the file's text, or says at the form why it cannot.
    void read(const QString &path);

protected:
    void fill(CreateService &body) const override;
    QMap<QString, QString> faults() const override;
    bool showAt(const QString &path, const QString &text) override;
    /// One problem, at its line.
    void mark(const QString &path, const QString &text);
    void clearProblems() override;

private:
    void load();

    CodeEditor *m_editor;
    QPlainTextEdit *m_variables;
    ToneLabel *m_problem;
};
