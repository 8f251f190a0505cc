// SPDX-License-Identifier: GPL-3.0-or-later
// Walks the endpoint table and writes down paths, parameters, bodies and answers.
#include "shared/contract/openapi.h"
#include "shared/contract/api.h"
#include "shared/contract/schema.h"

namespace {

QString text(std::string_view view) {
    return QString::fromUtf8(view.data(), qsizetype(view.size()));
}

QJsonObject content(const QString &mime, const QJsonObject &schema) {
    const QJsonObject media{{QStringLiteral("schema"), schema}};
    return {{mime, media}};
}

template <typename T>
struct AnswerContent {
    static QJsonObject of(Schemas &s) {
        return content(QStringLiteral("application/json"), Schema<T>::of(s, SchemaUse::Answer));
    }
};
template <>
struct AnswerContent<Document<JsonKind>> {
    static QJsonObject of(Schemas &) { return content(QStringLiteral("application/json"), typeSchema("object")); }
};
template <typename Kind>
struct AnswerContent<Document<Kind>> {
    static QJsonObject of(Schemas &) { return content(QLatin1String(Kind::mime), typeSchema("string")); }
};

QJsonObject answer(const QString &description, const QJsonObject &body) {
    QJsonObject object{{QStringLiteral("description"), description}};
    if (!body.isEmpty())
        object.insert(QStringLiteral("content"), body);
    return object;
}

template <typename T>
constexpr int statusOf(int usual) {
    if constexpr (requires { T::successStatus; })
        return T::successStatus;
    else
        return usual;
}

/// Adds the answer(s) of a type; a variant adds one for each of its shapes.
template <typename T>
struct Answers {
    static void add(Schemas &s, QJsonObject &responses, int status) {
        const QString key = QString::number(statusOf<T>(status));
        QJsonObject body = AnswerContent<T>::of(s);
        const QJsonObject before = responses.value(key).toObject().value(QStringLiteral("content")).toObject();
        for (auto it = before.begin(); it != before.end(); ++it)
            body.insert(it.key(), it.value());
        responses.insert(key, answer(QStringLiteral("Success"), body));
    }
};
template <>
struct Answers<Done> {
    static void add(Schemas &, QJsonObject &responses, int status) {
        responses.insert(QString::number(status), answer(QStringLiteral("Success, no body"), {}));
    }
};
template <>
struct Answers<WebAnswer> {
    static void add(Schemas &, QJsonObject &responses, int) {
        responses.insert(QStringLiteral("200"), answer(QStringLiteral("A page"), htmlContent()));
        for (const char *status : {"302", "303"})
            responses.insert(QLatin1String(status), answer(QStringLiteral("The way to the next page"), {}));
    }
    static QJsonObject htmlContent() { return content(QLatin1String(HtmlKind::mime), typeSchema("string")); }
};
template <typename... T>
struct Answers<std::variant<T...>> {
    static void add(Schemas &s, QJsonObject &responses, int status) { (Answers<T>::add(s, responses, status), ...); }
};

template <typename T>
void addArgument(Schemas &s, QJsonObject &operation, QJsonArray &parameters) {
    if constexpr (std::is_same_v<T, Browser>) {
        return; // its cookies are no parameters: who has none is asked to sign in
    } else if constexpr (std::is_same_v<T, YamlBody>) {
        operation.insert(QStringLiteral("requestBody"),
            QJsonObject{{QStringLiteral("required"), true},
                {QStringLiteral("content"), content(QLatin1String(YamlKind::mime), typeSchema("string"))}});
    } else if constexpr (IsQuery<T>) {
        auto one = [&](const auto &f) {
            using Member = std::remove_cvref_t<decltype(std::declval<T>().*f.member)>;
            const QJsonObject parameter{{QStringLiteral("name"), text(f.name)},
                {QStringLiteral("in"), QStringLiteral("query")}, {QStringLiteral("description"), text(f.meaning)},
                {QStringLiteral("schema"), Schema<typename Member::value_type>::of(s, SchemaUse::Request)}};
            parameters.append(parameter);
        };
        applyFields([&](const auto &...f) { (one(f), ...); }, T::fields());
    } else if constexpr (Described<T>) {
        const QJsonObject body{{QStringLiteral("required"), !MayBeLeftOut<T>},
            {QStringLiteral("content"),
                content(IsForm<T> ? QStringLiteral("application/x-www-form-urlencoded")
                                  : QStringLiteral("application/json"),
                    Schema<T>::of(s, SchemaUse::Request))}};
        operation.insert(QStringLiteral("requestBody"), body);
    } else {
        const QJsonObject parameter{{QStringLiteral("name"), QStringLiteral("id")},
            {QStringLiteral("in"), QStringLiteral("path")}, {QStringLiteral("required"), true},
            {QStringLiteral("schema"), Schema<T>::of(s, SchemaUse::Request)}};
        parameters.append(parameter);
    }
}

/// What generated clients call the method: "GET /api/services/<id>/logs" is get_services_id_logs.
QString operationId(Verb verb, std::string_view path) {
    QString id = toText(verb).toLower();
    for (const QChar c : text(path.substr(std::string_view("/api").size())))
        if (c.isLetterOrNumber())
            id += c;
        else if (c != u'<' && c != u'>')
            id += u'_';
    return id;
}

template <typename R, typename... A>
void addEndpoint(Schemas &s, QJsonObject &paths, const Endpoint<R(A...)> &e) {
    QJsonObject operation{{QStringLiteral("operationId"), operationId(e.verb, e.path)},
        {QStringLiteral("summary"), text(e.summary)}, {QStringLiteral("x-permission"), toText(e.permission)},
        {QStringLiteral("tags"), QJsonArray{text(e.path).section(u'/', 2, 2)}}};
    QJsonArray parameters;
    (addArgument<A>(s, operation, parameters), ...);
    if (!parameters.isEmpty())
        operation.insert(QStringLiteral("parameters"), parameters);
    QJsonObject responses;
    Answers<R>::add(s, responses, e.status);
    if (e.verb == Verb::Get && !std::is_same_v<R, WebAnswer>)
        responses.insert(QStringLiteral("304"), answer(QStringLiteral("Not modified (If-None-Match)"), {}));
    const QJsonObject problem{{QStringLiteral("$ref"), QStringLiteral("#/components/schemas/Error")}};
    QJsonObject errors = content(QStringLiteral("application/json"), problem);
    if constexpr (std::is_same_v<R, WebAnswer>)
        errors.insert(QLatin1String(HtmlKind::mime), QJsonObject{{QStringLiteral("schema"), typeSchema("string")}});
    responses.insert(QStringLiteral("default"), answer(QStringLiteral("Error"), errors));
    operation.insert(QStringLiteral("responses"), responses);
    if (e.permission == Permission::Public)
        operation.insert(QStringLiteral("security"), QJsonArray());
    QString path = text(e.path);
    path.replace(QLatin1String("<id>"), QLatin1String("{id}"));
    QJsonObject item = paths.value(path).toObject();
    item.insert(toText(e.verb).toLower(), operation);
    paths.insert(path, item);
}

QJsonObject errorSchema() {
    const QJsonObject string = typeSchema("string");
    const QJsonObject fields{
        {QStringLiteral("type"), QStringLiteral("object")}, {QStringLiteral("additionalProperties"), string}};
    const QJsonObject properties{{QStringLiteral("code"), string}, {QStringLiteral("message"), string},
        {QStringLiteral("details"), string}, {QStringLiteral("fields"), fields},
        {QStringLiteral("request_id"), string}};
    const QJsonArray required{QStringLiteral("code"), QStringLiteral("message"), QStringLiteral("request_id")};
    const QJsonObject inner{{QStringLiteral("type"), QStringLiteral("object")},
        {QStringLiteral("properties"), properties}, {QStringLiteral("required"), required},
        {QStringLiteral("additionalProperties"), false}};
    return {{QStringLiteral("type"), QStringLiteral("object")},
        {QStringLiteral("properties"), QJsonObject{{QStringLiteral("error"), inner}}},
        {QStringLiteral("required"), QJsonArray{QStringLiteral("error")}},
        {QStringLiteral("additionalProperties"), false}};
}

} // namespace

QJsonObject openApiDocument() {
    Schemas schemas;
    QJsonObject paths;
    Api::all([&](const auto &...e) { (addEndpoint(schemas, paths, e), ...); });
    schemas.components.insert(QStringLiteral("Error"), errorSchema());
    const QJsonObject bearer{
        {QStringLiteral("type"), QStringLiteral("http")}, {QStringLiteral("scheme"), QStringLiteral("bearer")}};
    const QJsonObject about{{QStringLiteral("title"), QStringLiteral("AI Admin Panel")},
        {QStringLiteral("version"), QStringLiteral(AAP_VERSION)},
        {QStringLiteral("license"),
            QJsonObject{{QStringLiteral("name"), QStringLiteral("GPL-3.0-or-later")},
                {QStringLiteral("identifier"), QStringLiteral("GPL-3.0-or-later")}}}};
    const QJsonObject cookie{{QStringLiteral("type"), QStringLiteral("apiKey")},
        {QStringLiteral("in"), QStringLiteral("cookie")}, {QStringLiteral("name"), QStringLiteral("session")},
        {QStringLiteral("description"), QStringLiteral("Of a signed-in browser; an API key beside it wins")}};
    const QJsonObject components{{QStringLiteral("schemas"), schemas.components},
        {QStringLiteral("securitySchemes"),
            QJsonObject{{QStringLiteral("apiKey"), bearer}, {QStringLiteral("session"), cookie}}}};
    return {{QStringLiteral("openapi"), QStringLiteral("3.1.0")}, {QStringLiteral("info"), about},
        {QStringLiteral("security"),
            QJsonArray{QJsonObject{{QStringLiteral("apiKey"), QJsonArray()}},
                QJsonObject{{QStringLiteral("session"), QJsonArray()}}}},
        {QStringLiteral("paths"), paths}, {QStringLiteral("components"), components}};
}
