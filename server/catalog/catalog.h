// SPDX-License-Identifier: GPL-3.0-or-later
// Catalog: the templates this server offers, the built-in ones and those of the configured folders.
#pragma once

#include "server/catalog/templatefile.h"

/// A template file that is not served, and why.
struct CatalogFault {
    QString file;
    QList<YamlProblem> problems;

    /// "FILE: line 3, column 5: spec.domains: must be a list; and 2 more"
    QString toString() const;
};

class Catalog {
public:
    /// The folder inside the program that holds the templates it comes with.
    static QString builtInFolder() { return QStringLiteral(":/templates"); }

    /// Reads every *.yaml and *.yml of the folders. What is broken is left out and named in faults(), the rest is
    /// served. Of two files with one slug the first one stays, so earlier folders win.
    static Catalog load(const QStringList &folders);

    /// Ordered by display name.
    const std::vector<TemplateFile> &templates() const { return m_templates; }
    /// nullptr when there is none. Lives until the catalog changes, so not across a `co_await`.
    const TemplateFile *find(QStringView slug) const;
    const QList<CatalogFault> &faults() const { return m_faults; }

    /// Adds an own template, or puts it in the place of the one with its slug.
    void put(TemplateFile file);
    void remove(QStringView slug);
    /// Notes why something is not served.
    void reject(const QString &origin, const QList<YamlProblem> &problems) { m_faults.append({origin, problems}); }

private:
    void read(const QString &path, TemplateOrigin origin);
    void sort();
    void reject(const QString &path, const QString &message);

    std::vector<TemplateFile> m_templates;
    QHash<QString, QString> m_origins;
    QList<CatalogFault> m_faults;
};
