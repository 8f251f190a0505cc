// SPDX-License-Identifier: GPL-3.0-or-later
// ComposeReading: what the parts that read a Compose file share: the reader, what the file declares, common forms.
#pragma once

#include "server/catalog/composeproject.h"
#include "server/catalog/yamlreader.h"
#include <QRegularExpression>

class ComposeReading {
public:
    ComposeReading(const ComposeInput &given, QList<YamlProblem> problems) : in(std::move(problems)), input(given) { }

    YamlReader in;
    const ComposeInput &input;
    /// What the file declares beside components; what is declared wrongly is here too, so that it is told once only.
    QMap<QString, ComposeNetwork> networks;
    QMap<QString, ComposeVolume> volumes;
    QMap<QString, QByteArray> secrets;
    QMap<QString, QByteArray> configs;

    /// A key of the specification that is not carried out, with the reason or what to write instead.
    struct Refusal {
        const char *key;
        const char *reason;
    };
    /// A mapping with these keys. Extensions (`x-...`) are passed over, as the specification wants.
    void mapping(const YamlNode &node, std::initializer_list<YamlReader::Key> keys,
        std::initializer_list<Refusal> refusals = {});
    /// "must be <wanted>, got ...".
    void wrong(const YamlNode &node, const QString &wanted) { complain(node, QStringLiteral("must be ") + wanted); }
    /// The message and what stands there: as it was written, not what was filled in, which may be secret.
    void complain(const YamlNode &node, const QString &message);

    /// Text of at most `most` characters; empty and a problem when it is not.
    QString text(const YamlNode &node, qsizetype most = 4096, qsizetype least = 1);
    /// Text that fits a pattern as a whole.
    QString form(const YamlNode &node, const QRegularExpression &pattern, const QString &wanted);
    /// A list of texts, or one alone.
    QStringList texts(const YamlNode &node, qsizetype most = 64);
    /// A mapping, or a list of KEY=VALUE. `missing` sees the keys without a value.
    QMap<QString, QString> pairs(const YamlNode &node, qsizetype most, const YamlReader::Read &missing);
    /// Such pairs, where a key without a value takes that of the variable of its name.
    QMap<QString, QString> variables(const YamlNode &node);
    /// Such pairs, where a key without a value is empty.
    QMap<QString, QString> labels(const YamlNode &node);
    /// Words of a list, or of a text split by shell rules.
    std::optional<QStringList> command(const YamlNode &node);
    qint64 bytes(const YamlNode &node, qint64 least = 1);
    std::chrono::milliseconds duration(
        const YamlNode &node, std::chrono::milliseconds least, std::chrono::milliseconds most);
    /// A path that stays in the project's folder, without `.` and `..`; empty and a problem when it does not.
    QString projectPath(const YamlNode &node);
    /// Content of the file of the project that the node names.
    std::optional<QByteArray> file(const YamlNode &node);
    /// An absolute path inside a container.
    QString containerPath(const YamlNode &node, const QString &path);
};

// Parts of a component; each reads one key's value.
ComposeComponent readComponent(ComposeReading &r, const YamlNode &node);
QList<ComposePort> readPorts(ComposeReading &r, const YamlNode &node);
QList<int> readExpose(ComposeReading &r, const YamlNode &node);
QMap<QString, QStringList> readComponentNetworks(ComposeReading &r, const YamlNode &node);
QStringList readExtraHosts(ComposeReading &r, const YamlNode &node);
QList<ComposeMount> readVolumes(ComposeReading &r, const YamlNode &node);
QList<ComposeMount> readTmpfs(ComposeReading &r, const YamlNode &node);
enum class ComposeFileKind { Secret, Config };
QList<ComposeFile> readFiles(ComposeReading &r, const YamlNode &node, ComposeFileKind kind);
std::optional<ComposeHealthcheck> readHealthcheck(ComposeReading &r, const YamlNode &node);
void readDeploy(ComposeReading &r, const YamlNode &node, ComposeComponent &c);
QMap<QString, ComposeUlimit> readUlimits(ComposeReading &r, const YamlNode &node);
ComposeBuild readBuild(ComposeReading &r, const YamlNode &node);
QMap<QString, QString> readEnvFiles(ComposeReading &r, const YamlNode &node);

// Top-level sections.
void readNetworks(ComposeReading &r, const YamlNode &node);
void readVolumeSection(ComposeReading &r, const YamlNode &node);
void readFileSection(ComposeReading &r, const YamlNode &node, ComposeFileKind kind);

// What the operator's policy says; each returns what is wrong, empty when it is allowed.
QString bindProblem(const ComposePolicy &policy, const QString &cleanPath);
QString imageProblem(const ComposePolicy &policy, const QString &image);
QString capabilityProblem(const ComposePolicy &policy, const QString &capability);
