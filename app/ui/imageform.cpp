// SPDX-License-Identifier: GPL-3.0-or-later
// The fields, and what is read from them.
#include "app/ui/imageform.h"
#include "app/ui/theme.h"
#include "shared/contract/rules.h"
#include <QBoxLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QRegularExpression>

ImageForm::ImageForm(QWidget *parent)
    : SourceForm({}, parent), m_image(new QLineEdit), m_ports(new QLineEdit), m_env(new QPlainTextEdit) {
    m_image->setPlaceholderText(QStringLiteral("nginx:1.25"));
    m_ports->setPlaceholderText(QStringLiteral("80, 8080:80"));
    m_env->setPlaceholderText(QStringLiteral("LOG_LEVEL=info\nAPI_TOKEN=…"));
    m_env->setFont(theme::monospace());
    m_env->setTabChangesFocus(true);
    m_env->setMaximumHeight(140);
    addField(QStringLiteral("image.image"), tr("Image"), true, m_image,
        tr("Name and tag, with its registry in front when it is not Docker Hub."));
    addField(QStringLiteral("image.ports"), tr("Ports"), false, m_ports,
        tr("Separated by commas: 80 gets a free port of the host, 8080:80 that one, 53:53/udp for UDP."));
    addField(QStringLiteral("image.env"), tr("Environment"), false, m_env,
        tr("One NAME=value a line. Names with PASSWORD, SECRET, TOKEN or KEY are kept as secrets."));
    fields()->addStretch();
    connect(m_image, &QLineEdit::textChanged, this, &ImageForm::changed);
}

QString ImageForm::summary() const {
    return m_image->text().trimmed();
}

void ImageForm::fill(CreateService &body) const {
    ImageSource source;
    source.image = m_image->text().trimmed();
    static const QRegularExpression separators(QStringLiteral("[,\\s]+"));
    const QStringList ports = m_ports->text().split(separators, Qt::SkipEmptyParts);
    if (!ports.isEmpty()) {
        source.ports.emplace();
        for (const QString &port : ports)
            source.ports->append({port});
    }
    QMap<QString, QJsonValue> env;
    const QStringList lines = m_env->toPlainText().split(u'\n', Qt::SkipEmptyParts);
    for (const QString &line : lines)
        if (const QString text = line.trimmed(); !text.isEmpty() && !text.startsWith(u'#'))
            env.insert(text.section(u'=', 0, 0).trimmed(), text.section(u'=', 1));
    if (!env.isEmpty())
        source.env = env;
    body.image = source;
}

QMap<QString, QString> ImageForm::faults() const {
    CreateService body;
    fill(body);
    return rules::image(*body.image);
}
