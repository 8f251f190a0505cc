// SPDX-License-Identifier: GPL-3.0-or-later
// KeyDialog: makes an API key, or gives one a new text; then shows that text, which nobody can show again.
#pragma once

#include "app/client/workspace.h"
#include "app/ui/banner.h"
#include <QComboBox>
#include <QDialog>
#include <QLineEdit>
#include <QStackedWidget>

class QFormLayout;

class KeyDialog final : public QDialog {
    Q_OBJECT
public:
    /// For a key that is not there yet.
    explicit KeyDialog(Workspace &workspace, QWidget *parent = nullptr);
    /// For a new text of this one.
    KeyDialog(Workspace &workspace, const ApiKey &key, QWidget *parent = nullptr);

signals:
    /// A key was made or changed.
    void changed();

private:
    KeyDialog(Workspace &workspace, std::optional<ApiKey> key, QWidget *parent);
    void fillForm(QFormLayout *form);
    QWidget *resultPage();
    void allow();
    void onRole();
    Task<> loadCustomers();
    Task<> make();
    void showResult(const Answer<NewApiKey> &made);

    Workspace &m_workspace;
    std::optional<ApiKey> m_key;
    Banner *m_banner;
    QStackedWidget *m_pages;
    QLineEdit *m_name;
    QComboBox *m_role;
    QComboBox *m_customer;
    QLabel *m_customerLabel;
    QComboBox *m_time; // until it expires, or how long the text before lives on
    QLineEdit *m_text;
    QPushButton *m_go;
    QPushButton *m_close;
    bool m_isBusy = false;
};
