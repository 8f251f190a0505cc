// SPDX-License-Identifier: GPL-3.0-or-later
// Customers and plans.
#include "app/ui/customerspage.h"
#include "app/ui/customerspane.h"
#include "app/ui/formdialog.h"
#include "app/ui/planspane.h"
#include "app/ui/theme.h"
#include "tests/screenshots/tour.h"
#include <QApplication>

void Tour::pageNamed(const QString &title) {
    auto *list = m_window->findChild<QListWidget *>();
    for (int row = 0; row < list->count(); ++row)
        if (list->item(row)->text() == title)
            list->setCurrentRow(row);
}

/// What the page's button, or an action of its, opens.
void Tour::takeForm(QAction *action, const QString &name) {
    action->trigger();
    const auto forms = m_window->findChildren<FormDialog *>();
    if (forms.isEmpty())
        return;
    settle([&] { return forms.last()->isVisible(); }, "the form");
    take(name, forms.last());
    forms.last()->reject();
    QTest::qWait(50);
}

void Tour::customers() {
    pageNamed(QStringLiteral("Customers"));
    CustomersPage *page = m_window->customersPage();
    const RecordTable *table = page->customers()->table();
    settle([&] { return !table->state()->text().isEmpty(); }, "the empty customers");
    take(QStringLiteral("customers-empty"), m_window.get());
    m_demo.addCustomers();
    this->page(1);
    pageNamed(QStringLiteral("Customers"));
    QAbstractItemModel *rows = table->view()->model();
    settle([&] { return rows->index(2, CustomerModel::Services).data().toString().contains(QLatin1String("of")); },
        "what customers take");
    take(QStringLiteral("customers"), m_window.get());
    takeForm(page->customers()->mainAction(), QStringLiteral("customer-form"));
    const QList<QAction *> actions = table->view()->actions();
    takeForm(actions.last(), QStringLiteral("customer-delete"));
    page->tabs()->setCurrentIndex(1);
    settle([&] { return page->plans()->table()->view()->model()->rowCount() > 1; }, "the plans");
    take(QStringLiteral("plans"), m_window.get());
    takeForm(page->plans()->mainAction(), QStringLiteral("plan-form"));
    page->tabs()->setCurrentIndex(0);
    this->page(1);
}
