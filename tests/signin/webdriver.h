// SPDX-License-Identifier: GPL-3.0-or-later
// WebDriver: a real Chromium without a window, driven by its chromedriver (W3C WebDriver).
#pragma once

#include "server/outbound/httpclient.h"
#include <QJsonObject>
#include <QJsonValue>
#include <QProcess>
#include <QTemporaryDir>

class WebDriver {
public:
    WebDriver();
    ~WebDriver();

    bool isReady() const { return !m_session.isEmpty(); }
    bool open(const QByteArray &url);
    QByteArray url();
    QString title();
    /// Waits until there is an element that fits the CSS selector.
    bool waitFor(const char *selector);
    bool has(const char *selector) { return !find(selector).isEmpty(); }
    /// Of the first that fits; empty when there is none.
    QString text(const char *selector);
    bool click(const char *selector);
    bool type(const char *selector, const char *text);
    QJsonObject cookie(const char *name);
    void forgetCookies();
    /// What the page's console has complained of, such as what its Content-Security-Policy forbids.
    QStringList complaints();
    /// A PNG of the page.
    bool picture(const QString &file);

private:
    QString find(const char *selector);
    QJsonValue ask(const QByteArray &method, const QByteArray &path, const QJsonObject &body = {});

    HttpClient m_http;
    QTemporaryDir m_profile;
    QProcess m_process;
    QByteArray m_base;
    QByteArray m_session;
};
