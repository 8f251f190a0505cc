// SPDX-License-Identifier: GPL-3.0-or-later
// Asking and drawing.
#include "app/ui/logos.h"
#include "app/ui/theme.h"
#include <QPixmap>

Logos::Logos(Workspace &workspace, QObject *parent) : QObject(parent), m_workspace(workspace) { }

QIcon Logos::icon(const QString &templateId) {
    const auto known = m_icons.constFind(templateId);
    if (known != m_icons.constEnd())
        return *known;
    if (!m_asked.contains(templateId)) {
        m_asked.insert(templateId);
        spawn(load(templateId));
    }
    return theme::icon(QStringLiteral("templates"));
}

Task<> Logos::load(QString id) {
    const QPointer<Logos> self(this);
    TemplateId templateId{id};
    auto logo = co_await m_workspace.api().call(Api::templateLogo, templateId);
    if (!self || !logo)
        co_return; // the stand-in stays
    const QImage image = theme::drawLogo(logo->bytes, QSize(96, 96)); // for 32 px at three times the density
    if (image.isNull())
        co_return;
    m_icons.insert(id, QIcon(QPixmap::fromImage(image)));
    emit arrived(id);
}
