// SPDX-License-Identifier: GPL-3.0-or-later
// CodeEditor: text with line numbers, and marks at the lines something is wrong with.
#pragma once

#include <QMap>
#include <QPlainTextEdit>

class CodeEditor final : public QPlainTextEdit {
    Q_OBJECT
public:
    explicit CodeEditor(QWidget *parent = nullptr);

    /// What is wrong by line, from 1. The cursor goes to the first of them.
    void setProblems(const QMap<int, QString> &problems);
    const QMap<int, QString> &problems() const { return m_problems; }
    void goToLine(int line);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool event(QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    class Gutter;
    int gutterWidth() const;
    void layoutGutter();
    void paintGutter(QPaintEvent *event);
    void mark();
    void insertTwoSpaces();

    Gutter *m_gutter;
    QMap<int, QString> m_problems;
};

/// The line a dotted path of a YAML text stands at, from 1: "services.web.image". The deepest part that is found
/// counts; 0 when not even the first is.
int yamlLineOf(const QString &text, const QString &path);
