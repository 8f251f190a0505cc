// SPDX-License-Identifier: GPL-3.0-or-later
// The fields, and what is read from them.
#include "app/ui/gitform.h"
#include "shared/contract/rules.h"
#include <QBoxLayout>
#include <QLineEdit>

GitForm::GitForm(QWidget *parent)
    : SourceForm({}, parent)
    , m_url(new QLineEdit)
    , m_ref(new QLineEdit)
    , m_path(new QLineEdit)
    , m_user(new QLineEdit)
    , m_token(new QLineEdit) {
    m_url->setPlaceholderText(QStringLiteral("https://git.example.com/team/app.git"));
    m_ref->setPlaceholderText(tr("The repository's default branch"));
    m_path->setPlaceholderText(tr("The top of the repository"));
    m_token->setEchoMode(QLineEdit::Password);
    addField(QStringLiteral("git.url"), tr("Repository"), true, m_url,
        tr("With a compose.yaml or a Dockerfile in it; the server fetches and builds it."));
    addField(QStringLiteral("git.ref"), tr("Branch, tag or commit"), false, m_ref);
    addField(QStringLiteral("git.path"), tr("Folder"), false, m_path);
    addField(QStringLiteral("git.username"), tr("User name"), false, m_user);
    addField(QStringLiteral("git.token"), tr("Password, token or ssh key"), false, m_token,
        tr("Only for repositories that need one; for ssh a private key without a passphrase. It is stored encrypted "
           "and never shown again."));
    fields()->addStretch();
    connect(m_url, &QLineEdit::textChanged, this, &GitForm::changed);
}

QString GitForm::summary() const {
    const QString ref = m_ref->text().trimmed();
    return ref.isEmpty() ? m_url->text().trimmed() : tr("%1 at %2").arg(m_url->text().trimmed(), ref);
}

void GitForm::fill(CreateService &body) const {
    const auto given = [](const QLineEdit *edit) {
        const QString text = edit->text().trimmed();
        return text.isEmpty() ? std::nullopt : std::optional(text);
    };
    GitSource source;
    source.url = m_url->text().trimmed();
    source.ref = given(m_ref);
    source.path = given(m_path);
    source.username = given(m_user);
    source.token = given(m_token);
    body.git = source;
}

QMap<QString, QString> GitForm::faults() const {
    CreateService body;
    fill(body);
    return rules::git(*body.git);
}
