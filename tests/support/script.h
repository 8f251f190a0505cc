// SPDX-License-Identifier: GPL-3.0-or-later
// Templates of one shell script each, for tests of what programs write.
#pragma once

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>

/// `$` stands for the template's own placeholders: `$$` is the shell's.
inline bool addScript(const QTemporaryDir &folder, const QByteArray &name, const QByteArray &script) {
    QFile file(folder.filePath(QString::fromLatin1(name) + QStringLiteral(".yaml")));
    const QByteArray quoted = QJsonDocument(QJsonArray{QString::fromUtf8(script)}).toJson(QJsonDocument::Compact);
    return file.open(QIODevice::WriteOnly)
        && file.write("apiVersion: v2\nkind: Template\nmetadata: {name: " + name
               + ", displayName: T, description: For tests, category: devtools, version: \"1\"}\nspec:\n  process:\n"
                 "    components:\n      - name: main\n        restart: never\n        command: [sh, -c, "
               + quoted.mid(1).chopped(1) + "]\n")
        > 0;
}
