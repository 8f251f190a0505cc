// SPDX-License-Identifier: GPL-3.0-or-later
// SystemScheme: whether the desktop environment is dark, as its portal says (org.freedesktop.portal.Settings); Qt 6.4
// does not ask it.
#pragma once

#include <QDBusVariant>
#include <QObject>

class SystemScheme final : public QObject {
    Q_OBJECT
public:
    /// Begins with the palette the platform came with, asks once without waiting for the answer, and is told of
    /// changes.
    explicit SystemScheme(QObject *parent = nullptr);
    bool isDark() const { return m_dark; }

signals:
    void changed();

private slots: // by name, as D-Bus delivers
    void onSettingChanged(const QString &group, const QString &key, const QDBusVariant &value);

private:
    void take(const QVariant &value);
    bool m_dark;
};
