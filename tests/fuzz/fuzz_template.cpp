// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as a template: problems with places, or a file that keeps its promises.
#include "server/catalog/composeimport.h"
#include "tests/fuzz/fuzz.h"
#include <QDir>
#include <QFile>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const QByteArrayView text(reinterpret_cast<const char *>(data), qsizetype(size));
    const ImportedTemplate imported = importCompose({}, text.toByteArray());
    FUZZ_CHECK(!imported.source.isEmpty() || !imported.problems.isEmpty());
    const ParsedTemplate parsed = parseTemplate(text);
    FUZZ_CHECK(parsed.file.has_value() == parsed.problems.isEmpty());
    FUZZ_CHECK(parsed.problems.size() <= 1000);
    if (!parsed.file)
        return 0;
    FUZZ_CHECK(!parsed.file->detail.id.value.isEmpty());
    FUZZ_CHECK(!parsed.file->logoSvg.toLower().contains("<script"));
    // A deployment stores the text and reads it again later.
    const ParsedTemplate again = parseTemplate(parsed.file->source);
    FUZZ_CHECK(again.file && again.file->detail.id == parsed.file->detail.id);
    return 0;
}

QList<QByteArray> fuzzSeeds() {
    QList<QByteArray> seeds;
    const QDir folder(QStringLiteral(AAP_SOURCE_DIR "/resources/templates"));
    for (const QString &name : folder.entryList({QStringLiteral("*.yaml")}, QDir::Files, QDir::Name)) {
        QFile file(folder.filePath(name));
        if (file.open(QIODevice::ReadOnly))
            seeds.append(file.readAll());
    }
    seeds.append("apiVersion: v2\nkind: Template\nmetadata: {name: a, displayName: A, description: d, category: ai, "
                 "version: '1'}\nspec:\n  process:\n    components:\n      - {name: m, command: [x, \"${A:-b}\"]}\n");
    return seeds;
}
