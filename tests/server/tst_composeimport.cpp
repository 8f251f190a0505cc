// SPDX-License-Identifier: GPL-3.0-or-later
// Templates made from Compose files.
#include "server/catalog/composeimport.h"
#include <QTest>

class tst_composeimport : public QObject {
    Q_OBJECT

    static ImportedTemplate import(const QByteArray &compose) {
        TemplateDetail about;
        about.id.value = QStringLiteral("made");
        about.display_name = QStringLiteral("Made \"here\"");
        about.description = QStringLiteral("For tests.");
        return importCompose(about, compose);
    }
    static QByteArray said(const ImportedTemplate &made) {
        QStringList lines{QString::fromUtf8(made.source)};
        for (const YamlProblem &problem : made.problems)
            lines.append(problem.toString());
        return lines.join(u'\n').toUtf8();
    }
    static const TemplateVariable *variable(const TemplateFile &file, const char *name) {
        for (const TemplateVariable &one : file.detail.variables)
            if (one.name == QLatin1String(name))
                return &one;
        return nullptr;
    }

private slots:
    void placeholdersBecomeVariablesOfFittingTypes() {
        const ImportedTemplate made = import("services:\n"
                                             "  web:\n"
                                             "    image: app:${tag:-1.2}  # which\n"
                                             "    environment:\n"
                                             "      WORKERS: ${WORKERS:-4}\n"
                                             "      DEBUG: ${DEBUG:-false}\n"
                                             "      HTTP_PORT: ${HTTP_PORT:-8080}\n"
                                             "      HOME_PAGE: ${HOME_PAGE:-https://example.com/}\n"
                                             "      MAIL: ${MAIL:-me@example.com}\n"
                                             "      API_KEY: ${API_KEY:-changeme}\n"
                                             "      TITLE: ${TITLE}\n"
                                             "      COST: $$5\n"
                                             "    ports: ['127.0.0.1:8080:80']\n");
        QVERIFY2(made.problems.isEmpty(), said(made).constData());
        const TemplateFile file = *parseTemplate(made.source).file;
        QCOMPARE(file.detail.display_name, QStringLiteral("Made \"here\""));
        const auto type = [&](const char *name) { return variable(file, name)->type; };
        QCOMPARE(variable(file, "TAG")->default_value, QStringLiteral("1.2"));
        QCOMPARE(type("WORKERS"), VariableType::Integer);
        QCOMPARE(type("DEBUG"), VariableType::Boolean);
        QCOMPARE(type("HTTP_PORT"), VariableType::Port);
        QCOMPARE(type("HOME_PAGE"), VariableType::Url);
        QCOMPARE(type("MAIL"), VariableType::Email);
        QCOMPARE(type("API_KEY"), VariableType::Secret);
        QCOMPARE(variable(file, "API_KEY")->generate, 32);
        QVERIFY(!variable(file, "API_KEY")->required);
        QVERIFY(variable(file, "TITLE")->required);
        QCOMPARE(file.domains, QList<DomainRoute>{{80}});
        QVERIFY(file.detail.compose->contains(QLatin1String("app:${TAG:-1.2}  # which")));
        QVERIFY(file.detail.compose->contains(QLatin1String("COST: $$5")));
    }
    void secretsDoNotStayInTheText() {
        const ImportedTemplate made = import("services:\n"
                                             "  web:\n"
                                             "    image: app:1\n"
                                             "    environment:\n"
                                             "      - DB_PASSWORD=hunter22\n"
                                             "      - \"SESSION_SECRET=other one\"\n"
                                             "      - DATABASE_URL=postgres://app:hunter22@db/app\n"
                                             "      - API_KEY=\n"
                                             "  db:\n"
                                             "    image: postgres:15\n"
                                             "    environment: {POSTGRES_USER: postgres, POSTGRES_PASSWORD: hunter22}\n"
                                             "  old:\n"
                                             "    image: postgres:15\n"
                                             "    environment:\n"
                                             "      POSTGRES_PASSWORD: postgres # weak\n"
                                             "      POSTGRES_PASSWORD_FILE: /run/secrets/db\n");
        QVERIFY2(made.problems.isEmpty(), said(made).constData());
        QVERIFY2(!made.source.contains("hunter22") && !made.source.contains("other one"), said(made).constData());
        const TemplateFile file = *parseTemplate(made.source).file;
        const QString compose = *file.detail.compose;
        // One variable for one value, wherever it stands; and nothing that only looks the same.
        QVERIFY(compose.contains(QLatin1String("DATABASE_URL=postgres://app:${DB_PASSWORD}@db/app")));
        QVERIFY(compose.contains(QLatin1String("POSTGRES_USER: postgres, POSTGRES_PASSWORD: \"${DB_PASSWORD}\"")));
        QVERIFY(compose.contains(QLatin1String("image: postgres:15")));
        QVERIFY(compose.contains(QLatin1String("POSTGRES_PASSWORD: \"${POSTGRES_PASSWORD}\" # weak")));
        QVERIFY(compose.contains(QLatin1String("/run/secrets/db")));
        QCOMPARE(file.detail.variables.size(), 3);
        for (const TemplateVariable &one : file.detail.variables)
            QVERIFY(one.type == VariableType::Secret && one.generate == 32 && !one.default_value);
    }
    void whatCannotBeCarriedOutIsNamedByTheLinesOfTheDraft() {
        const ImportedTemplate made =
            import("services:\n  web:\n    image: app:1\n    privileged: true\n    volumes: [/:/host]\n");
        QCOMPARE(made.problems.size(), 2);
        const QList<QByteArray> lines = made.source.split('\n');
        QVERIFY(lines[made.problems[0].line - 1].contains("privileged: true"));
        QVERIFY(lines[made.problems[1].line - 1].contains("/:/host"));
    }
    void whatIsNoYamlIsNamedByItsOwnLines() {
        const ImportedTemplate made = import("services:\n  web: [\n");
        QVERIFY(made.source.isEmpty());
        QVERIFY(!made.problems.isEmpty() && made.problems.first().line >= 2);
        QVERIFY(!import(QByteArray(300 * 1024, 'a')).problems.isEmpty());
        QVERIFY(!import("a: &a [1]\nservices: *b\n").problems.isEmpty());
    }
    void whatIsMadeToHurtEndsAtABound() {
        QByteArray many = "services:\n  web:\n    image: app:1\n    environment:\n";
        for (int i = 0; i < 3000; ++i)
            many += "      A" + QByteArray::number(i) + ": ${P" + QByteArray::number(i) + "}\n";
        QVERIFY(import(many).problems.first().message.contains(QLatin1String("placeholders")));
        many.replace("${P", "\"secret-").replace("}", "\"").replace("      A", "      KEY");
        QVERIFY(import(many).problems.first().message.contains(QLatin1String("secrets")));
        // Names that are no names, or the same in another case.
        const ImportedTemplate odd = import("services:\n  web:\n    image: \"a:${_}${_1:-2}${tag}${TAG}\"\n");
        QVERIFY(odd.source.contains("${APP_VALUE}") && odd.source.contains("${TAG}${TAG}"));
    }
};

QTEST_GUILESS_MAIN(tst_composeimport)
#include "tst_composeimport.moc"
