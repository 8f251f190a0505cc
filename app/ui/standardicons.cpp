// SPDX-License-Identifier: GPL-3.0-or-later
// PanelStyle: what Qt's own widgets ask for by meaning, a field's clear button or the dialog that saves a file, from
// the same family of icons as everything else.
#include "app/ui/panelstyle.h"
#include "app/ui/theme.h"

static QString nameOf(QStyle::StandardPixmap icon) {
    switch (icon) {
    case QStyle::SP_LineEditClearButton:
    case QStyle::SP_DockWidgetCloseButton:
    case QStyle::SP_TabCloseButton:
        return QStringLiteral("cross");
    case QStyle::SP_ArrowBack:
    case QStyle::SP_ArrowLeft:
    case QStyle::SP_FileDialogBack:
        return QStringLiteral("back");
    case QStyle::SP_ArrowForward:
    case QStyle::SP_ArrowRight:
        return QStringLiteral("forward");
    case QStyle::SP_ArrowUp:
    case QStyle::SP_FileDialogToParent:
        return QStringLiteral("up");
    case QStyle::SP_FileDialogNewFolder:
        return QStringLiteral("plus");
    case QStyle::SP_FileDialogListView:
        return QStringLiteral("menu");
    case QStyle::SP_FileDialogDetailedView:
        return QStringLiteral("services");
    case QStyle::SP_DirIcon:
    case QStyle::SP_DirOpenIcon:
    case QStyle::SP_DirClosedIcon:
    case QStyle::SP_DirLinkIcon:
    case QStyle::SP_DirHomeIcon:
    case QStyle::SP_DesktopIcon:
        return QStringLiteral("folder");
    case QStyle::SP_FileIcon:
    case QStyle::SP_FileLinkIcon:
        return QStringLiteral("file");
    case QStyle::SP_ComputerIcon:
    case QStyle::SP_DriveHDIcon:
    case QStyle::SP_DriveNetIcon:
        return QStringLiteral("server");
    default:
        return {};
    }
}

QIcon PanelStyle::standardIcon(StandardPixmap icon, const QStyleOption *option, const QWidget *widget) const {
    const QString name = nameOf(icon);
    return name.isEmpty() ? QProxyStyle::standardIcon(icon, option, widget) : theme::icon(name);
}
