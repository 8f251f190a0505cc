// SPDX-License-Identifier: GPL-3.0-or-later
// SystemScheme: whether the desktop environment is dark, as its portal says (org.freedesktop.portal.Settings); Qt 6.4
// does not ask it.
#pragma once

#include <QObject>

class SystemScheme final : public QObject {
    Q_OBJECT
public:
    /// Begins with the palette the platform came with, and asks: now, and whenever one comes back to this program,
    /// since it is another one the scheme is changed with. Nobody waits for the answer.
    explicit SystemScheme(QObject *parent = nullptr);
    bool isDark() const { return m_dark; }

signals:
    void changed();

private:
    void ask();
    void take(const QVariant &value);
    bool m_dark;
};
