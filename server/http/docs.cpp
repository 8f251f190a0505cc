// SPDX-License-Identifier: GPL-3.0-or-later
// Renders endpoints grouped by tag, with their parameters, bodies and answers, then the schemas they name.
#include "server/http/docs.h"
#include <QJsonArray>
#include <QMap>
#include <QString>
#include <QStringList>

namespace {

constexpr auto style = R"(
:root{color-scheme:light dark;--line:#8a94a055;--soft:#57606a;--accent:#2463eb;--back:#f6f7f9;--base:#fff;--text:#1b1f24}
@media(prefers-color-scheme:dark){:root{--soft:#9aa4b2;--accent:#6ba0ff;--back:#16181d;--base:#1c1f26;--text:#e6e9ee}}
body{font:15px/1.5 Inter,system-ui,sans-serif;margin:0;background:var(--back);color:var(--text)}
main{max-width:60rem;margin:0 auto;padding:2rem 1rem}h2{margin-top:2.5rem;text-transform:capitalize}
details{background:var(--base);border:1px solid var(--line);border-radius:6px;margin:.5rem 0;padding:.6rem 1rem}
summary{cursor:pointer;display:flex;gap:.8rem;align-items:baseline;flex-wrap:wrap}
code,pre{font-family:"JetBrains Mono",ui-monospace,monospace;font-size:.88em}
.verb{font-weight:600;min-width:4.5em;color:var(--accent)}.soft{color:var(--soft)}
table{border-collapse:collapse;width:100%;margin:.4rem 0}td,th{text-align:left;padding:.25rem .6rem .25rem 0;vertical-align:top;border-top:1px solid var(--line)}
a{color:var(--accent)}h4{margin:.8rem 0 .2rem})";

QString key(const char *name) {
    return QString::fromLatin1(name);
}

QString escaped(const QJsonValue &value) {
    return value.toString().toHtmlEscaped();
}

QString typeOf(const QJsonObject &schema) {
    if (const QString ref = schema.value(key("$ref")).toString(); !ref.isEmpty()) {
        const QString name = ref.section(u'/', -1).toHtmlEscaped();
        return QStringLiteral("<a href=\"#%1\">%1</a>").arg(name);
    }
    if (const QJsonArray either = schema.value(key("anyOf")).toArray(); !either.isEmpty()) {
        QStringList parts;
        for (const QJsonValue part : either)
            parts.append(typeOf(part.toObject()));
        return parts.join(QLatin1String(" or "));
    }
    if (const QJsonArray words = schema.value(key("enum")).toArray(); !words.isEmpty()) {
        QStringList parts;
        for (const QJsonValue word : words)
            parts.append(QStringLiteral("<code>%1</code>").arg(escaped(word)));
        return parts.join(QLatin1String(" "));
    }
    const QString type = schema.value(key("type")).toString();
    if (type == QLatin1String("array"))
        return QStringLiteral("list of %1").arg(typeOf(schema.value(key("items")).toObject()));
    if (schema.value(key("additionalProperties")).isObject())
        return QStringLiteral("map of %1").arg(typeOf(schema.value(key("additionalProperties")).toObject()));
    return type.isEmpty() ? QStringLiteral("any") : type.toHtmlEscaped();
}

QString row(const QString &name, const QJsonObject &schema, const QString &meaning) {
    return QStringLiteral("<tr><td><code>%1</code></td><td class=soft>%2</td><td>%3</td></tr>")
        .arg(name.toHtmlEscaped(), typeOf(schema), meaning.toHtmlEscaped());
}

QString properties(const QJsonObject &schema) {
    QString html = QStringLiteral("<table>");
    const QJsonObject members = schema.value(key("properties")).toObject();
    for (auto it = members.begin(); it != members.end(); ++it)
        html += row(it.key(), it.value().toObject(), it.value().toObject().value(key("description")).toString());
    return html + QStringLiteral("</table>");
}

QString contentOf(const QJsonObject &content) {
    QString html;
    for (auto it = content.begin(); it != content.end(); ++it) {
        const QJsonObject schema = it.value().toObject().value(key("schema")).toObject();
        html += QStringLiteral("<p><code>%1</code>: %2</p>").arg(it.key().toHtmlEscaped(), typeOf(schema));
        if (schema.contains(key("properties")))
            html += properties(schema);
    }
    return html;
}

QString endpoint(const QString &path, const QString &verb, const QJsonObject &operation) {
    QString html =
        QStringLiteral("<details><summary><span class=verb>%1</span><code>%2</code>"
                       "<span class=soft>%3</span></summary>")
            .arg(verb.toUpper().toHtmlEscaped(), path.toHtmlEscaped(), escaped(operation.value(key("summary"))));
    html += QStringLiteral("<p class=soft>Permission: <code>%1</code></p>")
                .arg(escaped(operation.value(key("x-permission"))));
    const QJsonArray parameters = operation.value(key("parameters")).toArray();
    if (!parameters.isEmpty()) {
        html += QStringLiteral("<h4>Parameters</h4><table>");
        for (const QJsonValue value : parameters) {
            const QJsonObject parameter = value.toObject();
            html += row(parameter.value(key("name")).toString(), parameter.value(key("schema")).toObject(),
                parameter.value(key("description")).toString());
        }
        html += QStringLiteral("</table>");
    }
    const QJsonObject body = operation.value(key("requestBody")).toObject().value(key("content")).toObject();
    if (!body.isEmpty())
        html += QStringLiteral("<h4>Body</h4>") + contentOf(body);
    html += QStringLiteral("<h4>Answers</h4>");
    const QJsonObject responses = operation.value(key("responses")).toObject();
    for (auto it = responses.begin(); it != responses.end(); ++it) {
        html += QStringLiteral("<p><b>%1</b> %2</p>")
                    .arg(it.key().toHtmlEscaped(), escaped(it.value().toObject().value(key("description"))));
        html += contentOf(it.value().toObject().value(key("content")).toObject());
    }
    return html + QStringLiteral("</details>");
}

} // namespace

QByteArray renderDocs(const QJsonObject &openApi) {
    QMap<QString, QString> sections;
    const QJsonObject paths = openApi.value(key("paths")).toObject();
    for (auto path = paths.begin(); path != paths.end(); ++path) {
        const QJsonObject verbs = path.value().toObject();
        for (auto verb = verbs.begin(); verb != verbs.end(); ++verb) {
            const QJsonObject operation = verb.value().toObject();
            const QString tag = operation.value(key("tags")).toArray().first().toString();
            sections[tag] += endpoint(path.key(), verb.key(), operation);
        }
    }
    const QJsonObject about = openApi.value(key("info")).toObject();
    QString html =
        QStringLiteral("<!doctype html><html lang=en><head><meta charset=utf-8>"
                       "<meta name=viewport content=\"width=device-width\"><title>%1 API</title><style>%2"
                       "</style></head><body><main><h1>%1 API <span class=soft>%3</span></h1>"
                       "<p>Send <code>Authorization: Bearer YOUR_KEY</code>. The same as data: "
                       "<a href=\"/api/openapi.json\">openapi.json</a>. Live events: "
                       "<code>/api/ws</code> (WebSocket).</p>")
            .arg(escaped(about.value(key("title"))), QLatin1String(style), escaped(about.value(key("version"))));
    for (auto it = sections.begin(); it != sections.end(); ++it)
        html += QStringLiteral("<h2>%1</h2>").arg(it.key().toHtmlEscaped()) + it.value();
    html += QStringLiteral("<h2>Schemas</h2>");
    const QJsonObject schemas = openApi.value(key("components")).toObject().value(key("schemas")).toObject();
    for (auto it = schemas.begin(); it != schemas.end(); ++it)
        html += QStringLiteral("<details id=\"%1\"><summary><b>%1</b></summary>%2</details>")
                    .arg(it.key().toHtmlEscaped(), properties(it.value().toObject()));
    return (html + QStringLiteral("</main></body></html>")).toUtf8();
}
