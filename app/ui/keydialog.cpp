// SPDX-License-Identifier: GPL-3.0-or-later
// Form, request, result.
#include "app/ui/keydialog.h"
#include "app/models/format.h"
#include "app/ui/labels.h"
#include "app/ui/theme.h"
#include <QApplication>
#include <QBoxLayout>
#include <QClipboard>
#include <QFormLayout>
#include <QPointer>

using namespace std::chrono_literals;

KeyDialog::KeyDialog(Workspace &workspace, QWidget *parent) : KeyDialog(workspace, std::nullopt, parent) { }
KeyDialog::KeyDialog(Workspace &workspace, const ApiKey &key, QWidget *parent)
    : KeyDialog(workspace, std::optional(key), parent) { }

KeyDialog::KeyDialog(Workspace &workspace, std::optional<ApiKey> key, QWidget *parent)
    : QDialog(parent)
    , m_workspace(workspace)
    , m_key(std::move(key))
    , m_banner(new Banner)
    , m_pages(new QStackedWidget)
    , m_name(new QLineEdit)
    , m_role(new QComboBox)
    , m_customer(new QComboBox)
    , m_customerLabel(new QLabel(tr("Customer")))
    , m_time(new QComboBox)
    , m_text(new QLineEdit)
    , m_go(new QPushButton(m_key ? tr("Replace text") : tr("Make key")))
    , m_close(new QPushButton(tr("Cancel"))) {
    const QString title = m_key ? tr("New text for %1").arg(m_key->name) : tr("New API key");
    setWindowTitle(title);
    auto *page = new QWidget;
    auto *form = new QFormLayout(page);
    form->setContentsMargins(0, 0, 0, 0);
    fillForm(form);
    m_pages->addWidget(page);
    m_pages->addWidget(resultPage());
    m_go->setObjectName(QStringLiteral("make"));
    m_go->setDefault(true);
    m_close->setAutoDefault(false);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(m_close);
    buttons->addWidget(m_go);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 20, 24, 16);
    layout->setSpacing(12);
    layout->addWidget(titleLabel(title));
    layout->addWidget(m_banner);
    layout->addWidget(m_pages, 1);
    layout->addLayout(buttons);
    resize(480, 320);
    connect(m_name, &QLineEdit::textChanged, this, &KeyDialog::allow);
    connect(m_role, &QComboBox::currentIndexChanged, this, &KeyDialog::onRole);
    connect(m_customer, &QComboBox::currentIndexChanged, this, &KeyDialog::allow);
    connect(m_close, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_go, &QPushButton::clicked, this, [this] { spawn(make()); });
    connect(&workspace, &Workspace::connectionChanged, this, &KeyDialog::allow);
    onRole();
}

void KeyDialog::fillForm(QFormLayout *form) {
    const auto times = [this](std::initializer_list<std::pair<QString, std::chrono::hours>> all, int usual) {
        for (const auto &[text, time] : all)
            m_time->addItem(text, qint64(std::chrono::seconds(time).count()));
        m_time->setCurrentIndex(usual);
    };
    if (m_key) {
        times({{tr("Not at all"), 0h}, {tr("1 hour"), 1h}, {tr("1 day"), 24h}, {tr("7 days"), 24h * 7}}, 1);
        form->addRow(new ToneLabel(Tone::Secondary,
            tr("Whoever signs in with the text of now can go on for the time chosen here, so that it can be replaced "
               "everywhere first.")));
        form->addRow(tr("The old text works on for"), m_time);
        return;
    }
    m_name->setMaxLength(100);
    m_name->setPlaceholderText(tr("What it is for: backup script, CI, ..."));
    form->addRow(tr("Name"), m_name);
    const Role own = m_workspace.server().role;
    for (const Role role : {Role::Admin, Role::Operator, Role::Viewer, Role::Customer})
        if (role >= own && (role != Role::Customer || own == Role::Customer || own == Role::Admin))
            m_role->addItem(format::word(toText(role)), int(role));
    m_role->setCurrentIndex(std::max(0, m_role->findData(int(Role::Viewer))));
    form->addRow(tr("Role"), m_role);
    m_customerLabel->setBuddy(m_customer);
    form->addRow(m_customerLabel, m_customer);
    times({{tr("After 1 day"), 24h}, {tr("After 7 days"), 24h * 7}, {tr("After 30 days"), 24h * 30},
              {tr("After 90 days"), 24h * 90}, {tr("After 1 year"), 24h * 365}, {tr("Never"), 0h}},
        3);
    form->addRow(tr("Expires"), m_time);
}

QWidget *KeyDialog::resultPage() {
    auto *page = new QWidget;
    m_text->setReadOnly(true);
    m_text->setFont(QFont(QStringLiteral("JetBrains Mono"), 9));
    m_text->setAccessibleName(tr("The key's text"));
    auto *copy = new QPushButton(theme::icon(QStringLiteral("copy")), tr("Copy"));
    connect(copy, &QPushButton::clicked, this, [this, copy] {
        QApplication::clipboard()->setText(m_text->text());
        copy->setText(tr("Copied"));
    });
    auto *row = new QHBoxLayout;
    row->addWidget(m_text, 1);
    row->addWidget(copy);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    auto *text = new ToneLabel(Tone::Plain,
        tr("Copy the key now and keep it where its program finds it. The server does not know it any more, so it "
           "cannot "
           "be shown again."));
    text->setWordWrap(true);
    layout->addWidget(text);
    layout->addLayout(row);
    layout->addStretch();
    return page;
}

void KeyDialog::onRole() {
    const bool isOfCustomer =
        !m_key && m_role->currentData().toInt() == int(Role::Customer) && m_workspace.server().role != Role::Customer;
    m_customer->setVisible(isOfCustomer);
    m_customerLabel->setVisible(isOfCustomer);
    if (isOfCustomer && m_customer->count() == 0)
        spawn(loadCustomers());
    allow();
}

Task<> KeyDialog::loadCustomers() {
    const QPointer<KeyDialog> self(this);
    CustomerQuery query;
    query.per_page = maxPerPage;
    const auto page = co_await m_workspace.api().call(Api::listCustomers, query);
    if (!self)
        co_return;
    if (!page) {
        m_banner->showProblem(tr("The customers could not be loaded."), page.problem());
        co_return;
    }
    for (const Customer &customer : page->data)
        m_customer->addItem(customer.name, customer.id.value);
    allow();
}

void KeyDialog::allow() {
    const bool online = m_workspace.isOnline();
    const bool isWhole =
        m_key || (!m_name->text().trimmed().isEmpty() && (m_customer->isHidden() || m_customer->count() > 0));
    m_go->setEnabled(online && isWhole && !m_isBusy);
    m_go->setToolTip(online ? QString() : tr("Not while offline"));
}

Task<> KeyDialog::make() {
    const QPointer<KeyDialog> self(this);
    m_isBusy = true;
    allow();
    const qint64 seconds = m_time->currentData().toLongLong();
    if (m_key) {
        RotateApiKey body;
        body.overlap_seconds = int(seconds);
        const auto rotated = co_await m_workspace.api().call(Api::rotateApiKey, m_key->id, body);
        if (self)
            showResult(rotated);
        co_return;
    }
    CreateApiKey body;
    body.name = m_name->text().trimmed();
    body.role = Role(m_role->currentData().toInt());
    if (m_customer->isVisibleTo(this))
        body.customer_id = CustomerId{m_customer->currentData().toString()};
    if (seconds > 0)
        body.expires_at = SystemClock().now() + std::chrono::seconds(seconds);
    const auto made = co_await m_workspace.api().call(Api::createApiKey, body);
    if (self)
        showResult(made);
}

void KeyDialog::showResult(const Answer<NewApiKey> &made) {
    m_isBusy = false;
    allow();
    if (!made) {
        m_banner->showProblem(m_key ? tr("The key has no new text.") : tr("The key was not made."), made.problem());
        return;
    }
    m_banner->hide();
    m_text->setText(made->key);
    m_text->setCursorPosition(0);
    m_pages->setCurrentIndex(1);
    m_go->hide();
    m_close->setText(tr("Close"));
    m_close->setDefault(true);
    m_text->selectAll();
    m_text->setFocus();
    emit changed();
}
