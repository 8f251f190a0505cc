// SPDX-License-Identifier: GPL-3.0-or-later
// YamlNode: a YAML document as a small bounded tree in which every node knows its line and column.
#pragma once

#include <QByteArrayView>
#include <QList>
#include <QString>
#include <vector>

/// Where a thing stands in its file; both count from 1.
struct YamlPlace {
    int line = 1;
    int column = 1;
    bool operator==(const YamlPlace &) const = default;
};

/// One thing that is wrong. `path` is dotted, list items by number: `spec.variables.0.type`; empty for the whole file.
struct YamlProblem {
    int line = 1;
    int column = 1;
    QString path;
    QString message;

    /// "line 3, column 5: spec.domains: must be a list"
    QString toString() const;
    bool operator==(const YamlProblem &) const = default;
};

struct YamlNode {
    enum class Kind { Null, Scalar, Sequence, Mapping };

    Kind kind = Kind::Null;
    /// The text of a scalar, whatever it looks like: the reader of a field decides on its type.
    QString text;
    /// How the text was written, where placeholders in it have been filled in; for messages, which may not tell values.
    QString written;
    YamlPlace place;
    /// Set for the members of a mapping.
    QString key;
    YamlPlace keyPlace;
    /// Items of a sequence or members of a mapping, in the order of the file.
    std::vector<YamlNode> children;

    /// The member with that key, or nullptr.
    const YamlNode *find(QLatin1String name) const { return find(QString(name)); }
    const YamlNode *find(const QString &name) const;
};

/// What a file of unknown origin may cost. `nodes` counts what aliases and merge keys expand to, so a bomb made of them
/// ends there.
struct YamlLimits {
    qsizetype bytes = 256 * 1024;
    int depth = 32;
    int nodes = 20'000;
};

struct YamlDocument {
    YamlNode root;
    QList<YamlProblem> problems;
};

/// Reads one document, with merge keys (`<<`) carried out: https://yaml.org/type/merge.html. Never throws; a syntax
/// error ends the reading, everything else is collected. Refuses tags, keys that are no text, keys given twice, aliases
/// that hold themselves, text that is no UTF-8 and control characters.
YamlDocument readYaml(QByteArrayView text, const YamlLimits &limits = {});
