// SPDX-License-Identifier: GPL-3.0-or-later
// VariablesForm: a template's variables, each as the control that fits its type, checked by the server's own rules.
#pragma once

#include "shared/contract/template.h"
#include <QLabel>
#include <QWidget>
#include <functional>

class QLineEdit;

class VariablesForm final : public QWidget {
    Q_OBJECT
public:
    explicit VariablesForm(const TemplateDetail &detail, QWidget *parent = nullptr);

    QString name() const;
    /// Puts the cursor into the name, ready to be typed over.
    void focusName();
    /// Values that differ from nothing, by name; secrets left empty are made by the server.
    QMap<QString, QJsonValue> values() const;
    /// Shows every problem at its field and puts the cursor into the first; true when there is none.
    bool check();
    /// Problems the server found, by dotted path ("variables.PORT").
    void showErrors(const QMap<QString, QString> &fields);

signals:
    void changed();

private:
    struct Entry {
        TemplateVariable variable;
        QWidget *control = nullptr;
        QLabel *problem = nullptr;
        std::function<QString()> value;
    };
    QWidget *makeControl(Entry &entry);
    void showProblem(const Entry &entry, const QString &text);

    QLineEdit *m_name;
    QLabel *m_nameProblem;
    QList<Entry> m_entries;
};
