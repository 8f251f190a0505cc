// SPDX-License-Identifier: GPL-3.0-or-later
// The catalog: the templates the server comes with, and folders in which not everything is right.
#include "server/catalog/catalog.h"
#include "server/catalog/svgicon.h"
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <sys/stat.h>
#include <unistd.h>

class tst_catalog : public QObject {
    Q_OBJECT

    static void write(const QDir &folder, const char *file, const QByteArray &text) {
        QFile out(folder.filePath(QLatin1String(file)));
        QVERIFY(out.open(QIODevice::WriteOnly));
        out.write(text);
    }
    static QByteArray simple(const QByteArray &slug, const QByteArray &title) {
        return "apiVersion: v2\nkind: Template\nmetadata: {name: " + slug + ", displayName: " + title
            + ", description: d, category: webapps, version: '1'}\n"
              "spec: {process: {components: [{name: a, command: [sleep, '1']}]}}\n";
    }

private slots:
    void everyBuiltInTemplateIsServed() {
        const Catalog catalog = Catalog::load({Catalog::builtInFolder()});
        QStringList faults;
        for (const CatalogFault &fault : catalog.faults())
            faults.append(fault.toString());
        QCOMPARE(faults, QStringList());
        for (QStringView slug : {u"http-echo", u"memcached", u"nginx", u"postgresql", u"redis", u"static-site"}) {
            const TemplateFile *file = catalog.find(slug);
            QVERIFY2(file, qPrintable(slug.toString()));
            QVERIFY(file->process && file->detail.compose && file->healthcheck);
            QVERIFY(!file->detail.description.isEmpty() && file->detail.documentation);
            QVERIFY(file->detail.min_resources.memory_mb > 0);
            QVERIFY(file->logoSvg.contains("viewBox=\"0 0 24 24\"") && svgIconProblem(file->logoSvg).isEmpty());
            for (const ProcessComponent &component : file->process->components)
                QVERIFY(!component.programs.isEmpty());
            for (const TemplateVariable &variable : file->detail.variables) {
                QVERIFY2(!variable.description.isEmpty() && variable.label != variable.name, qPrintable(variable.name));
                QVERIFY2(!variable.required || variable.default_value || variable.generate,
                    qPrintable(slug + u" does not deploy by name alone: " + variable.name));
            }
        }
    }
    void oneTemplateHasAVariableOfEveryType() {
        const Catalog catalog = Catalog::load({Catalog::builtInFolder()});
        const TemplateFile *echo = catalog.find(u"http-echo");
        QVERIFY(echo);
        QSet<int> types;
        for (const TemplateVariable &variable : echo->detail.variables)
            types.insert(int(variable.type));
        QCOMPARE(types.size(), qsizetype(names(VariableType{}).size()));
    }
    void aBrokenFileIsNamedAndTheRestIsServed() {
        QTemporaryDir folder;
        const QDir dir(folder.path());
        write(dir, "b.yaml", simple("second", "Bravo"));
        write(dir, "a.yml", simple("first", "alpha"));
        write(dir, "broken.yaml", "apiVersion: v2\nkind: [");
        write(dir, "wrong.yaml", simple("Wrong Slug", "Wrong"));
        write(dir, "large.yaml", QByteArray(300 * 1024, '#'));
        write(dir, "notes.txt", "not a template");
        const Catalog catalog = Catalog::load({folder.path()});
        QCOMPARE(catalog.templates().size(), size_t(2));
        QCOMPARE(catalog.templates()[0].detail.id.value, QStringLiteral("first"));
        QCOMPARE(catalog.templates()[1].detail.id.value, QStringLiteral("second"));
        QCOMPARE(catalog.faults().size(), 3);
        QCOMPARE(catalog.faults()[0].file, dir.filePath(QStringLiteral("broken.yaml")));
        QVERIFY(catalog.faults()[0].toString().startsWith(dir.filePath(QStringLiteral("broken.yaml: line 2"))));
        QVERIFY(catalog.faults()[1].toString().contains(QStringLiteral("at most 256 KiB")));
    }
    void whatIsNoFileIsNamedToo() {
        QTemporaryDir folder;
        const QDir dir(folder.path());
        write(dir, "good.yaml", simple("good", "Good"));
        QVERIFY(QFile::link(dir.filePath(QStringLiteral("gone.yaml")), dir.filePath(QStringLiteral("link.yaml"))));
        QVERIFY(dir.mkdir(QStringLiteral("folder.yaml")));
        QCOMPARE(::mkfifo(QFile::encodeName(dir.filePath(QStringLiteral("pipe.yml"))).constData(), 0600), 0);
        const Catalog catalog = Catalog::load({folder.path()});
        QCOMPARE(catalog.templates().size(), size_t(1));
        QStringList named;
        for (const CatalogFault &fault : catalog.faults())
            named.append(QFileInfo(fault.file).fileName());
        QCOMPARE(named,
            QStringList({QStringLiteral("folder.yaml"), QStringLiteral("link.yaml"), QStringLiteral("pipe.yml")}));
        if (::geteuid() == 0)
            return; // who can read anything
        QVERIFY(QFile::setPermissions(dir.filePath(QStringLiteral("good.yaml")), QFile::WriteOwner));
        QVERIFY(Catalog::load({folder.path()}).faults().first().toString().contains(QLatin1String("cannot be read")));
    }
    void ofTwoFilesWithOneNameTheFirstIsUsed() {
        QTemporaryDir one;
        QTemporaryDir two;
        write(QDir(one.path()), "x.yaml", simple("same", "One"));
        write(QDir(two.path()), "x.yaml", simple("same", "Two"));
        const Catalog catalog = Catalog::load({one.path(), two.path()});
        QCOMPARE(catalog.templates().size(), size_t(1));
        QCOMPARE(catalog.find(u"same")->detail.display_name, QStringLiteral("One"));
        QCOMPARE(catalog.faults().size(), 1);
        QVERIFY(catalog.faults()[0].toString().contains(one.path()));
    }
    void aMissingFolderIsReported() {
        const Catalog catalog = Catalog::load({QStringLiteral("/nowhere/at/all")});
        QVERIFY(catalog.templates().empty());
        QCOMPARE(catalog.faults().first().file, QStringLiteral("/nowhere/at/all"));
        QVERIFY(!catalog.find(u"x"));
    }
};

QTEST_GUILESS_MAIN(tst_catalog)
#include "tst_catalog.moc"
