// SPDX-License-Identifier: GPL-3.0-or-later
// SourceForm: what a service is to be made of, filled in by somebody: a template's variables, an image, a Compose text,
// a repository. Each kind is one class; all speak CreateService.
#pragma once

#include "shared/contract/service.h"
#include <QMap>
#include <QWidget>

class QLineEdit;
class ToneLabel;
class QVBoxLayout;

class SourceForm : public QWidget {
    Q_OBJECT
public:
    /// `name`: what the service is called unless somebody says otherwise.
    explicit SourceForm(const QString &name, QWidget *parent = nullptr);

    QString name() const;
    /// Puts the cursor into the name, ready to be typed over.
    void focusName();
    /// The body of the request that creates the service.
    CreateService body() const;
    /// What it is, in a few words for the review.
    virtual QString summary() const = 0;
    /// Shows every problem at its field and puts the cursor into the first; true when there is none.
    bool check();
    /// Problems the server found, by dotted path. Returns those that belong to no field here.
    QMap<QString, QString> showErrors(const QMap<QString, QString> &fields);
    /// What is typed into, by the paths of the API.
    QMap<QString, QWidget *> controls() const;

signals:
    void changed();

protected:
    virtual void fill(CreateService &body) const = 0;
    /// What the server's own rules say, by dotted path.
    virtual QMap<QString, QString> faults() const = 0;
    /// Adds a labelled control with help and room for its problem. `path` is the field's in the API.
    void addField(const QString &path, const QString &label, bool required, QWidget *control, const QString &help = {});
    /// A control that has its own place in the layout.
    void addControl(const QString &path, QWidget *control) { m_ownControls.insert(path, control); }
    /// Shows or, with an empty text, clears what is wrong at one field, while it is typed into.
    void setProblem(const QString &path, const QString &text) { showAll({{path, text}}, nullptr); }
    /// Where a problem below `path` belongs that is no field; true when it was shown.
    virtual bool showAt(const QString &path, const QString &text);
    virtual void clearProblems();
    QVBoxLayout *fields() const { return m_layout; }

private:
    struct Field {
        QString path;
        QString label;
        QWidget *control;
        ToneLabel *problem;
    };
    QWidget *showAll(const QMap<QString, QString> &wrong, QMap<QString, QString> *rest);

    QVBoxLayout *m_layout;
    QLineEdit *m_name;
    QList<Field> m_fields;
    QMap<QString, QWidget *> m_ownControls;
};
