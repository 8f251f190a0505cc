// SPDX-License-Identifier: GPL-3.0-or-later
// YamlReader: takes values out of YAML nodes and collects everything that is wrong, each with its place and path.
#pragma once

#include "server/catalog/yamlnode.h"
#include "shared/base/codec.h"
#include <chrono>
#include <functional>
#include <initializer_list>

class YamlReader {
public:
    explicit YamlReader(QList<YamlProblem> problems = {}) : m_problems(std::move(problems)) { }

    const QList<YamlProblem> &problems() const { return m_problems; }
    bool ok() const { return m_problems.isEmpty(); }

    using Read = std::function<void(const YamlNode &)>;
    enum class Presence { Optional, Required };
    struct Key {
        const char *name;
        Read read;
        Presence presence = Presence::Optional;
    };
    /// A mapping with these keys; others are problems that name what is allowed. A key without a value counts as
    /// absent.
    void mapping(const YamlNode &node, std::initializer_list<Key> keys);
    /// The same, but `other` sees the members that are not among the keys.
    void mapping(const YamlNode &node, std::initializer_list<Key> keys, const Read &other);
    /// A mapping whose keys are free; `each` sees them in `YamlNode::key`.
    void freeMapping(const YamlNode &node, qsizetype most, const Read &each);
    void sequence(const YamlNode &node, qsizetype most, const Read &each);

    /// Text of `least` to `most` characters; nullopt and a problem when it is not.
    std::optional<QString> text(const YamlNode &node, qsizetype most, qsizetype least = 1);
    std::optional<bool> flag(const YamlNode &node);
    std::optional<int> whole(const YamlNode &node, int least, int most);
    std::optional<double> number(const YamlNode &node, double least, double most);
    /// 500ms, 30s, 1m30s, 2h.
    std::optional<std::chrono::milliseconds> duration(
        const YamlNode &node, std::chrono::milliseconds least, std::chrono::milliseconds most);
    QList<QString> texts(const YamlNode &node, qsizetype mostItems, qsizetype mostCharacters);

    template <NamedEnum E>
    std::optional<E> word(const YamlNode &node) {
        const auto found = node.kind == YamlNode::Kind::Scalar ? enumFromName<E>(node.text) : std::nullopt;
        if (!found)
            fail(node, QStringLiteral("must be %1").arg(joinNames(names(E{}).data(), names(E{}).size())));
        return found;
    }

    /// Notes a problem at the node, under the path the reading is at.
    void fail(const YamlNode &node, const QString &message) { fail(node.place, message); }
    void fail(const YamlPlace &place, const QString &message);
    /// Takes over a problem of a text that is embedded where the reading is at.
    void adopt(const YamlProblem &problem);

    /// While it lives, the path is one step longer.
    class Step {
    public:
        Step(YamlReader &reader, QStringView name);
        Step(YamlReader &reader, QLatin1String name) : Step(reader, QString(name)) { }
        ~Step() { m_reader.m_path.truncate(m_before); }
        Q_DISABLE_COPY_MOVE(Step)

    private:
        YamlReader &m_reader;
        qsizetype m_before;
    };

private:
    bool expect(const YamlNode &node, YamlNode::Kind kind, const QString &what);

    QString m_path;
    QList<YamlProblem> m_problems;
};

/// A length of time written as numbers with units, largest first: `1h`, `1m30s`, `500ms`. nullopt when it is not one
/// or longer than a year.
std::optional<std::chrono::milliseconds> durationFromText(QStringView text);
/// The shortest such writing.
QString durationText(std::chrono::milliseconds duration);
