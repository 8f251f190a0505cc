// SPDX-License-Identifier: GPL-3.0-or-later
// What goes, and the name.
#include "app/ui/deletecustomerdialog.h"
#include "app/ui/labels.h"

static constexpr int shownNames = 10;

DeleteCustomerDialog::DeleteCustomerDialog(Workspace &workspace, const Customer &customer, QWidget *parent)
    : FormDialog(workspace, tr("Delete %1").arg(customer.name), tr("Delete customer"), parent)
    , m_customer(customer)
    , m_typed(new QLineEdit)
    , m_purge(new QCheckBox(tr("Wipe the data of its services now"))) {
    QStringList names;
    workspace.services().forEach([&](const Replica<Service>::Row &row) {
        if (row.value.customer_id == customer.id)
            names.append(row.value.name);
    });
    m_hasServices = !names.isEmpty();
    const int count = int(names.size());
    addText(new ToneLabel(Tone::Plain,
        m_hasServices ? tr("Its %n service(s) are deleted with it, and its API keys end at once.", nullptr, count)
                      : tr("It has no services. Its API keys end at once.")));
    if (m_hasServices) {
        QString list = names.mid(0, shownNames).join(u'\n');
        if (count > shownNames)
            list += u'\n' + tr("and %1 more").arg(count - shownNames);
        addText(new ToneLabel(Tone::Secondary, list));
        addText(m_purge);
        addText(new ToneLabel(
            Tone::Secondary, tr("Otherwise it is kept in the server's trash for some days, and then it is gone.")));
    } else {
        m_purge->setParent(this);
        m_purge->hide();
    }
    addText(new ToneLabel(Tone::Secondary, tr("Users that belong to it are given to another customer first.")));
    addField(QStringLiteral("confirm"), tr("Type %1 to confirm").arg(customer.name), false, m_typed);
    setReady(false);
    connect(m_typed, &QLineEdit::textChanged, this,
        [this](const QString &text) { setReady(text.trimmed() == m_customer.name.trimmed()); });
    m_typed->setFocus();
}

QString DeleteCustomerDialog::failure() const {
    return tr("The customer was not deleted.");
}

Task<Answer<QString>> DeleteCustomerDialog::send() {
    DeleteCustomerQuery query;
    if (m_hasServices) { // what has come since then was not agreed to: without this the server refuses
        query.cascade = true;
        query.confirm = m_customer.name;
        query.purge = m_purge->isChecked();
    }
    const QString id = m_customer.id.value;
    const auto removed = co_await m_workspace.api().call(Api::deleteCustomer, m_customer.id, query);
    if (!removed)
        co_return removed.problem();
    co_return id;
}
