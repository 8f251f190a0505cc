// SPDX-License-Identifier: GPL-3.0-or-later
// Builds the tree from yaml-cpp's events, which come one by one and can be counted before they cost anything.
#include "server/catalog/yamlnode.h"
#include <QHash>
#include <QSet>
#include <QStringDecoder>
#include <sstream>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

QString YamlProblem::toString() const {
    const QString where = QStringLiteral("line %1, column %2: ").arg(line).arg(column);
    return path.isEmpty() ? QString(where + message) : QString(where + path + QLatin1String(": ") + message);
}

const YamlNode *YamlNode::find(const QString &name) const {
    for (const YamlNode &child : children)
        if (child.key == name)
            return &child;
    return nullptr;
}

namespace {

const QString mergeKey = QStringLiteral("<<");

YamlPlace placeOf(const YAML::Mark &mark) {
    return {std::max(mark.line, 0) + 1, std::max(mark.column, 0) + 1};
}

class TreeBuilder : public YAML::EventHandler {
public:
    TreeBuilder(YamlDocument &document, const YamlLimits &limits) : m_document(document), m_limits(limits) { }

    /// Whether nothing that comes counts any more.
    bool isStopped() const { return m_stopped; }

    void OnDocumentStart(const YAML::Mark &mark) override {
        if (m_documents++ > 0)
            stop(placeOf(mark), QStringLiteral("must hold one document only"));
    }
    void OnDocumentEnd() override { }
    void OnNull(const YAML::Mark &mark, YAML::anchor_t anchor) override {
        leaf(YamlNode::Kind::Null, mark, {}, anchor, {});
    }
    void OnScalar(
        const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor, const std::string &value) override {
        leaf(YamlNode::Kind::Scalar, mark, tag, anchor, value);
    }
    void OnSequenceStart(
        const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor, YAML::EmitterStyle::value) override {
        open(YamlNode::Kind::Sequence, mark, tag, anchor);
    }
    void OnMapStart(
        const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor, YAML::EmitterStyle::value) override {
        open(YamlNode::Kind::Mapping, mark, tag, anchor);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapEnd() override { close(); }

    void OnAlias(const YAML::Mark &mark, YAML::anchor_t anchor) override {
        if (m_stopped)
            return;
        const auto known = m_anchors.constFind(anchor);
        if (known == m_anchors.constEnd())
            return stop(placeOf(mark), QStringLiteral("an alias may not stand inside the value it names"));
        if (!count(known->size, placeOf(mark)))
            return;
        if (int(m_open.size()) + known->depth > m_limits.depth)
            return stop(placeOf(mark), tooDeep());
        add(known->node, known->size, known->depth);
    }

private:
    struct Frame {
        YamlNode node;
        YAML::anchor_t anchor = YAML::NullAnchor;
        bool hasKey = false;
        QString key;
        YamlPlace keyPlace;
        QSet<QString> seen;
        int size = 1;
        int depth = 1;
    };
    struct Anchored {
        YamlNode node;
        int size = 1;
        int depth = 1;
    };

    void problem(const YamlPlace &place, const QString &message) {
        QStringList path;
        for (const Frame &frame : m_open) {
            if (frame.hasKey)
                path.append(frame.key);
            else if (frame.node.kind == YamlNode::Kind::Sequence)
                path.append(QString::number(frame.node.children.size()));
        }
        m_document.problems.append({place.line, place.column, path.join(u'.'), message});
    }
    void stop(const YamlPlace &place, const QString &message) {
        problem(place, message);
        m_stopped = true;
    }
    QString tooDeep() const {
        return QStringLiteral("is nested too deeply; at most %1 levels are read").arg(m_limits.depth);
    }
    bool count(int nodes, const YamlPlace &place) {
        m_nodes += nodes;
        if (m_nodes > m_limits.nodes)
            stop(place, QStringLiteral("the file holds too much; at most %1 values are read").arg(m_limits.nodes));
        return !m_stopped;
    }
    bool plainTag(const std::string &tag, const YamlPlace &place) {
        if (tag.empty() || tag == "?" || tag == "!")
            return true;
        problem(place, QStringLiteral("tags are not read here; remove \"%1\"").arg(QString::fromStdString(tag)));
        return false;
    }

    void leaf(YamlNode::Kind kind, const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor,
        const std::string &value) {
        if (m_stopped || !count(1, placeOf(mark)))
            return;
        plainTag(tag, placeOf(mark));
        YamlNode node;
        node.kind = kind;
        node.place = placeOf(mark);
        node.text = QString::fromStdString(value);
        keep(anchor, node, 1, 1);
        add(std::move(node), 1, 1);
    }
    void open(YamlNode::Kind kind, const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor) {
        if (m_stopped || !count(1, placeOf(mark)))
            return;
        if (int(m_open.size()) >= m_limits.depth)
            return stop(placeOf(mark), tooDeep());
        plainTag(tag, placeOf(mark));
        Frame frame;
        frame.node.kind = kind;
        frame.node.place = placeOf(mark);
        frame.anchor = anchor;
        m_open.push_back(std::move(frame));
    }
    void close() {
        if (m_stopped)
            return;
        if (m_open.back().seen.contains(mergeKey))
            merge(m_open.back());
        Frame frame = std::move(m_open.back());
        m_open.pop_back();
        if (frame.anchor != YAML::NullAnchor && !count(frame.size, frame.node.place))
            return;
        keep(frame.anchor, frame.node, frame.size, frame.depth);
        add(std::move(frame.node), frame.size, frame.depth);
    }
    /// Members of the mappings under `<<` become members here, unless the key is there already; earlier ones win.
    void merge(Frame &frame) {
        auto &members = frame.node.children;
        const auto at =
            std::find_if(members.begin(), members.end(), [](const YamlNode &n) { return n.key == mergeKey; });
        if (at == members.end())
            return;
        YamlNode merged = std::move(*at);
        members.erase(at);
        const bool isList = merged.kind == YamlNode::Kind::Sequence;
        std::vector<YamlNode> one;
        if (!isList)
            one.push_back(merged);
        for (YamlNode &source : isList ? merged.children : one) {
            if (source.kind != YamlNode::Kind::Mapping)
                return problem(merged.keyPlace, QStringLiteral("\"<<\" merges a mapping or a list of mappings"));
            for (YamlNode &member : source.children)
                if (!frame.seen.contains(member.key)) {
                    frame.seen.insert(member.key);
                    members.push_back(std::move(member));
                }
        }
    }
    void keep(YAML::anchor_t anchor, const YamlNode &node, int size, int depth) {
        if (anchor != YAML::NullAnchor)
            m_anchors.insert(anchor, {node, size, depth});
    }
    /// `size` and `depth` are those of the whole node, so that the frame knows what an alias to it would cost.
    void add(YamlNode node, int size, int depth) {
        if (m_open.empty()) {
            m_document.root = std::move(node);
            return;
        }
        Frame &frame = m_open.back();
        frame.size += size;
        frame.depth = std::max(frame.depth, depth + 1);
        if (frame.node.kind == YamlNode::Kind::Mapping && !frame.hasKey)
            return setKey(frame, node);
        if (frame.node.kind == YamlNode::Kind::Mapping) {
            node.key = frame.key;
            node.keyPlace = frame.keyPlace;
            frame.hasKey = false;
        }
        frame.node.children.push_back(std::move(node));
    }
    void setKey(Frame &frame, const YamlNode &node) {
        if (node.kind != YamlNode::Kind::Scalar)
            return stop(node.place, QStringLiteral("a key must be text"));
        if (frame.seen.contains(node.text))
            problem(node.place, QStringLiteral("the key \"%1\" is given twice").arg(node.text));
        frame.seen.insert(node.text);
        frame.hasKey = true;
        frame.key = node.text;
        frame.keyPlace = node.place;
    }

    YamlDocument &m_document;
    const YamlLimits m_limits;
    std::vector<Frame> m_open;
    QHash<YAML::anchor_t, Anchored> m_anchors;
    int m_nodes = 0;
    int m_documents = 0;
    bool m_stopped = false;
};

/// The first character a text file has no use for, or nullopt.
std::optional<YamlProblem> firstBadCharacter(QByteArrayView text) {
    QStringDecoder decoder(QStringDecoder::Utf8);
    const QString decoded = decoder.decode(text);
    const bool broken = decoder.hasError();
    YamlPlace place;
    for (const QChar c : decoded) {
        if (broken && c == QChar::ReplacementCharacter)
            break;
        if ((c < u' ' && c != u'\n' && c != u'\r' && c != u'\t') || c == u'\x7f')
            return YamlProblem{place.line, place.column, {},
                QStringLiteral("may not hold the control character 0x%1").arg(c.unicode(), 2, 16, QLatin1Char('0'))};
        place = c == u'\n' ? YamlPlace{place.line + 1, 1} : YamlPlace{place.line, place.column + 1};
    }
    if (broken)
        return YamlProblem{place.line, place.column, {}, QStringLiteral("must be UTF-8 text")};
    return std::nullopt;
}

} // namespace

YamlDocument readYaml(QByteArrayView text, const YamlLimits &limits) {
    YamlDocument document;
    if (text.size() > limits.bytes) {
        document.problems.append({1, 1, {},
            QStringLiteral("must have at most %1 KiB, has %2")
                .arg(limits.bytes / 1024)
                .arg((text.size() + 1023) / 1024)});
        return document;
    }
    if (auto bad = firstBadCharacter(text)) {
        document.problems.append(*bad);
        return document;
    }
    try {
        std::istringstream stream(std::string(text.data(), size_t(text.size())));
        YAML::Parser parser(stream);
        TreeBuilder builder(document, limits);
        // After some syntax errors the parser finds one more document for ever, without reading on.
        while (!builder.isStopped() && parser.HandleNextDocument(builder)) { }
    } catch (const YAML::Exception &e) {
        const YamlPlace place = placeOf(e.mark);
        document.problems.append({place.line, place.column, {}, QString::fromStdString(e.msg)});
    } catch (const std::exception &e) {
        document.problems.append({1, 1, {}, QString::fromUtf8(e.what())});
    }
    return document;
}
