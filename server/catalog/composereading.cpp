// SPDX-License-Identifier: GPL-3.0-or-later
// The forms that occur under many keys.
#include "server/catalog/composereading.h"
#include "server/catalog/composeforms.h"
#include <QDir>

namespace {
constexpr qsizetype maxGot = 60;
constexpr qsizetype maxWords = 256;
} // namespace

void ComposeReading::mapping(
    const YamlNode &node, std::initializer_list<YamlReader::Key> keys, std::initializer_list<Refusal> refusals) {
    in.mapping(node, keys, [&](const YamlNode &child) {
        if (child.key.startsWith(QLatin1String("x-")))
            return;
        for (const Refusal &refusal : refusals)
            if (child.key == QLatin1String(refusal.key))
                return in.fail(
                    child.keyPlace, QStringLiteral("is not carried out: %1").arg(QLatin1String(refusal.reason)));
        QStringList allowed;
        for (const YamlReader::Key &key : keys)
            allowed.append(QLatin1String(key.name));
        in.fail(child.keyPlace,
            QStringLiteral("is not a key that is carried out; those are %1").arg(allowed.join(QLatin1String(", "))));
    });
}

void ComposeReading::complain(const YamlNode &node, const QString &message) {
    if (node.kind != YamlNode::Kind::Scalar)
        return in.fail(node, message);
    QString got = (node.written.isNull() ? node.text : node.written).simplified();
    if (got.size() > maxGot)
        got = got.left(maxGot) + QChar(0x2026);
    in.fail(node, QStringLiteral("%1, got \"%2\"").arg(message, got));
}

QString ComposeReading::text(const YamlNode &node, qsizetype most, qsizetype least) {
    return in.text(node, most, least).value_or(QString());
}

QString ComposeReading::form(const YamlNode &node, const QRegularExpression &pattern, const QString &wanted) {
    if (node.kind == YamlNode::Kind::Scalar && node.text.size() <= 4096 && pattern.match(node.text).hasMatch())
        return node.text;
    wrong(node, wanted);
    return {};
}

QStringList ComposeReading::texts(const YamlNode &node, qsizetype most) {
    if (node.kind == YamlNode::Kind::Scalar)
        return {text(node)};
    return in.texts(node, most, 4096);
}

QMap<QString, QString> ComposeReading::pairs(const YamlNode &node, qsizetype most, const YamlReader::Read &missing) {
    QMap<QString, QString> all;
    const auto add = [&](const YamlNode &item, const QString &key, const QString &value) {
        if (key.isEmpty() || key.size() > 256 || key.contains(u'=') || key.contains(QChar(0)))
            return in.fail(item, QStringLiteral("must have a name of 1 to 256 characters without \"=\""));
        if (value.size() > 128 * 1024)
            return in.fail(item, QStringLiteral("must have at most %1 characters").arg(128 * 1024));
        all.insert(key, value);
    };
    if (node.kind == YamlNode::Kind::Sequence) {
        in.sequence(node, most, [&](const YamlNode &item) {
            if (item.kind != YamlNode::Kind::Scalar)
                return in.fail(item, QStringLiteral("must be text like NAME=VALUE"));
            const qsizetype sign = item.text.indexOf(u'=');
            if (sign >= 0)
                return add(item, item.text.left(sign), item.text.mid(sign + 1));
            YamlNode named = item;
            named.key = item.text;
            missing(named);
        });
        return all;
    }
    in.freeMapping(node, most, [&](const YamlNode &item) {
        if (item.kind == YamlNode::Kind::Null)
            return missing(item);
        if (item.kind != YamlNode::Kind::Scalar)
            return in.fail(item, QStringLiteral("must be text"));
        add(item, item.key, item.text);
    });
    return all;
}

QMap<QString, QString> ComposeReading::variables(const YamlNode &node) {
    QMap<QString, QString> given;
    QMap<QString, QString> all = pairs(node, 256, [&](const YamlNode &item) {
        if (input.values.contains(item.key))
            given.insert(item.key, input.values.value(item.key));
        else
            complain(item, QStringLiteral("has no value; write NAME: \"\" where it shall be empty"));
    });
    all.insert(given);
    return all;
}

QMap<QString, QString> ComposeReading::labels(const YamlNode &node) {
    QStringList bare;
    QMap<QString, QString> all = pairs(node, 128, [&bare](const YamlNode &item) { bare.append(item.key); });
    for (const QString &name : std::as_const(bare))
        all.insert(name, QString());
    for (auto it = all.begin(); it != all.end(); ++it) {
        // An edge that reads these would lead another's host here, so only the panel writes them.
        if (it.key().startsWith(QLatin1String("traefik."), Qt::CaseInsensitive))
            in.fail(node,
                QStringLiteral("\"%1\" would tell an edge what to do; say it by custom_domains of the service")
                    .arg(it.key().left(80)));
        else if (it.key().startsWith(QLatin1String("aiadminpanel."), Qt::CaseInsensitive))
            in.fail(node, QStringLiteral("\"%1\" is the panel's own; remove it").arg(it.key().left(80)));
    }
    return all;
}

std::optional<QStringList> ComposeReading::command(const YamlNode &node) {
    if (node.kind == YamlNode::Kind::Scalar) {
        const auto words = node.text.size() <= 64 * 1024 ? shellWords(node.text) : std::nullopt;
        if (!words)
            in.fail(node, QStringLiteral("must be a command of at most 64 KiB whose quotes are closed"));
        else if (words->size() > maxWords)
            in.fail(node, QStringLiteral("must have at most %1 words").arg(maxWords));
        return words;
    }
    QStringList words;
    in.sequence(node, maxWords, [&](const YamlNode &item) {
        if (const auto word = in.text(item, 64 * 1024, 0))
            words.append(*word);
    });
    return words;
}

qint64 ComposeReading::bytes(const YamlNode &node, qint64 least) {
    const auto value = node.kind == YamlNode::Kind::Scalar ? composeBytes(node.text) : std::nullopt;
    if (!value || *value < least) {
        wrong(node, QStringLiteral("a size of at least %1 bytes like 512m or 1.5g").arg(least));
        return 0;
    }
    return *value;
}

std::chrono::milliseconds ComposeReading::duration(
    const YamlNode &node, std::chrono::milliseconds least, std::chrono::milliseconds most) {
    const auto value = node.kind == YamlNode::Kind::Scalar ? composeDuration(node.text) : std::nullopt;
    if (value && *value >= least && *value <= most)
        return *value;
    wrong(node,
        QStringLiteral("a time between %1 and %2 like 30s or 1m30s").arg(durationText(least), durationText(most)));
    return least;
}

QString ComposeReading::projectPath(const YamlNode &node) {
    if (node.kind == YamlNode::Kind::Scalar && !node.text.isEmpty() && node.text.size() <= 4096
        && !QDir::isAbsolutePath(node.text) && !node.text.startsWith(u'~') && !node.text.contains(u':')) {
        const QString path = QDir::cleanPath(node.text);
        if (path != QLatin1String("..") && !path.startsWith(QLatin1String("../")))
            return path;
    }
    wrong(node, QStringLiteral("a path inside the project's folder"));
    return {};
}

std::optional<QByteArray> ComposeReading::file(const YamlNode &node) {
    constexpr qsizetype maxFile = 1024 * 1024;
    if (!input.file) {
        in.fail(node,
            QStringLiteral("names a file, but this kind of source has no files; write the content here instead, or "
                           "deploy from a git repository"));
        return std::nullopt;
    }
    const QString path = projectPath(node);
    if (path.isEmpty())
        return std::nullopt;
    auto content = input.file(path);
    if (!content)
        wrong(node, QStringLiteral("a file of the project"));
    else if (content->size() > maxFile) {
        in.fail(node, QStringLiteral("must be a file of at most %1 KiB").arg(maxFile / 1024));
        content.reset();
    }
    return content;
}

QString ComposeReading::containerPath(const YamlNode &node, const QString &path) {
    const QString clean = QDir::cleanPath(path);
    if (path.startsWith(u'/') && path.size() <= 4096 && clean != QLatin1String("/")
        && !path.split(u'/').contains(QLatin1String("..")) && !path.contains(u':'))
        return clean;
    wrong(node, QStringLiteral("an absolute path in the container, other than / and without \"..\" and colons"));
    return {};
}
