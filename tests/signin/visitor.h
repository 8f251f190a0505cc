// SPDX-License-Identifier: GPL-3.0-or-later
// Visitor: a browser without a face: it keeps cookies, follows redirects one by one and fills in the provider's form,
// so that a test sees, and changes, what travels in between.
#pragma once

#include "tests/support/livepanel.h"
#include <QNetworkAccessManager>
#include <QNetworkCookie>
#include <QNetworkCookieJar>
#include <QNetworkReply>
#include <QRegularExpression>
#include <QTest>
#include <memory>

class Visitor {
public:
    struct Page {
        int status = 0;
        QByteArray url;
        QMap<QByteArray, QByteArray> headers;
        QByteArray body;
        QByteArray location() const {
            return QUrl(QString::fromLatin1(url))
                .resolved(QUrl(QString::fromLatin1(headers.value("location"))))
                .toEncoded();
        }
    };

    Visitor() { m_http.setCookieJar(m_jar); }

    /// Its answers are held against its document.
    static inline const LivePanel *checked = nullptr;

    /// One request, no redirect.
    Page ask(const QByteArray &method, const QByteArray &url, const QByteArray &body = {},
        const QList<QPair<QByteArray, QByteArray>> &headers = {}) {
        QNetworkRequest request(QUrl(QString::fromLatin1(url)));
        request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
        request.setTransferTimeout(30'000);
        for (const auto &[name, value] : headers)
            request.setRawHeader(name, value);
        const std::unique_ptr<QNetworkReply> reply(m_http.sendCustomRequest(request, method, body));
        (void)QTest::qWaitFor([&reply] { return reply->isFinished(); }, 35'000);
        Page page{reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(), url, {}, reply->readAll()};
        for (const auto &[name, value] : reply->rawHeaderPairs())
            page.headers.insert(name.toLower(), value);
        const QUrl asked(QString::fromLatin1(url));
        if (checked && asked.port() == checked->port() && asked.path().startsWith(QLatin1String("/api/")))
            checked->check(
                {method, asked.path(QUrl::FullyEncoded).toLatin1(), {}, {}}, {page.status, page.headers, page.body});
        return page;
    }
    Page get(const QByteArray &url) { return ask("GET", url); }
    Page post(const QByteArray &url, const QByteArray &form, const QByteArray &origin = {}) {
        QList<QPair<QByteArray, QByteArray>> headers{{"Content-Type", "application/x-www-form-urlencoded"}};
        if (!origin.isEmpty())
            headers.append({"Origin", origin});
        return ask("POST", url, form, headers);
    }
    /// Follows redirects while they lead somewhere that does not contain `until`.
    Page follow(Page page, const QByteArray &until) {
        for (int i = 0; i < 10 && page.headers.contains("location") && !page.location().contains(until); ++i)
            page = get(page.location());
        return page;
    }
    /// From the panel's login to the address the provider sends back to, which is not visited.
    QByteArray callbackUrl(
        const QByteArray &panel, const char *user, const char *password, const QByteArray &redirect = "/") {
        Page page = follow(get(panel + "/api/auth/login?redirect=" + redirect), "/api/auth/callback");
        if (!page.headers.contains("location")) {
            const auto form =
                QRegularExpression(QStringLiteral("action=\"([^\"]+)\"")).match(QString::fromUtf8(page.body));
            const QByteArray action = QUrl(QString::fromLatin1(page.url)).resolved(QUrl(form.captured(1))).toEncoded();
            page = follow(post(action, QByteArray("username=") + user + "&password=" + password), "/api/auth/callback");
        }
        return page.location();
    }
    /// Signed in, if the status is a redirect.
    Page signIn(const QByteArray &panel, const char *user, const char *password) {
        return get(callbackUrl(panel, user, password));
    }
    QByteArray cookie(const char *name) const {
        for (const QNetworkCookie &one : m_jar->allCookies())
            if (one.name() == name)
                return one.value();
        return {};
    }
    void forget(const char *name) {
        QList<QNetworkCookie> all = m_jar->allCookies();
        all.removeIf([name](const QNetworkCookie &one) { return one.name() == name; });
        m_jar->setAllCookies(all);
    }

private:
    struct Jar : QNetworkCookieJar {
        using QNetworkCookieJar::allCookies;
        using QNetworkCookieJar::setAllCookies;
    };

    QNetworkAccessManager m_http;
    Jar *m_jar = new Jar;
};
