// SPDX-License-Identifier: GPL-3.0-or-later
// Rules for images and repositories.
#include "shared/contract/rules.h"
#include <QRegularExpression>
#include <QUrl>

void Codec<PortText>::read(JsonReader &in, const QJsonValue &json, PortText &v) {
    if (json.isString() || (json.isDouble() && json.toDouble() == std::floor(json.toDouble())))
        v.value = json.isString() ? json.toString() : QString::number(json.toInteger());
    else
        in.fail(QStringLiteral("must be a port like 80 or \"8080:80\""));
}

namespace rules {

QString imageReference(const QString &reference) {
    // https://pkg.go.dev/github.com/distribution/reference, which has the grammar.
    static const QRegularExpression form(
        QStringLiteral("^(?:(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\\[[0-9a-fA-F:]+\\])(?::[0-9]{1,5})?/)?"
                       "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*)*"
                       "(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(?:@sha256:[0-9a-f]{64})?\\z"));
    if (reference.isEmpty())
        return QStringLiteral("is required");
    return reference.size() <= 255 && form.match(reference).hasMatch()
        ? QString()
        : QStringLiteral("must be an image reference like nginx:1.25 or ghcr.io/owner/app:latest");
}

QString registryServer(const QString &server) {
    static const QRegularExpression form(
        QStringLiteral("^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\\[[0-9a-f:]+\\])(?::[0-9]{1,5})?\\z"));
    // Without a dot or a port it would be the first part of a name at Docker Hub.
    const bool isHost = server == QLatin1String("localhost") || server.contains(u'.') || server.contains(u':');
    return server.size() <= 255 && isHost && form.match(server).hasMatch()
        ? QString()
        : QStringLiteral("must be a host with or without a port, like ghcr.io or registry.example.com:5000");
}

QString portMapping(const QString &text) {
    static const QRegularExpression form(
        QStringLiteral("^(?:(?:((?:[0-9]{1,3}\\.){3}[0-9]{1,3}|\\[[0-9a-fA-F:.]+\\]):)?([0-9]{1,5})?:)?([0-9]{1,5})"
                       "(?:/(tcp|udp))?\\z"));
    const QRegularExpressionMatch match = form.match(text);
    const auto isPort = [](const QString &digits, int least) {
        return digits.isEmpty() || (digits.toInt() >= least && digits.toInt() <= 65535);
    };
    return match.hasMatch() && isPort(match.captured(2), 1) && isPort(match.captured(3), 1)
        ? QString()
        : QStringLiteral("must be a port like 80, 8080:80 or 127.0.0.1:8080:80/udp");
}

bool looksSecret(const QString &name) {
    static const QRegularExpression word(
        QStringLiteral("PASSWORD|PASSWD|SECRET|TOKEN|KEY"), QRegularExpression::CaseInsensitiveOption);
    return word.match(name).hasMatch();
}

Faults image(const ImageSource &source) {
    Faults wrong;
    if (const QString text = imageReference(source.image); !text.isEmpty())
        wrong.insert(QStringLiteral("image.image"), text);
    const QList<PortText> ports = source.ports.value_or(QList<PortText>());
    if (ports.size() > maxPorts)
        wrong.insert(QStringLiteral("image.ports"), QStringLiteral("must have at most %1 entries").arg(maxPorts));
    for (qsizetype i = 0; i < std::min(ports.size(), qsizetype(maxPorts)); ++i)
        if (const QString text = portMapping(ports[i].value); !text.isEmpty())
            wrong.insert(QStringLiteral("image.ports.%1").arg(i), text);
    const auto env = source.env.value_or(QMap<QString, QJsonValue>());
    if (env.size() > maxEnvironment)
        wrong.insert(QStringLiteral("image.env"), QStringLiteral("must have at most %1 entries").arg(maxEnvironment));
    static const QRegularExpression name(QStringLiteral("^[A-Za-z_][A-Za-z0-9_]{0,127}\\z"));
    for (auto it = env.begin(); it != env.end(); ++it) {
        const QString path = QStringLiteral("image.env.") + it.key().left(100);
        if (!name.match(it.key()).hasMatch())
            wrong.insert(path, QStringLiteral("must be named by letters, digits and underscores, no digit first"));
        else if (!it->isNull() && !variableText(*it))
            wrong.insert(path, QStringLiteral("must be text, a number, true or false"));
        else if (it->toString().size() > maxVariableLength)
            wrong.insert(path, QStringLiteral("must have at most %1 characters").arg(maxVariableLength));
    }
    return wrong;
}

QString gitUrl(const QString &text, const QStringList &protocols) {
    static const QRegularExpression unsafe(QStringLiteral("[\\x00-\\x20\\x7f]"));
    const QUrl url(text, QUrl::StrictMode);
    if (text.isEmpty())
        return QStringLiteral("is required");
    static const QRegularExpression scp(
        QStringLiteral("^([A-Za-z0-9._-]+@[A-Za-z0-9._-]+):(?!//)([^\\x00-\\x20\\x7f]+)\\z"));
    if (const auto address = scp.match(text); address.hasMatch() && protocols.contains(QLatin1String("ssh")))
        return QStringLiteral("must be a URL: ssh://%1/%2").arg(address.captured(1), address.captured(2));
    if (text.size() > 2000 || !url.isValid() || unsafe.match(text).hasMatch() || url.path().isEmpty()
        || url.hasFragment() || !protocols.contains(url.scheme()))
        return QStringLiteral("must be a URL that begins with %1")
            .arg(protocols.join(QLatin1String("://, ")) + QLatin1String("://"));
    if (url.scheme() != QLatin1String("file") && (url.host().isEmpty() || url.host().startsWith(u'-')))
        return QStringLiteral("must name a host");
    // ssh has a user in its URL by habit (git@...), which is no secret; a password never belongs there.
    if (!url.password().isEmpty() || (!url.userName().isEmpty() && url.scheme() != QLatin1String("ssh")))
        return QStringLiteral("must not hold credentials; give them as username and token");
    return {};
}

static QString gitRef(const QString &ref) {
    // git-check-ref-format(1), and nothing that could be taken for an option.
    static const QRegularExpression form(
        QStringLiteral("^(?![-/.])(?!.*(?:\\.\\.|//|@\\{|/\\.))[^\\x00-\\x20\\x7f~^:?*\\[\\\\]{1,250}(?<![/.])\\z"));
    return form.match(ref).hasMatch() && !ref.endsWith(QLatin1String(".lock"))
        ? QString()
        : QStringLiteral("must be a branch, a tag or a full commit id");
}

QString sourcePath(const QString &path) {
    const QStringList parts = path.split(u'/', Qt::SkipEmptyParts);
    const bool stays = !path.startsWith(u'/') && !path.contains(QChar(u'\0')) && !parts.contains(QLatin1String(".."))
        && !parts.contains(QLatin1String(".git"), Qt::CaseInsensitive) && path.size() <= 1000;
    return stays ? QString() : QStringLiteral("must be a folder inside the repository, like deploy or apps/web");
}

Faults git(const GitSource &source, const QStringList &protocols) {
    Faults wrong;
    const auto check = [&wrong](const char *name, const QString &text) {
        if (!text.isEmpty())
            wrong.insert(QStringLiteral("git.") + QLatin1String(name), text);
    };
    check("url", gitUrl(source.url, protocols));
    if (source.ref)
        check("ref", gitRef(*source.ref));
    if (source.path)
        check("path", sourcePath(*source.path));
    static const QRegularExpression control(QStringLiteral("[\\x00-\\x1f\\x7f]"));
    if (source.username
        && (source.username->size() > 255 || source.username->contains(u':')
            || control.match(*source.username).hasMatch()))
        check("username", QStringLiteral("must be one line of at most 255 characters without a colon"));
    if (source.token && (source.token->size() > 8192 || source.token->contains(QChar(u'\0'))))
        check("token", QStringLiteral("must have at most 8192 characters"));
    return wrong;
}

} // namespace rules
