// SPDX-License-Identifier: GPL-3.0-or-later
// KeyDialog: an API key is made or changed. KeyRotation: it gets a new text. NewKeyDialog: that text, this once.
#pragma once

#include "app/ui/formdialog.h"
#include <QComboBox>
#include <QLineEdit>
#include <QListWidget>

class KeyDialog final : public FormDialog {
    Q_OBJECT
public:
    /// Without a key one is made. `customers`: those it can be bound to.
    KeyDialog(Workspace &workspace, const QList<Customer> &customers, const std::optional<ApiKey> &key,
        QWidget *parent = nullptr);
    void reject() override;

signals:
    /// Its text is in here only.
    void made(const NewApiKey &key);

protected:
    QMap<QString, QString> faults() const override;
    Task<Answer<QString>> send() override;
    QString failure() const override;

private:
    QList<Permission> denied() const;
    std::optional<Timestamp> end() const;
    std::optional<int> rate() const;
    Role role() const { return Role(m_role->currentData().toInt()); }
    void listPermissions();

    std::optional<ApiKey> m_key;
    QSet<Permission> m_denied; // also those the present role has not
    QLineEdit *m_name;
    QComboBox *m_role;
    QComboBox *m_customer;
    QComboBox *m_end;
    QLineEdit *m_rate;
    QListWidget *m_permissions;
};

class KeyRotation final : public FormDialog {
    Q_OBJECT
public:
    KeyRotation(Workspace &workspace, const ApiKey &key, QWidget *parent = nullptr);
    void reject() override;

signals:
    void made(const NewApiKey &key);

protected:
    Task<Answer<QString>> send() override;
    QString failure() const override;

private:
    ApiKeyId m_key;
    QComboBox *m_overlap;
};

class NewKeyDialog final : public QDialog {
    Q_OBJECT
public:
    explicit NewKeyDialog(const NewApiKey &key, QWidget *parent = nullptr);
    void reject() override;

private:
    bool m_isCopied = false;
};
