// SPDX-License-Identifier: GPL-3.0-or-later
// Files of a repository are read through their real paths: links that lead out of it are not followed.
#include "server/source/sourceproject.h"
#include <QDir>
#include <QFile>
#include <QRegularExpression>

static constexpr qint64 maxProjectFile = 256 * 1024;

std::optional<QByteArray> readInside(const QString &folder, const QString &path, qint64 most) {
    const QString top = QFileInfo(folder).canonicalFilePath();
    const QFileInfo file(QDir(folder).filePath(path));
    const QString real = file.canonicalFilePath();
    if (top.isEmpty() || !real.startsWith(top + u'/') || !QFileInfo(real).isFile() || QFileInfo(real).size() > most)
        return std::nullopt;
    QFile in(real);
    if (!in.open(QIODevice::ReadOnly))
        return std::nullopt;
    return in.read(most);
}

/// Ports of EXPOSE lines; those with variables in them are left out.
static QStringList exposedPorts(const QByteArray &dockerfile) {
    static const QRegularExpression word(QStringLiteral("^([0-9]{1,5})(/tcp|/udp)?\\z"));
    QStringList ports;
    for (const QByteArray &line : dockerfile.split('\n')) {
        const QStringList words = QString::fromUtf8(line).simplified().split(u' ');
        if (words.first().compare(QLatin1String("EXPOSE"), Qt::CaseInsensitive) != 0)
            continue;
        for (const QString &one : words.mid(1))
            if (const auto match = word.match(one); match.hasMatch() && match.captured(1).toInt() <= 65535
                && match.captured(1).toInt() > 0 && !ports.contains(one) && ports.size() < 32)
                ports.append(one);
    }
    return ports;
}

Result<SourceProject> findProject(const QString &root, const QString &path) {
    SourceProject project;
    const QString top = QFileInfo(root).canonicalFilePath();
    project.folder = QFileInfo(QDir(root).filePath(path)).canonicalFilePath();
    const QString where = path.isEmpty() ? QStringLiteral("the repository") : path;
    if (project.folder != top && !project.folder.startsWith(top + u'/'))
        return Error::validation(
            QStringLiteral("git.path"), QStringLiteral("there is no folder \"%1\" in the repository").arg(path));
    for (const char *name :
        {"compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml", "Dockerfile"}) {
        project.file = QLatin1String(name);
        if (!QFileInfo::exists(project.folder + u'/' + project.file))
            continue;
        const auto content = readInside(project.folder, project.file, maxProjectFile);
        if (!content)
            return Error::validation(QStringLiteral("git.path"),
                QStringLiteral("%1 in %2 is no file of the repository, or larger than %3 KiB")
                    .arg(project.file, where)
                    .arg(maxProjectFile >> 10));
        if (project.file == QLatin1String("Dockerfile"))
            project.ports = exposedPorts(*content);
        else
            project.compose = *content;
        return project;
    }
    return Error::validation(
        QStringLiteral("git.path"), QStringLiteral("there is no compose.yaml and no Dockerfile in %1").arg(where));
}

QByteArray composeOfDockerfile(const SourceProject &project, const QStringList &environment) {
    QByteArray text = "services:\n  app:\n    build:\n      context: .\n";
    if (!project.ports.isEmpty())
        text += "    ports:\n";
    for (const QString &port : project.ports)
        text += "      - \"" + port.toUtf8() + "\"\n";
    if (!environment.isEmpty())
        text += "    environment:\n";
    for (const QString &name : environment)
        text += "      " + name.toUtf8() + ": \"${" + name.toUtf8() + "}\"\n";
    return text;
}
