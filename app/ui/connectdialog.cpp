// SPDX-License-Identifier: GPL-3.0-or-later
// The dialog; a key is tried before it is kept.
#include "app/ui/connectdialog.h"
#include "app/ui/theme.h"
#include <QBoxLayout>
#include <QFormLayout>
#include <QUuid>

ConnectDialog::ConnectDialog(ProfileStore &profiles, KeyStore &keys, QWidget *parent)
    : QDialog(parent)
    , m_profiles(profiles)
    , m_keys(keys)
    , m_banner(new Banner)
    , m_list(new QListWidget)
    , m_address(new QLineEdit)
    , m_key(new QLineEdit)
    , m_label(new QLineEdit)
    , m_connect(new QPushButton(tr("Connect"))) {
    setWindowTitle(tr("Connect to a server"));
    resize(640, 420);
    auto *title = new QLabel(tr("Connect to a server"));
    title->setFont(theme::title());
    m_list->setAccessibleName(tr("Saved servers"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setMaximumWidth(200);
    m_address->setPlaceholderText(QStringLiteral("panel.example.com"));
    m_address->setAccessibleName(tr("Address"));
    m_key->setEchoMode(QLineEdit::Password);
    m_key->setPlaceholderText(QStringLiteral("aap_…"));
    m_key->setAccessibleName(tr("API key"));
    m_label->setPlaceholderText(tr("How to call it in the list"));
    m_label->setAccessibleName(tr("Name"));
    m_connect->setDefault(true);
    auto *form = new QFormLayout;
    form->addRow(tr("Address"), m_address);
    form->addRow(tr("API key"), m_key);
    form->addRow(tr("Name"), m_label);
    auto *hint = new QLabel(tr("The key is kept in the system's keychain. On the server, its first key is in the file "
                               "bootstrap.key of the data directory."));
    hint->setWordWrap(true);
    auto *local = new QPushButton(theme::icon(QStringLiteral("server")), tr("Use this computer"));
    local->setToolTip(tr("Starts a server on this computer and ends it with this program"));
    auto *right = new QVBoxLayout;
    right->addLayout(form);
    right->addWidget(hint);
    right->addStretch();
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(local);
    buttons->addStretch();
    buttons->addWidget(m_connect);
    right->addLayout(buttons);
    auto *middle = new QHBoxLayout;
    middle->addWidget(m_list);
    middle->addLayout(right, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->addWidget(title);
    layout->addWidget(m_banner);
    layout->addLayout(middle, 1);
    fillProfiles();
    connect(m_list, &QListWidget::currentItemChanged, this, &ConnectDialog::choose);
    connect(m_connect, &QPushButton::clicked, this, [this] { spawn(connectTo()); });
    connect(local, &QPushButton::clicked, this, [this] {
        m_local = true;
        accept();
    });
}

void ConnectDialog::fillProfiles() {
    const QString last = m_profiles.lastUsed();
    const QList<Profile> all = m_profiles.all();
    auto *fresh = new QListWidgetItem(theme::icon(QStringLiteral("deploy")), tr("New server"), m_list);
    m_list->setCurrentItem(fresh);
    for (const Profile &profile : all) {
        auto *item = new QListWidgetItem(theme::icon(QStringLiteral("server")), profile.name, m_list);
        item->setData(Qt::UserRole, profile.id);
        if (profile.id == last)
            m_list->setCurrentItem(item);
    }
    choose();
}

void ConnectDialog::choose() {
    const QListWidgetItem *item = m_list->currentItem();
    m_profileId = item ? item->data(Qt::UserRole).toString() : QString();
    m_key->clear();
    m_address->clear();
    m_label->clear();
    const QList<Profile> all = m_profiles.all();
    for (const Profile &profile : all) {
        if (profile.id != m_profileId)
            continue;
        m_address->setText(profile.url.toString());
        m_label->setText(profile.name);
        spawn(readKey(profile.id));
    }
}

Task<> ConnectDialog::readKey(QString profileId) {
    const QPointer<ConnectDialog> self(this);
    const Secret key = co_await m_keys.read(profileId);
    if (self && m_profileId == profileId && !key.isEmpty())
        m_key->setText(QString::fromLatin1(key.reveal()));
}

Task<> ConnectDialog::connectTo() {
    const QPointer<ConnectDialog> self(this);
    const auto url = parseServerAddress(m_address->text());
    if (!url) {
        m_banner->showProblem(tr("This is no address of a server."), {url.error(), {}});
        co_return;
    }
    m_access = {*url, Secret(m_key->text().trimmed().toLatin1()), {}};
    m_connect->setEnabled(false);
    ApiClient probe(m_access);
    auto info = co_await probe.call(Api::info);
    if (!self)
        co_return;
    m_connect->setEnabled(true);
    if (!info) {
        m_banner->showProblem(tr("The connection failed."), info.problem(), false);
        co_return;
    }
    Profile profile;
    profile.id = m_profileId.isEmpty() ? QUuid::createUuid().toString(QUuid::WithoutBraces) : m_profileId;
    profile.name = m_label->text().trimmed().isEmpty() ? url->host() : m_label->text().trimmed();
    profile.url = *url;
    m_profiles.save(profile);
    m_profiles.setLastUsed(profile.id);
    m_name = profile.name;
    co_await m_keys.write(profile.id, m_access.key);
    if (self)
        accept();
}
