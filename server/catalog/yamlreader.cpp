// SPDX-License-Identifier: GPL-3.0-or-later
// Each check says what is allowed, so that the message is enough to mend the file.
#include "server/catalog/yamlreader.h"

namespace {
using std::chrono::milliseconds;

constexpr qsizetype maxProblems = 100;

struct Unit {
    const char *name;
    milliseconds length;
};
constexpr Unit units[] = {{"h", std::chrono::hours(1)}, {"m", std::chrono::minutes(1)}, {"s", std::chrono::seconds(1)},
    {"ms", milliseconds(1)}};
} // namespace

YamlReader::Step::Step(YamlReader &reader, QStringView name) : m_reader(reader), m_before(reader.m_path.size()) {
    if (!reader.m_path.isEmpty() && !name.isEmpty())
        reader.m_path += u'.';
    reader.m_path += name;
}

void YamlReader::fail(const YamlPlace &place, const QString &message) {
    if (m_problems.size() < maxProblems)
        m_problems.append({place.line, place.column, m_path, message});
}

bool YamlReader::expect(const YamlNode &node, YamlNode::Kind kind, const QString &what) {
    if (node.kind == kind)
        return true;
    fail(node, QStringLiteral("must be %1").arg(what));
    return false;
}

void YamlReader::adopt(const YamlProblem &problem) {
    const Step step(*this, problem.path);
    fail(YamlPlace{problem.line, problem.column}, problem.message);
}

void YamlReader::mapping(const YamlNode &node, std::initializer_list<Key> keys) {
    mapping(node, keys, [&](const YamlNode &child) {
        QStringList allowed;
        for (const Key &key : keys)
            allowed.append(QLatin1String(key.name));
        fail(child.keyPlace, QStringLiteral("is not a known key; allowed: %1").arg(allowed.join(QLatin1String(", "))));
    });
}

void YamlReader::mapping(const YamlNode &node, std::initializer_list<Key> keys, const Read &other) {
    if (!expect(node, YamlNode::Kind::Mapping, QStringLiteral("a mapping")))
        return;
    for (const YamlNode &child : node.children) {
        Step step(*this, child.key);
        const auto known = std::find_if(
            keys.begin(), keys.end(), [&child](const Key &key) { return child.key == QLatin1String(key.name); });
        if (known == keys.end())
            other(child);
        else if (child.kind != YamlNode::Kind::Null)
            known->read(child);
    }
    for (const Key &key : keys) {
        const YamlNode *child = node.find(QLatin1String(key.name));
        if (key.presence == Presence::Required && (!child || child->kind == YamlNode::Kind::Null)) {
            Step step(*this, QLatin1String(key.name));
            fail(child ? child->keyPlace : node.place, QStringLiteral("is required"));
        }
    }
}

void YamlReader::freeMapping(const YamlNode &node, qsizetype most, const Read &each) {
    if (!expect(node, YamlNode::Kind::Mapping, QStringLiteral("a mapping")))
        return;
    if (qsizetype(node.children.size()) > most)
        return fail(node, QStringLiteral("must have at most %1 entries, has %2").arg(most).arg(node.children.size()));
    for (const YamlNode &child : node.children) {
        Step step(*this, child.key);
        each(child);
    }
}

void YamlReader::sequence(const YamlNode &node, qsizetype most, const Read &each) {
    if (!expect(node, YamlNode::Kind::Sequence, QStringLiteral("a list")))
        return;
    if (qsizetype(node.children.size()) > most)
        return fail(node, QStringLiteral("must have at most %1 items, has %2").arg(most).arg(node.children.size()));
    for (size_t i = 0; i < node.children.size(); ++i) {
        Step step(*this, QString::number(i));
        each(node.children[i]);
    }
}

std::optional<QString> YamlReader::text(const YamlNode &node, qsizetype most, qsizetype least) {
    if (!expect(node, YamlNode::Kind::Scalar, QStringLiteral("text")))
        return std::nullopt;
    if (node.text.size() < least || node.text.size() > most) {
        fail(node, QStringLiteral("must have %1 to %2 characters, has %3").arg(least).arg(most).arg(node.text.size()));
        return std::nullopt;
    }
    return node.text;
}

std::optional<bool> YamlReader::flag(const YamlNode &node) {
    if (node.kind == YamlNode::Kind::Scalar && node.text == QLatin1String("true"))
        return true;
    if (node.kind == YamlNode::Kind::Scalar && node.text == QLatin1String("false"))
        return false;
    fail(node, QStringLiteral("must be true or false"));
    return std::nullopt;
}

std::optional<int> YamlReader::whole(const YamlNode &node, int least, int most) {
    bool isNumber = false;
    const int value = node.kind == YamlNode::Kind::Scalar ? node.text.toInt(&isNumber) : 0;
    if (isNumber && value >= least && value <= most)
        return value;
    fail(node, QStringLiteral("must be a whole number between %1 and %2").arg(least).arg(most));
    return std::nullopt;
}

std::optional<double> YamlReader::number(const YamlNode &node, double least, double most) {
    bool isNumber = false;
    const double value = node.kind == YamlNode::Kind::Scalar ? node.text.toDouble(&isNumber) : 0;
    if (isNumber && value >= least && value <= most)
        return value;
    fail(node, QStringLiteral("must be a number between %1 and %2").arg(least, 0, 'g', 15).arg(most, 0, 'g', 15));
    return std::nullopt;
}

std::optional<milliseconds> YamlReader::duration(const YamlNode &node, milliseconds least, milliseconds most) {
    const auto value = node.kind == YamlNode::Kind::Scalar ? durationFromText(node.text) : std::nullopt;
    if (value && *value >= least && *value <= most)
        return value;
    fail(node,
        QStringLiteral("must be a time between %1 and %2, written like 30s or 1m30s")
            .arg(durationText(least), durationText(most)));
    return std::nullopt;
}

QList<QString> YamlReader::texts(const YamlNode &node, qsizetype mostItems, qsizetype mostCharacters) {
    QList<QString> all;
    sequence(node, mostItems, [&](const YamlNode &item) {
        if (auto value = text(item, mostCharacters))
            all.append(*value);
    });
    return all;
}

std::optional<milliseconds> durationFromText(QStringView text) {
    constexpr qint64 year = 365LL * 24 * 3600 * 1000;
    qint64 total = 0;
    const Unit *next = std::begin(units);
    if (text.isEmpty())
        return std::nullopt;
    while (!text.isEmpty()) {
        qsizetype digits = 0;
        while (digits < text.size() && text[digits] >= u'0' && text[digits] <= u'9')
            ++digits;
        qsizetype letters = 0;
        while (digits + letters < text.size() && text[digits + letters] >= u'a' && text[digits + letters] <= u'z')
            ++letters;
        const QStringView name = text.mid(digits, letters);
        const Unit *unit =
            std::find_if(next, std::end(units), [name](const Unit &u) { return name == QLatin1String(u.name); });
        if (digits == 0 || digits > 12 || unit == std::end(units))
            return std::nullopt;
        const qint64 count = text.left(digits).toLongLong();
        if (count > year / unit->length.count())
            return std::nullopt;
        total += count * unit->length.count();
        next = unit + 1;
        text = text.mid(digits + letters);
    }
    return total <= year ? std::optional(milliseconds(total)) : std::nullopt;
}

QString durationText(milliseconds duration) {
    QString text;
    for (const Unit &unit : units) {
        if (const qint64 count = duration / unit.length; count > 0)
            text += QString::number(count) + QLatin1String(unit.name);
        duration %= unit.length;
    }
    return text.isEmpty() ? QStringLiteral("0s") : text;
}
