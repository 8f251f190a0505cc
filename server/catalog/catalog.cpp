// SPDX-License-Identifier: GPL-3.0-or-later
// Reads folders with bounds: files of any origin may lie there.
#include "server/catalog/catalog.h"
#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace {
constexpr qsizetype maxFiles = 1000;
} // namespace

QString CatalogFault::toString() const {
    QString text = file + QLatin1String(": ") + (problems.isEmpty() ? QString() : problems.first().toString());
    if (problems.size() > 1)
        text += QStringLiteral("; and %1 more").arg(problems.size() - 1);
    return text;
}

Catalog Catalog::load(const QStringList &folders) {
    Catalog catalog;
    for (const QString &folder : folders) {
        const QDir directory(folder);
        if (!directory.exists()) {
            catalog.reject(folder, QStringLiteral("there is no such folder"));
            continue;
        }
        // Also what cannot be read and links that lead nowhere: none is left out without a word.
        QStringList files = directory.entryList({QStringLiteral("*.yaml"), QStringLiteral("*.yml")},
            QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot, QDir::Name);
        if (files.size() > maxFiles) {
            catalog.reject(
                folder, QStringLiteral("has %1 template files; the first %2 are read").arg(files.size()).arg(maxFiles));
            files.resize(maxFiles);
        }
        for (const QString &file : std::as_const(files))
            catalog.read(
                directory.filePath(file), folder == builtInFolder() ? TemplateOrigin::BuiltIn : TemplateOrigin::Folder);
    }
    catalog.sort();
    return catalog;
}

void Catalog::sort() {
    std::sort(m_templates.begin(), m_templates.end(), [](const TemplateFile &a, const TemplateFile &b) {
        const int order = a.detail.display_name.compare(b.detail.display_name, Qt::CaseInsensitive);
        return order != 0 ? order < 0 : a.detail.id.value < b.detail.id.value;
    });
}

void Catalog::put(TemplateFile file) {
    remove(file.detail.id.value);
    m_templates.push_back(std::move(file));
    sort();
}

void Catalog::remove(QStringView slug) {
    std::erase_if(m_templates, [slug](const TemplateFile &file) { return file.detail.id.value == slug; });
}

void Catalog::read(const QString &path, TemplateOrigin origin) {
    if (!QFileInfo(path).isFile()) // opening a named pipe would wait for ever
        return reject(path, QStringLiteral("is no file, or a link to none"));
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return reject(path, QStringLiteral("cannot be read: %1").arg(file.errorString()));
    // One byte more than the limit, so that the parser sees that it is too large.
    ParsedTemplate parsed = parseTemplate(file.read(YamlLimits{}.bytes + 1));
    if (!parsed.file) {
        m_faults.append({path, parsed.problems});
        return;
    }
    const QString slug = parsed.file->detail.id.value;
    if (m_origins.contains(slug))
        return reject(
            path, QStringLiteral("the name \"%1\" is taken by %2, which is used").arg(slug, m_origins.value(slug)));
    m_origins.insert(slug, path);
    parsed.file->detail.origin = origin;
    m_templates.push_back(*std::move(parsed.file));
}

void Catalog::reject(const QString &path, const QString &message) {
    m_faults.append({path, {YamlProblem{1, 1, {}, message}}});
}

const TemplateFile *Catalog::find(QStringView slug) const {
    for (const TemplateFile &file : m_templates)
        if (file.detail.id.value == slug)
            return &file;
    return nullptr;
}
