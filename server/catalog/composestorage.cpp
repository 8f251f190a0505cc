// SPDX-License-Identifier: GPL-3.0-or-later
// Volumes, tmpfs, secrets and configs of a Compose file: what lies in a container's file system.
#include "server/catalog/composeforms.h"
#include "server/catalog/composereading.h"
#include <QDir>

namespace {
constexpr qsizetype maxMounts = 64;
constexpr auto Required = YamlReader::Presence::Required;

bool isVolumeName(const QString &text) {
    static const QRegularExpression form(QStringLiteral("^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}\\z"));
    return form.match(text).hasMatch();
}

/// Finds out what a mount's source is and whether it may be mounted; `at` is where the source stands.
void source(ComposeReading &r, const YamlNode &at, const QString &text, ComposeMount &mount) {
    if (text.startsWith(u'.') || text.startsWith(u'~'))
        return r.complain(at,
            QStringLiteral("must be a named volume or an absolute path: a service has no folder on the host; small "
                           "files can be given by \"configs\""));
    if (text.startsWith(u'/')) {
        mount.kind = ComposeMount::Kind::Bind;
        if (text.split(u'/').contains(QLatin1String("..")) || text.contains(QChar(0)))
            return r.wrong(at, QStringLiteral("a path without \"..\""));
        mount.source = QDir::cleanPath(text);
        if (const QString problem = bindProblem(r.input.policy, mount.source); !problem.isEmpty())
            r.complain(at, problem);
        return;
    }
    mount.kind = ComposeMount::Kind::Volume;
    mount.source = text;
    if (!isVolumeName(text))
        r.wrong(at, QStringLiteral("a volume's name or an absolute path of the host before the colon"));
    else if (!r.volumes.contains(text))
        r.complain(at, QStringLiteral("must name a volume declared under the top-level \"volumes\""));
}

/// [SOURCE:]TARGET[:MODE]
void shortVolume(ComposeReading &r, const YamlNode &node, QList<ComposeMount> &mounts) {
    const QStringList parts = node.text.split(u':');
    ComposeMount mount;
    if (parts.size() > 3 || node.text.isEmpty())
        return r.wrong(node, QStringLiteral("[SOURCE:]TARGET[:ro]"));
    mount.target = r.containerPath(node, parts.size() == 1 ? parts[0] : parts[1]);
    if (parts.size() > 1)
        source(r, node, parts[0], mount);
    if (parts.size() == 3) {
        mount.readOnly = parts[2] == QLatin1String("ro");
        if (!mount.readOnly && parts[2] != QLatin1String("rw"))
            r.complain(node, QStringLiteral("must end in :ro or :rw or the path; other modes are not carried out"));
    }
    mounts.append(mount);
}

void longVolume(ComposeReading &r, const YamlNode &node, QList<ComposeMount> &mounts) {
    ComposeMount mount;
    const YamlNode *from = nullptr;
    const YamlNode *options = nullptr;
    r.mapping(node,
        {{"type",
             [&](const YamlNode &n) {
                 const QString type = n.text;
                 if (type == QLatin1String("tmpfs"))
                     mount.kind = ComposeMount::Kind::Tmpfs;
                 else if (type == QLatin1String("bind"))
                     mount.kind = ComposeMount::Kind::Bind;
                 else if (type != QLatin1String("volume"))
                     r.wrong(n, QStringLiteral("volume, bind or tmpfs"));
             },
             Required},
            {"source", [&](const YamlNode &n) { from = &n; }},
            {"target", [&](const YamlNode &n) { mount.target = r.containerPath(n, n.text); }, Required},
            {"read_only", [&](const YamlNode &n) { mount.readOnly = r.in.flag(n).value_or(false); }},
            {"tmpfs",
                [&](const YamlNode &n) {
                    r.mapping(n, {{"size", [&](const YamlNode &size) { mount.tmpfsBytes = r.bytes(size); }}},
                        {{"mode", "it is that of the image; remove it"}});
                    options = &n;
                }}},
        {{"bind", "a bind has no options here; remove it"}, {"volume", "a volume has no options here; remove it"},
            {"consistency", "it has no meaning on Linux; remove it"},
            {"image", "images are not mounted; copy what is needed into a volume"}});
    if (options && mount.kind != ComposeMount::Kind::Tmpfs)
        r.in.fail(options->keyPlace, QStringLiteral("\"tmpfs\" belongs to the type tmpfs"));
    const auto wanted = mount.kind;
    if (from && wanted == ComposeMount::Kind::Tmpfs) {
        r.in.fail(from->keyPlace, QStringLiteral("a tmpfs has no source"));
    } else if (from) {
        YamlReader::Step step(r.in, u"source");
        if (from->kind != YamlNode::Kind::Scalar)
            r.in.fail(*from, QStringLiteral("must be text"));
        else if (wanted == ComposeMount::Kind::Bind && !from->text.startsWith(u'/') && !from->text.startsWith(u'.'))
            r.wrong(*from, QStringLiteral("an absolute path of the host"));
        else if (wanted == ComposeMount::Kind::Volume && from->text.startsWith(u'/'))
            r.wrong(*from, QStringLiteral("a volume's name; a path of the host needs the type bind"));
        else
            source(r, *from, from->text, mount);
    } else if (wanted == ComposeMount::Kind::Bind) {
        r.in.fail(node, QStringLiteral("a bind needs a \"source\""));
    }
    mounts.append(mount);
}
} // namespace

QList<ComposeMount> readVolumes(ComposeReading &r, const YamlNode &node) {
    QList<ComposeMount> mounts;
    r.in.sequence(node, maxMounts, [&](const YamlNode &item) {
        if (item.kind == YamlNode::Kind::Mapping)
            longVolume(r, item, mounts);
        else if (item.kind == YamlNode::Kind::Scalar)
            shortVolume(r, item, mounts);
        else
            r.in.fail(item, QStringLiteral("must be a volume like \"data:/var/lib/data\" or a mapping"));
    });
    return mounts;
}

QList<ComposeMount> readTmpfs(ComposeReading &r, const YamlNode &node) {
    QList<ComposeMount> mounts;
    const auto one = [&](const YamlNode &item) {
        if (item.kind != YamlNode::Kind::Scalar)
            return r.in.fail(item, QStringLiteral("must be a path in the container"));
        ComposeMount mount;
        mount.kind = ComposeMount::Kind::Tmpfs;
        mount.target = r.containerPath(item, item.text.section(u':', 0, 0));
        const QString options = item.text.section(u':', 1);
        for (const QString &option : options.split(u',', Qt::SkipEmptyParts)) {
            const auto size =
                option.startsWith(QLatin1String("size=")) ? composeBytes(QStringView(option).mid(5)) : std::nullopt;
            if (!size || *size == 0)
                r.complain(item, QStringLiteral("must have no option but size, like /run:size=64m"));
            mount.tmpfsBytes = size.value_or(0);
        }
        mounts.append(mount);
    };
    if (node.kind == YamlNode::Kind::Scalar)
        one(node);
    else
        r.in.sequence(node, maxMounts, one);
    return mounts;
}

QList<ComposeFile> readFiles(ComposeReading &r, const YamlNode &node, ComposeFileKind kind) {
    const bool isSecret = kind == ComposeFileKind::Secret;
    const QMap<QString, QByteArray> &known = isSecret ? r.secrets : r.configs;
    const QString section = isSecret ? QStringLiteral("secrets") : QStringLiteral("configs");
    QList<ComposeFile> files;
    const auto content = [&](const YamlNode &at, ComposeFile &file) {
        const auto found = known.constFind(at.text);
        if (at.kind != YamlNode::Kind::Scalar || found == known.constEnd())
            return r.wrong(at, QStringLiteral("the name of one of the top-level \"%1\"").arg(section));
        file.content = *found;
        file.target = (isSecret ? QStringLiteral("/run/secrets/") : QStringLiteral("/")) + at.text;
    };
    r.in.sequence(node, maxMounts, [&](const YamlNode &item) {
        ComposeFile file;
        if (item.kind != YamlNode::Kind::Mapping) {
            content(item, file);
            files.append(file);
            return;
        }
        QString target;
        r.mapping(item,
            {{"source", [&](const YamlNode &n) { content(n, file); }, Required},
                {"target",
                    [&](const YamlNode &n) {
                        const bool isRelative = isSecret && !n.text.startsWith(u'/') && !n.text.isEmpty();
                        target = r.containerPath(n, isRelative ? QLatin1String("/run/secrets/") + n.text : n.text);
                    }},
                {"uid", [&](const YamlNode &n) { file.uid = r.in.whole(n, 0, 65535).value_or(0); }},
                {"gid", [&](const YamlNode &n) { file.gid = r.in.whole(n, 0, 65535).value_or(0); }},
                {"mode", [&](const YamlNode &n) {
                     static const QRegularExpression octal(QStringLiteral("^0o?[0-7]{3}\\z"));
                     const QString text = r.form(n, octal, QStringLiteral("an octal file mode like 0440"));
                     file.mode = text.isEmpty() ? file.mode : text.right(3).toInt(nullptr, 8);
                 }}});
        if (!target.isEmpty())
            file.target = target;
        files.append(file);
    });
    return files;
}

void readVolumeSection(ComposeReading &r, const YamlNode &node) {
    r.in.freeMapping(node, 64, [&](const YamlNode &item) {
        if (!isVolumeName(item.key))
            r.in.fail(item.keyPlace, QStringLiteral("must be letters, digits and ._- of at most 63 characters"));
        ComposeVolume volume;
        if (item.kind != YamlNode::Kind::Null)
            r.mapping(item,
                {{"labels", [&](const YamlNode &n) { volume.labels = r.labels(n); }},
                    {"driver",
                        [&](const YamlNode &n) {
                            if (n.text != QLatin1String("local") && n.text != QLatin1String("default"))
                                r.wrong(n, QStringLiteral("local"));
                        }},
                    {"external",
                        [&](const YamlNode &n) {
                            if (r.in.flag(n).value_or(true))
                                r.in.fail(n,
                                    QStringLiteral("must be false: a service has volumes of its own only and cannot "
                                                   "reach those of others"));
                        }}},
                {{"name", "volumes are named by the panel; remove it"},
                    {"driver_opts", "volumes are folders of the engine without options; remove it"}});
        r.volumes.insert(item.key, volume);
    });
}

void readFileSection(ComposeReading &r, const YamlNode &node, ComposeFileKind kind) {
    QMap<QString, QByteArray> &all = kind == ComposeFileKind::Secret ? r.secrets : r.configs;
    r.in.freeMapping(node, 64, [&](const YamlNode &item) {
        if (!isVolumeName(item.key))
            r.in.fail(item.keyPlace, QStringLiteral("must be letters, digits and ._- of at most 63 characters"));
        int sources = 0;
        all.insert(item.key, {});
        if (item.kind == YamlNode::Kind::Null)
            return r.in.fail(item.keyPlace, QStringLiteral("must have one of content, environment and file"));
        const qsizetype before = r.in.problems().size();
        r.mapping(item,
            {{"content",
                 [&](const YamlNode &n) {
                     ++sources;
                     all.insert(item.key, r.text(n, 512 * 1024, 0).toUtf8());
                 }},
                {"environment",
                    [&](const YamlNode &n) {
                        ++sources;
                        if (n.kind == YamlNode::Kind::Scalar && r.input.values.contains(n.text))
                            all.insert(item.key, r.input.values.value(n.text).toUtf8());
                        else
                            r.wrong(n, QStringLiteral("the name of a variable that has a value"));
                    }},
                {"file",
                    [&](const YamlNode &n) {
                        ++sources;
                        all.insert(item.key, r.file(n).value_or(QByteArray()));
                    }}},
            {{"external", "a service reaches its own only; give its content here"},
                {"name", "names are given by the panel; remove it"},
                {"labels", "they have no meaning here; remove them"},
                {"template_driver", "placeholders are filled in by the panel; remove it"},
                {"driver", "content is kept by the panel; remove it"},
                {"driver_opts", "content is kept by the panel; remove it"}});
        if (sources != 1 && r.in.problems().size() == before)
            r.in.fail(item, QStringLiteral("must have exactly one of content, environment and file"));
    });
}
