// SPDX-License-Identifier: GPL-3.0-or-later
// The dialog; a key is tried before it is kept.
#include "app/ui/connectdialog.h"
#include "app/client/browsersignin.h"
#include "app/client/offlinecache.h"
#include "app/models/format.h"
#include "app/ui/labels.h"
#include "app/ui/theme.h"
#include <QBoxLayout>
#include <QDesktopServices>
#include <QFormLayout>
#include <QMessageBox>
#include <QUuid>

ConnectDialog::ConnectDialog(ProfileStore &profiles, KeyStore &keys, QWidget *parent)
    : QDialog(parent)
    , m_profiles(profiles)
    , m_keys(keys)
    , m_banner(new Banner)
    , m_list(new QListWidget)
    , m_stack(new QStackedWidget)
    , m_address(new QLineEdit)
    , m_key(new QLineEdit)
    , m_label(new QLineEdit)
    , m_keyHint(new ToneLabel(Tone::Secondary))
    , m_inTheClear(new ToneLabel(Tone::Warning))
    , m_remove(new QPushButton(theme::icon(QStringLiteral("trash")), tr("Forget server")))
    , m_connect(new QPushButton(tr("Connect")))
    , m_browser(new QPushButton(theme::icon(QStringLiteral("open")), tr("Sign in with the browser"))) {
    openBrowser = [](const QUrl &url) { return QDesktopServices::openUrl(url); };
    setWindowTitle(tr("Connect to a server"));
    resize(700, 440);
    m_list->setAccessibleName(tr("Servers"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setFixedWidth(200);
    m_list->setIconSize(QSize(16, 16));
    m_stack->addWidget(makeLocalPage());
    m_stack->addWidget(makeServerPage());
    m_connect->setDefault(true);
    m_connect->setObjectName(QStringLiteral("connect"));
    auto *cancel = new QPushButton(tr("Cancel"));
    m_browser->setObjectName(QStringLiteral("browser"));
    for (QPushButton *button : {cancel, m_remove, m_browser})
        button->setAutoDefault(false);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_remove);
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(m_connect);
    auto *right = new QVBoxLayout;
    right->setContentsMargins(20, 16, 20, 16);
    right->setSpacing(12);
    right->addWidget(m_stack, 1);
    right->addLayout(buttons);
    auto *left = new QWidget;
    left->setBackgroundRole(QPalette::Base);
    left->setAutoFillBackground(true);
    auto *leftLayout = new QVBoxLayout(left);
    leftLayout->setContentsMargins(8, 12, 8, 8);
    leftLayout->addWidget(m_list);
    auto *middle = new QHBoxLayout;
    middle->setSpacing(0);
    middle->addWidget(left);
    middle->addLayout(right, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_banner);
    layout->addLayout(middle, 1);
    fillProfiles();
    current() ? m_connect->setFocus() : m_address->setFocus();
    connect(m_list, &QListWidget::currentRowChanged, this, &ConnectDialog::choose);
    connect(m_list, &QListWidget::itemActivated, m_connect, &QPushButton::click);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_remove, &QPushButton::clicked, this, &ConnectDialog::remove);
    connect(m_connect, &QPushButton::clicked, this, [this] { spawn(connectTo()); });
    connect(m_browser, &QPushButton::clicked, this, [this] { spawn(signInByBrowser()); });
}

QWidget *ConnectDialog::makeLocalPage() {
    auto *page = new QWidget;
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(titleLabel(tr("Use this computer")));
    layout->addWidget(new ToneLabel(Tone::Plain,
        tr("Starts a server on this computer and connects to it. It needs no address and no key, and ends together "
           "with this window; the services you deploy keep running and are there again the next time.")));
    layout->addStretch();
    return page;
}

QWidget *ConnectDialog::makeServerPage() {
    m_address->setPlaceholderText(QStringLiteral("panel.example.com"));
    m_address->setAccessibleName(tr("Address"));
    m_key->setEchoMode(QLineEdit::Password);
    m_key->setPlaceholderText(QStringLiteral("aap_…"));
    m_key->setAccessibleName(tr("API key"));
    m_label->setPlaceholderText(tr("Same as the address"));
    m_label->setAccessibleName(tr("Name"));
    m_keyHint->setObjectName(QStringLiteral("keyHint"));
    auto *form = new QFormLayout;
    form->setHorizontalSpacing(16);
    form->setVerticalSpacing(10);
    form->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    form->addRow(tr("Address"), m_address);
    m_inTheClear->setText(tr("Over http the key crosses the network readable for everyone. Use https."));
    auto *key = new QVBoxLayout;
    key->setSpacing(6);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_key, m_inTheClear, m_keyHint})
        key->addWidget(widget);
    auto *keyLabel = new QLabel(tr("API key"));
    keyLabel->setFixedHeight(m_key->sizeHint().height()); // beside the field, not beside the hint
    keyLabel->setBuddy(m_key);
    form->addRow(keyLabel, key);
    auto *browser = new QHBoxLayout;
    browser->addWidget(m_browser);
    browser->addStretch();
    form->addRow(tr("Or"), browser);
    connect(m_address, &QLineEdit::textChanged, this, [this] {
        const auto url = parseServerAddress(m_address->text());
        m_inTheClear->setVisible(url && url->scheme() == QLatin1String("http") && !isThisComputer(*url));
    });
    m_inTheClear->hide();
    form->addRow(tr("Name"), m_label);
    auto *page = new QWidget;
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(12);
    layout->addWidget(titleLabel(tr("Connect to a server")));
    layout->addLayout(form);
    layout->addStretch();
    return page;
}

void ConnectDialog::fillProfiles() {
    const QString last = m_profiles.lastUsed();
    m_all = m_profiles.all();
    const QSignalBlocker quiet(m_list);
    m_list->clear();
    auto add = [this](const char *icon, const QString &text) {
        auto *item = new QListWidgetItem(theme::icon(QString::fromLatin1(icon)), text, m_list);
        item->setSizeHint(QSize(0, 34));
        return item;
    };
    add("server", tr("This computer"));
    add("plus", tr("New server"));
    int row = m_all.isEmpty() ? int(NewServer) : int(FirstProfile);
    for (const Profile &profile : std::as_const(m_all)) {
        add("services", profile.name)->setToolTip(profile.url.toString());
        if (profile.id == last)
            row = m_list->count() - 1;
    }
    m_list->setCurrentRow(row);
    choose();
}

const Profile *ConnectDialog::current() const {
    const int row = m_list->currentRow() - FirstProfile;
    return row >= 0 && row < m_all.size() ? &m_all[row] : nullptr;
}

void ConnectDialog::choose() {
    m_banner->hide();
    const Profile *profile = current();
    const bool local = m_list->currentRow() == ThisComputer;
    m_stack->setCurrentIndex(local ? 0 : 1);
    m_connect->setText(local ? tr("Start and connect") : tr("Connect"));
    m_remove->setVisible(profile);
    m_key->clear();
    m_keyHint->setText((m_keys.keptInMemory() ? tr("Kept in memory until this program ends: no keychain is open.")
                                              : tr("Kept in the system's keychain."))
        + u' ' + tr("A new server writes its first key into the file bootstrap.key of its data directory."));
    m_profileId = profile ? profile->id : QString();
    m_pinned = profile ? profile->pinnedFingerprint : QByteArray();
    m_address->setText(profile ? profile->url.toString() : QString());
    m_label->setText(profile ? profile->name : QString());
    if (profile)
        spawn(readKey(profile->id));
}

void ConnectDialog::remove() {
    const Profile *profile = current();
    if (!profile)
        return;
    QMessageBox box(QMessageBox::NoIcon, tr("Forget server"),
        tr("Forget %1? Its key is removed from the keychain, and what was kept of it for working offline. The server "
           "itself stays as it is.")
            .arg(profile->name),
        QMessageBox::Cancel, this);
    box.setTextFormat(Qt::PlainText);
    QPushButton *forget = box.addButton(tr("Forget server"), QMessageBox::AcceptRole);
    box.exec();
    if (box.clickedButton() != forget)
        return;
    m_profiles.remove(profile->id);
    OfflineCache::drop(profile->url);
    spawn(removeKey(*profile));
    fillProfiles();
}

Task<> ConnectDialog::removeKey(Profile profile) {
    const QPointer<ConnectDialog> self(this);
    const bool removed = co_await m_keys.remove(profile.id);
    if (self && !removed)
        m_banner->showNotice(
            tr("The keychain could not be opened. If it has a key for %1, that key stays in it.").arg(profile.name));
}

Task<> ConnectDialog::readKey(QString profileId) {
    const QPointer<ConnectDialog> self(this);
    const Secret key = co_await m_keys.read(profileId);
    if (!self || m_profileId != profileId)
        co_return;
    if (!m_key->text().isEmpty())
        co_return; // somebody was quicker than the keychain
    if (!key.isEmpty())
        m_key->setText(QString::fromLatin1(key.reveal()));
    else
        m_keyHint->setText(tr("The keychain has no key for this server, or is locked. Enter the key again."));
}

bool ConnectDialog::trusts(const PresentedCertificate &certificate) {
    const QString what = certificate.replacesPinned
        ? tr(
            "The server shows another certificate than the one you trusted. It may have been renewed, or it is another "
            "server.")
        : tr("The system does not trust this server's certificate: %1")
              .arg(
                  certificate.reasons.isEmpty() ? tr("unknown reason") : certificate.reasons.join(QLatin1String("; ")));
    QMessageBox box(QMessageBox::NoIcon, tr("Unknown certificate"), what, QMessageBox::Cancel, this);
    box.setTextFormat(Qt::PlainText);
    box.setInformativeText(tr("For %1\nFrom %2\nValid until %3\n\nSHA-256 %4\n\nTrust it only when this is what the "
                              "server's own certificate has.")
                               .arg(certificate.subject, certificate.issuer, format::absolute(certificate.validUntil),
                                   fingerprintText(certificate.fingerprint)));
    QPushButton *trust = box.addButton(tr("Trust this certificate"), QMessageBox::AcceptRole);
    box.exec();
    return box.clickedButton() == trust;
}

/// While the server is asked, what it is asked about stays as it is; one may still cancel.
void ConnectDialog::setBusy(bool busy) {
    for (QWidget *widget : std::initializer_list<QWidget *>{m_list, m_stack, m_remove, m_connect})
        widget->setEnabled(!busy);
    m_connect->setText(busy ? tr("Connecting…") : tr("Connect"));
}

void ConnectDialog::fail(const QString &what, const Problem &problem, QLineEdit *wrong) {
    setBusy(false);
    m_banner->showProblem(what, problem);
    wrong->setFocus();
    wrong->selectAll();
}

Task<bool> ConnectDialog::reaches(QUrl url) {
    const QPointer<ConnectDialog> self(this);
    for (;;) {
        const Access access{url, {}, m_pinned};
        ApiClient probe(access);
        const HealthQuery query;
        const auto health = co_await probe.call(Api::health, query);
        if (!self)
            co_return false;
        if (health)
            co_return true;
        const auto certificate = probe.refusedCertificate();
        if (!certificate || certificate->fingerprint.isEmpty() || !trusts(*certificate)) {
            fail(tr("The connection failed."), health.problem(), m_address);
            co_return false;
        }
        m_pinned = certificate->fingerprint;
    }
}

Task<> ConnectDialog::signInByBrowser() {
    const QPointer<ConnectDialog> self(this);
    m_banner->hide();
    const auto url = parseServerAddress(m_address->text());
    if (!url) {
        fail(tr("The address %1.").arg(url.error().fields.value(QStringLiteral("url"))), Problem(), m_address);
        co_return;
    }
    setBusy(true);
    const bool isThere = co_await reaches(*url);
    if (!self || !isThere)
        co_return;
    const Access access{*url, {}, m_pinned};
    auto *signIn = new BrowserSignIn(access, BrowserSignIn::deviceName(), this);
    const auto page = signIn->begin();
    if (!page || !openBrowser(*page)) {
        Problem problem;
        if (!page)
            problem.error = page.error();
        delete signIn;
        fail(tr("The browser could not be opened."), problem, m_key);
        co_return;
    }
    m_banner->showNotice(tr("Your browser asks whether this program may sign in. Answer there."));
    auto key = co_await signIn->key();
    if (!self)
        co_return;
    signIn->deleteLater();
    raise();
    activateWindow();
    if (!key) {
        fail(tr("The sign-in failed."), key.problem(), m_key);
        co_return;
    }
    setBusy(false);
    m_key->setText(QString::fromLatin1(key->reveal()));
    co_await connectTo();
}

Task<> ConnectDialog::connectTo() {
    const QPointer<ConnectDialog> self(this);
    m_banner->hide();
    if (m_list->currentRow() == ThisComputer) {
        m_local = true;
        accept();
        co_return;
    }
    const auto url = parseServerAddress(m_address->text());
    if (!url) {
        m_banner->showProblem(tr("The address %1.").arg(url.error().fields.value(QStringLiteral("url"))), Problem());
        m_address->setFocus();
        co_return;
    }
    if (m_key->text().trimmed().isEmpty()) {
        m_banner->showProblem(tr("A key is needed to connect."), Problem());
        m_key->setFocus();
        co_return;
    }
    setBusy(true);
    for (;;) {
        m_access = {*url, Secret(m_key->text().trimmed().toLatin1()), m_pinned};
        ApiClient probe(m_access);
        auto info = co_await probe.greet();
        if (!self)
            co_return;
        if (info)
            break;
        const auto certificate = probe.refusedCertificate();
        if (certificate && !certificate->fingerprint.isEmpty() && trusts(*certificate)) {
            m_pinned = certificate->fingerprint;
            continue;
        }
        setBusy(false);
        const bool badKey = info.error().code == ErrorCode::Unauthorized;
        m_banner->showProblem(
            badKey ? tr("The server does not know this key.") : tr("The connection failed."), info.problem());
        QLineEdit *wrong = badKey ? m_key : m_address;
        wrong->setFocus();
        wrong->selectAll();
        co_return;
    }
    Profile profile;
    profile.id = m_profileId.isEmpty() ? QUuid::createUuid().toString(QUuid::WithoutBraces) : m_profileId;
    profile.name = m_label->text().trimmed().isEmpty() ? url->authority() : m_label->text().trimmed();
    profile.url = *url;
    profile.pinnedFingerprint = m_pinned;
    m_profiles.save(profile);
    m_profiles.setLastUsed(profile.id);
    m_name = profile.name;
    spawn(m_keys.write(profile.id, m_access.key)); // a keychain that asks for a password must not hold this up
    accept();
}
