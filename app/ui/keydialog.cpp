// SPDX-License-Identifier: GPL-3.0-or-later
// The forms of keys.
#include "app/ui/keydialog.h"
#include "app/models/format.h"
#include "app/ui/labels.h"
#include "app/ui/theme.h"
#include "shared/contract/rules.h"
#include <QApplication>
#include <QClipboard>

using namespace std::chrono_literals;

KeyDialog::KeyDialog(
    Workspace &workspace, const QList<Customer> &customers, const std::optional<ApiKey> &key, QWidget *parent)
    : FormDialog(workspace, key ? tr("Edit key %1").arg(key->name) : tr("Create API key"),
        key ? tr("Save changes") : tr("Create key"), parent)
    , m_key(key)
    , m_name(new QLineEdit)
    , m_role(new QComboBox)
    , m_customer(new QComboBox)
    , m_end(new QComboBox)
    , m_rate(new QLineEdit)
    , m_permissions(new QListWidget) {
    if (key)
        m_denied = QSet<Permission>(key->denied_permissions.begin(), key->denied_permissions.end());
    for (int role = int(workspace.server().role); role <= int(Role::Customer); ++role) // none above one's own
        m_role->addItem(format::word(toText(Role(role))), role);
    m_role->setCurrentIndex(m_role->findData(int(key ? key->role : Role::Viewer)));
    if (m_role->currentIndex() < 0)
        m_role->setCurrentIndex(0);
    m_customer->addItem(tr("None: it reaches whatever its role does"));
    for (const Customer &customer : customers)
        m_customer->addItem(customer.name, customer.id.value);
    if (key) // an end can be given, and moved, but the server takes none away
        m_end->addItem(
            key->expires_at ? tr("As it is: %1").arg(format::absolute(*key->expires_at)) : tr("As it is: never"), 0);
    else
        m_end->addItem(tr("Never"), 0);
    for (const auto &[text, days] :
        {std::pair(tr("In 7 days"), 7), {tr("In 30 days"), 30}, {tr("In 90 days"), 90}, {tr("In a year"), 365}})
        m_end->addItem(text, days);
    m_rate->setPlaceholderText(tr("The server's own"));
    m_rate->setMaxLength(10);
    if (key && key->rate_limit_rpm)
        m_rate->setText(QString::number(*key->rate_limit_rpm));
    m_permissions->setMaximumHeight(150);
    m_permissions->setTabKeyNavigation(false);
    m_name->setText(key ? key->name : QString());
    addField(QStringLiteral("name"), tr("Name"), true, m_name, tr("What uses it, so that one knows later."));
    addField(QStringLiteral("role"), tr("Role"), true, m_role);
    if (!key && !customers.isEmpty()) {
        addField(QStringLiteral("customer_id"), tr("Customer"), false, m_customer,
            tr("The only one it reaches. The role customer needs one."));
    } else {
        m_customer->setParent(this);
        m_customer->hide();
    }
    addField(QStringLiteral("expires_at"), tr("Expires"), false, m_end);
    addField(QStringLiteral("rate_limit_rpm"), tr("Requests a minute"), false, m_rate, tr("0 is no limit."));
    addField(QStringLiteral("denied_permissions"), tr("Permissions"), false, m_permissions,
        tr("Of what its role may do, what this key may."));
    connect(m_role, &QComboBox::currentIndexChanged, this, &KeyDialog::listPermissions);
    connect(m_permissions, &QListWidget::itemChanged, this, [this](const QListWidgetItem *item) {
        const auto permission = Permission(item->data(Qt::UserRole).toInt());
        item->checkState() == Qt::Checked ? (void)m_denied.remove(permission) : (void)m_denied.insert(permission);
    });
    listPermissions();
}

void KeyDialog::listPermissions() {
    const QSignalBlocker quiet(m_permissions);
    m_permissions->clear();
    for (int i = 0; i < int(names(Permission{}).size()); ++i) {
        const auto permission = Permission(i);
        if (permission == Permission::Public || permission == Permission::SignedIn
            || reachOf(role(), permission) == Reach::None)
            continue;
        auto *item = new QListWidgetItem(toText(permission), m_permissions);
        item->setData(Qt::UserRole, i);
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
        item->setCheckState(m_denied.contains(permission) ? Qt::Unchecked : Qt::Checked);
    }
    m_permissions->setCurrentRow(0);
}

QList<Permission> KeyDialog::denied() const {
    QList<Permission> denied;
    for (int row = 0; row < m_permissions->count(); ++row)
        if (m_permissions->item(row)->checkState() != Qt::Checked)
            denied.append(Permission(m_permissions->item(row)->data(Qt::UserRole).toInt()));
    return denied;
}

std::optional<Timestamp> KeyDialog::end() const {
    const int days = m_end->currentData().toInt();
    return days > 0 ? std::optional(SystemClock().now() + 24h * days) : std::nullopt;
}

std::optional<int> KeyDialog::rate() const {
    bool isNumber = false;
    const int rate = m_rate->text().trimmed().toInt(&isNumber);
    return isNumber ? std::optional(rate) : std::nullopt;
}

QMap<QString, QString> KeyDialog::faults() const {
    QMap<QString, QString> wrong{{QStringLiteral("name"), rules::lineOfText(m_name->text().trimmed(), 1, 100)}};
    if (!m_rate->text().trimmed().isEmpty() && !rate())
        wrong.insert(QStringLiteral("rate_limit_rpm"), tr("must be a whole number, or empty"));
    if (m_key && m_key->rate_limit_rpm && m_rate->text().trimmed().isEmpty())
        wrong.insert(QStringLiteral("rate_limit_rpm"), tr("must stay a number once it is one"));
    return wrong;
}

QString KeyDialog::failure() const {
    return m_key ? tr("The key was not changed.") : tr("The key was not created.");
}

/// Once it is asked for, its text comes only once: who closes the form before would never see it.
void KeyDialog::reject() {
    if (!isBusy() || m_key)
        FormDialog::reject();
}

Task<Answer<QString>> KeyDialog::send() {
    const QPointer<KeyDialog> self(this);
    if (m_key) {
        PatchApiKey body;
        body.name = m_name->text().trimmed();
        body.role = role();
        body.denied_permissions = denied();
        body.rate_limit_rpm = rate();
        body.expires_at = end();
        const auto changed = co_await m_workspace.api().call(Api::patchApiKey, m_key->id, body);
        if (!changed)
            co_return changed.problem();
        const QString id = changed->id.value;
        co_return id;
    }
    CreateApiKey body;
    body.name = m_name->text().trimmed();
    body.role = role();
    if (const QString customer = m_customer->currentData().toString(); !customer.isEmpty())
        body.customer_id = CustomerId{customer};
    body.denied_permissions = denied();
    body.rate_limit_rpm = rate();
    body.expires_at = end();
    const auto key = co_await m_workspace.api().call(Api::createApiKey, body);
    if (!key)
        co_return key.problem();
    if (self)
        emit self->made(*key);
    const QString id = key->id.value;
    co_return id;
}

KeyRotation::KeyRotation(Workspace &workspace, const ApiKey &key, QWidget *parent)
    : FormDialog(workspace, tr("Give %1 a new text").arg(key.name), tr("Rotate key"), parent)
    , m_key(key.id)
    , m_overlap(new QComboBox) {
    for (const auto &[text, time] : {std::pair(tr("Not at all: it ends now"), std::chrono::seconds(0)),
             {tr("For an hour"), 1h}, {tr("For a day"), 24h}, {tr("For 7 days"), 24h * 7}})
        m_overlap->addItem(text, int(time.count()));
    m_overlap->setCurrentIndex(1);
    addText(new ToneLabel(Tone::Plain,
        tr("Role, customer and limits stay. Whatever uses the key needs its new text before the present one ends.")));
    addField(QStringLiteral("overlap_seconds"), tr("How long the present text goes on working"), false, m_overlap);
}

QString KeyRotation::failure() const {
    return tr("The key was not rotated.");
}

void KeyRotation::reject() {
    if (!isBusy())
        FormDialog::reject();
}

Task<Answer<QString>> KeyRotation::send() {
    const QPointer<KeyRotation> self(this);
    RotateApiKey body;
    body.overlap_seconds = m_overlap->currentData().toInt();
    const auto key = co_await m_workspace.api().call(Api::rotateApiKey, m_key, body);
    if (!key)
        co_return key.problem();
    if (self)
        emit self->made(*key);
    const QString id = key->id.value;
    co_return id;
}

NewKeyDialog::NewKeyDialog(const NewApiKey &key, QWidget *parent) : QDialog(parent) {
    setWindowTitle(tr("API key %1").arg(key.name));
    auto *what = new ToneLabel(Tone::Plain,
        tr("This is the text of %1. It is shown this once: the server keeps no more than what it needs to know it "
           "again.")
            .arg(key.name));
    auto *text = new QLineEdit(key.key);
    text->setReadOnly(true);
    text->setFont(theme::monospace());
    text->setAccessibleName(tr("Text of the API key"));
    text->setObjectName(QStringLiteral("key"));
    text->setCursorPosition(0);
    auto *before = new ToneLabel(Tone::Secondary,
        key.previous_expires_at
            ? tr("The text before goes on working until %1.").arg(format::absolute(*key.previous_expires_at))
            : QString());
    before->setVisible(key.previous_expires_at.has_value());
    auto *copy = new QPushButton(theme::icon(QStringLiteral("copy")), tr("Copy key"));
    auto *close = new QPushButton(tr("Close"));
    close->setAutoDefault(false);
    copy->setDefault(true);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(close);
    buttons->addWidget(copy);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 20, 24, 16);
    layout->setSpacing(12);
    layout->addWidget(titleLabel(windowTitle()));
    for (QWidget *widget : std::initializer_list<QWidget *>{what, text, before})
        layout->addWidget(widget);
    layout->addLayout(buttons);
    setMinimumWidth(600);
    connect(copy, &QPushButton::clicked, this, [this, copy, text] {
        QApplication::clipboard()->setText(text->text());
        copy->setText(tr("Copied"));
        m_isCopied = true;
    });
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
}

/// Escape must not be what loses it.
void NewKeyDialog::reject() {
    if (m_isCopied)
        QDialog::reject();
}
