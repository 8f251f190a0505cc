// SPDX-License-Identifier: GPL-3.0-or-later
// The Compose parser against docker-compose 1.29: both must understand realistic files the same way.
#include "tests/server/composefixture.h"
#include <QDir>
#include <QProcess>
#include <QTest>

namespace {
const QMap<QString, QString> values{{s("ROOT_PASSWORD"), s("r00t")}, {s("DB_PASSWORD"), s("p4ss")}, {s("TAG"), s("7")},
    {s("GREETING"), s("hello")}, {s("EMPTY"), {}}, {s("TRAP"), s("${TAG} $x: [1]")}, {s("POSTGRES_USER"), s("n8n")}};

/// What `docker-compose config` makes of the file: everything in it filled in and merged.
QByteArray normalised(const QString &file) {
    QProcess compose;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (auto it = values.cbegin(); it != values.cend(); ++it)
        environment.insert(it.key(), it.value());
    compose.setProcessEnvironment(environment);
    compose.start(s("docker-compose"), {s("--project-name"), s("golden"), s("-f"), file, s("config")});
    if (!compose.waitForFinished(60'000) || compose.exitCode() != 0)
        qWarning("docker-compose: %s", compose.readAllStandardError().constData());
    return compose.readAllStandardOutput();
}

QMap<QString, QString> mapOf(const YamlNode *node) {
    QMap<QString, QString> all;
    if (node)
        for (const YamlNode &child : node->children)
            all.insert(child.key, child.text);
    // It escapes what it writes, so that it can be read again.
    for (QString &value : all)
        value.replace(s("$$"), s("$"));
    return all;
}
QString textAt(const YamlNode &node, const char *key) {
    const YamlNode *found = node.find(QLatin1String(key));
    return found ? found->text : QString();
}
} // namespace

class tst_composegolden : public QObject {
    Q_OBJECT
private slots:
    void everyFileMeansTheSameToDockerCompose_data() {
        QTest::addColumn<QString>("file");
        const QDir folder(QStringLiteral(AAP_GOLDEN));
        const QStringList files = folder.entryList({s("*.yml")}, QDir::Files);
        QVERIFY2(files.size() >= 15, qPrintable(folder.path()));
        for (const QString &file : files)
            QTest::newRow(qPrintable(file)) << folder.filePath(file);
    }
    void everyFileMeansTheSameToDockerCompose() {
        QFETCH(QString, file);
        QFile source(file);
        QVERIFY(source.open(QIODevice::ReadOnly));
        ComposeInput input;
        input.values = values;
        const ParsedCompose ours = parseCompose(source.readAll(), input);
        QVERIFY2(ours.project, qPrintable(ours.problems.value(0).toString()));

        // What it writes must come to the same when it is read again, without any values.
        const QByteArray yaml = normalised(file);
        const ParsedCompose again = parseCompose(yaml, {});
        QVERIFY2(again.project, qPrintable(again.problems.value(0).toString()));
        QCOMPARE(again.project->components.size(), ours.project->components.size());
        for (const ComposeComponent &component : ours.project->components) {
            const ComposeComponent *other = again.project->find(component.name);
            QVERIFY2(other, qPrintable(component.name));
            QVERIFY2(*other == component, qPrintable(component.name));
        }
        QVERIFY(again.project->networks == ours.project->networks);
        // 1.29 writes only what is used; so do all our files.
        QVERIFY(again.project->volumes == ours.project->volumes);

        // And field by field, without our reading of them.
        const YamlDocument document = readYaml(yaml);
        const YamlNode &services = *document.root.find(QLatin1String("services"));
        for (const ComposeComponent &component : ours.project->components)
            compareFields(component, *services.find(component.name));
    }

private:
    static void compareFields(const ComposeComponent &c, const YamlNode &node) {
        QCOMPARE(c.image, textAt(node, "image"));
        QCOMPARE(c.environment, mapOf(node.find(QLatin1String("environment"))));
        QCOMPARE(c.labels, mapOf(node.find(QLatin1String("labels"))));
        QCOMPARE(c.user, textAt(node, "user"));
        QCOMPARE(c.workingDir, textAt(node, "working_dir"));
        QCOMPARE(c.hostname, textAt(node, "hostname"));
        QCOMPARE(c.stopSignal, textAt(node, "stop_signal"));
        QCOMPARE(c.isReadOnly, textAt(node, "read_only") == s("true"));
        QCOMPARE(c.init, textAt(node, "init") == s("true"));
        // Without a word about it Compose never restarts and the panel does; see ComposeComponent::restart.
        if (const QString restart = textAt(node, "restart"); !restart.isEmpty())
            QCOMPARE(toText(c.restart), restart.section(u':', 0, 0));
        comparePorts(c, node.find(QLatin1String("ports")));
        compareVolumes(c, node.find(QLatin1String("volumes")));
        if (const YamlNode *networks = node.find(QLatin1String("networks")))
            for (const YamlNode &network : networks->children)
                QVERIFY(c.networks.contains(network.key));
        const YamlNode *dependencies = node.find(QLatin1String("depends_on"));
        QCOMPARE(size_t(c.dependsOn.size()), dependencies ? dependencies->children.size() : 0);
        for (const YamlNode &other : dependencies ? dependencies->children : std::vector<YamlNode>()) {
            // A list in files of version 3, a mapping in those of version 2.
            QVERIFY(c.dependsOn.contains(other.key.isEmpty() ? other.text : other.key));
            if (other.find(QLatin1String("condition")))
                QCOMPARE(toText(c.dependsOn.value(other.key)), textAt(other, "condition"));
        }
        const YamlNode *command = node.find(QLatin1String("command"));
        QCOMPARE(c.command.has_value(), command != nullptr);
        if (command && command->kind == YamlNode::Kind::Sequence) {
            QStringList words;
            for (const YamlNode &word : command->children)
                words.append(QString(word.text).replace(s("$$"), s("$")));
            QCOMPARE(*c.command, words);
        }
    }
    static void comparePorts(const ComposeComponent &c, const YamlNode *ports) {
        QCOMPARE(size_t(c.ports.size()), ports ? ports->children.size() : 0);
        for (const ComposePort &port : c.ports) {
            // Long where the file's version allows it, except with an address of the host.
            const QString published = port.published > 0 ? QString::number(port.published) : QString();
            const bool isThere = std::any_of(ports->children.begin(), ports->children.end(), [&](const YamlNode &one) {
                if (one.kind == YamlNode::Kind::Mapping)
                    return textAt(one, "target").toInt() == port.target && textAt(one, "published") == published
                        && (textAt(one, "protocol") == toText(port.protocol)
                            || (textAt(one, "protocol").isEmpty() && port.protocol == PortProtocol::Tcp));
                QString text = one.text;
                if (!text.contains(u'/'))
                    text += s("/tcp");
                const QString before = (port.hostAddress.isEmpty() ? QString() : QString(port.hostAddress + s(":")))
                    + (published.isEmpty() ? QString() : QString(published + s(":")));
                return text == before + QString::number(port.target) + s("/") + toText(port.protocol);
            });
            QVERIFY2(isThere, qPrintable(c.name + s(" ") + QString::number(port.target)));
        }
    }
    static void compareVolumes(const ComposeComponent &c, const YamlNode *volumes) {
        for (const YamlNode &volume : volumes ? volumes->children : std::vector<YamlNode>()) {
            const bool isLong = volume.kind == YamlNode::Kind::Mapping;
            const QString source = isLong ? textAt(volume, "source") : volume.text.section(u':', 0, 0);
            const QString target = isLong ? textAt(volume, "target") : volume.text.section(u':', 1, 1);
            const bool readOnly = isLong ? textAt(volume, "read_only") == s("true") : volume.text.endsWith(s(":ro"));
            QVERIFY2(std::any_of(c.mounts.begin(), c.mounts.end(),
                         [&](const ComposeMount &mount) {
                             return mount.source == source && mount.target == target && mount.readOnly == readOnly;
                         }),
                qPrintable(target));
        }
    }
};

QTEST_GUILESS_MAIN(tst_composegolden)
#include "tst_composegolden.moc"
