// SPDX-License-Identifier: GPL-3.0-or-later
// FormDialog: fields that are filled in and sent; what is wrong with one, by our own rules or the server's, stands
// below it.
#pragma once

#include "app/client/workspace.h"
#include "app/ui/banner.h"
#include <QBoxLayout>
#include <QDialog>
#include <QPushButton>

class ToneLabel;

class FormDialog : public QDialog {
    Q_OBJECT
public:
    /// `action`: what the button says that sends it.
    FormDialog(Workspace &workspace, const QString &title, const QString &action, QWidget *parent = nullptr);

signals:
    /// The server has taken it; the dialog closes.
    void saved(const QString &id);

protected:
    void showEvent(QShowEvent *event) override;
    /// A labelled control with help and room for its problem. `path` is the field's in the API.
    void addField(const QString &path, const QString &label, bool required, QWidget *control, const QString &help = {});
    /// Something to read.
    void addText(QWidget *text);
    /// It was sent, and the server has not answered yet.
    bool isBusy() const { return m_isBusy; }
    /// While not, there is nothing to send.
    void setReady(bool ready);
    /// What is wrong before the server is asked, by path.
    virtual QMap<QString, QString> faults() const { return {}; }
    /// Asks the server; the id of what was saved. `this` may be gone when it has answered.
    virtual Task<Answer<QString>> send() = 0;
    /// What is said when it was not saved.
    virtual QString failure() const = 0;
    Workspace &m_workspace;

private:
    struct Field {
        QString path;
        QString label;
        QWidget *control;
        ToneLabel *problem;
    };
    Task<> submit();
    /// The paths that belong to no field here.
    QMap<QString, QString> showProblems(const QMap<QString, QString> &wrong);
    void allow();

    QList<Field> m_fields;
    QVBoxLayout *m_layout;
    Banner *m_banner;
    QPushButton *m_cancel;
    QPushButton *m_go;
    bool m_isReady = true;
    bool m_isBusy = false;
};
