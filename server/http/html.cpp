// SPDX-License-Identifier: GPL-3.0-or-later
// The frame of a page and its stylesheet.
#include "server/http/html.h"
#include "shared/contract/problem.h"
#include <QMap>

namespace html {

// Colours and measures are those of the desktop (app/ui/tokens.h).
const char *const styleSheet =
    R"(:root{color-scheme:light dark;--back:#f6f7f9;--base:#fff;--text:#1b1f24;--soft:#57606a;
--line:#8a94a0;--accent:#2463eb;--on:#fff;--bad:#cf222e}
@media(prefers-color-scheme:dark){:root{--back:#16181d;--base:#1c1f26;--text:#e6e9ee;--soft:#9aa4b2;--line:#6b7686;
--accent:#6ba0ff;--on:#0b1020;--bad:#ff7b72}}
*{box-sizing:border-box}
body{font:15px/1.5 Inter,system-ui,sans-serif;margin:0;background:var(--back);color:var(--text)}
main{max-width:56rem;margin:0 auto;padding:24px 16px}
h1{font-size:1.4rem;font-weight:600}h2{font-size:1.1rem;font-weight:600;margin:32px 0 8px}
section,.card{background:var(--base);border:1px solid var(--line);border-radius:6px;padding:16px;overflow-x:auto}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:6px 12px 6px 0;vertical-align:middle}
th{color:var(--soft);font-weight:400}td+td{font-variant-numeric:tabular-nums}
code{font-family:"JetBrains Mono",ui-monospace,monospace;font-size:.9em;overflow-wrap:anywhere}
.soft{color:var(--soft)}.bad{color:var(--bad)}
form{display:inline}label{margin-right:8px}
input,select{font:inherit;color:inherit;background:var(--back);border:1px solid var(--line);border-radius:6px;padding:5px 8px}
button,.button{font:inherit;display:inline-block;border:1px solid var(--line);border-radius:6px;padding:5px 12px;
background:var(--base);color:var(--text);text-decoration:none;cursor:pointer}
.main{background:var(--accent);border-color:var(--accent);color:var(--on)}
a{color:var(--accent)}a.main{color:var(--on)}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
header{display:flex;gap:12px;align-items:center;justify-content:space-between;flex-wrap:wrap}
)";

QByteArray page(const QString &title, const QString &body) {
    return QStringLiteral("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">"
                          "<meta name=\"viewport\" content=\"width=device-width\"><title>%1 – AI Admin Panel</title>"
                          "<link rel=\"stylesheet\" href=\"%2\"></head><body><main>%3</main></body></html>")
        .arg(title.toHtmlEscaped(), QLatin1String(styleSheetPath), body)
        .toUtf8();
}

WebAnswer errorPage(const Error &error, const QByteArray &requestId) {
    WebAnswer answer;
    answer.status = httpStatus(error.code);
    // As in an error's JSON: of what is wrong inside, the log knows more than the page.
    const bool isInside = error.code == ErrorCode::Internal;
    const QString message = isInside ? QStringLiteral("Something went wrong in the server") : error.message;
    const QString details = isInside || error.details.isEmpty() ? QString() : QString(error.details + u'.');
    answer.html = page(message,
        QStringLiteral(
            "<h1>%1</h1><div class=\"card\"><p>%2</p><p><a class=\"button main\" href=\"/\">Start page</a></p>"
            "<p class=\"soft\">Request <code>%3</code></p></div>")
            .arg(message.toHtmlEscaped(), details.toHtmlEscaped(), QString::fromLatin1(requestId).toHtmlEscaped()));
    return answer;
}

QString button(const QString &action, const QString &label, const QMap<QString, QString> &fields) {
    QString form = QStringLiteral("<form method=\"post\" action=\"%1\">").arg(action.toHtmlEscaped());
    for (auto it = fields.begin(); it != fields.end(); ++it)
        form += QStringLiteral("<input type=\"hidden\" name=\"%1\" value=\"%2\">")
                    .arg(it.key().toHtmlEscaped(), it.value().toHtmlEscaped());
    return form + QStringLiteral("<button>%1</button></form>").arg(label.toHtmlEscaped());
}

} // namespace html
