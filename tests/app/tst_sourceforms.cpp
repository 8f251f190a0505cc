// SPDX-License-Identifier: GPL-3.0-or-later
// The forms of a deployment's source: typed into, checked by the server's rules, told what the server found.
#include "app/ui/codeeditor.h"
#include "app/ui/composeform.h"
#include "app/ui/gitform.h"
#include "app/ui/imageform.h"
#include "app/ui/labels.h"
#include "app/ui/templateform.h"
#include "app/ui/theme.h"
#include "tests/support/desktopmain.h"
#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QSpinBox>
#include <QTest>

class tst_sourceforms : public QObject {
    Q_OBJECT

    template <typename Widget = QLineEdit>
    static Widget *field(QWidget &form, const char *name) {
        const auto all = form.findChildren<Widget *>();
        for (Widget *one : all)
            if (one->accessibleName() == QLatin1String(name))
                return one;
        return nullptr;
    }
    static void retype(QLineEdit *edit, const QString &text) {
        edit->clear();
        QTest::keyClicks(edit, text);
    }
    static QStringList problems(const QWidget &form) {
        QStringList shown;
        const auto all = form.findChildren<ToneLabel *>();
        for (const ToneLabel *label : all)
            if (!label->isHidden() && !label->text().isEmpty()
                && label->palette().color(QPalette::WindowText) == theme::statusColor(QStringLiteral("failed")))
                shown.append(label->text());
        return shown;
    }
    static TemplateDetail demo() {
        TemplateDetail detail;
        detail.id.value = QStringLiteral("demo");
        auto add = [&detail](const char *name, VariableType type) -> TemplateVariable & {
            TemplateVariable v;
            v.name = QString::fromLatin1(name);
            v.label = v.name;
            v.type = type;
            detail.variables.append(v);
            return detail.variables.last();
        };
        add("MAIL", VariableType::Email).required = true;
        add("ON", VariableType::Boolean).default_value = QStringLiteral("true");
        add("COLOUR", VariableType::Choice).choices = {QStringLiteral("red"), QStringLiteral("blue")};
        TemplateVariable &count = add("COUNT", VariableType::Integer);
        count.max = 10;
        count.default_value = QStringLiteral("3");
        add("LIMIT", VariableType::Integer); // no default, not required: may stay empty
        add("PASSWORD", VariableType::Secret).generate = 24;
        return detail;
    }

private slots:
    void initTestCase() { theme::install(*qApp); }

    void everyVariableTypeHasItsControlAndTheServersRules() {
        TemplateForm form(demo());
        form.show();
        QVERIFY(form.findChild<QCheckBox *>()->isChecked());
        QCOMPARE(form.findChild<QSpinBox *>()->maximum(), 10);
        QVERIFY(!form.check()); // the address is missing
        retype(field(form, "Service name"), QStringLiteral("Bad Name"));
        QVERIFY(!form.check());
        QCOMPARE(problems(form).size(), 2);
        retype(field(form, "Service name"), QStringLiteral("good-name"));
        QTest::keyClicks(field(form, "MAIL"), QStringLiteral("a@example"));
        QTest::keyClicks(field(form, "MAIL"), QStringLiteral(".com"));
        QVERIFY(form.check());
        QVERIFY(problems(form).isEmpty());
        const CreateService body = form.body();
        QCOMPARE(body.name, QStringLiteral("good-name"));
        QCOMPARE(*body.template_id, QStringLiteral("demo"));
        QCOMPARE(body.variables->value(QStringLiteral("MAIL")).toString(), QStringLiteral("a@example.com"));
        QVERIFY(!body.variables->contains(QStringLiteral("PASSWORD"))); // the server makes it
        QVERIFY(!body.variables->contains(QStringLiteral("LIMIT")));
        QTest::keyClicks(field(form, "LIMIT"), QStringLiteral("many"));
        QVERIFY(!form.check());
    }
    void whatTheServerFoundStandsAtItsField() {
        TemplateForm form(demo());
        form.show();
        const auto rest = form.showErrors({{QStringLiteral("variables.MAIL"), QStringLiteral("is not reachable")},
            {QStringLiteral("name"), QStringLiteral("is taken")},
            {QStringLiteral("plan_id"), QStringLiteral("unknown")}});
        QCOMPARE(rest.keys(), QStringList{QStringLiteral("plan_id")});
        QVERIFY(problems(form).contains(QStringLiteral("Service name is taken")));
        QVERIFY(problems(form).contains(QStringLiteral("MAIL is not reachable")));
        retype(field(form, "MAIL"), QStringLiteral("b@example.com")); // one field's problem goes, the other's stays
        QCOMPARE(problems(form), QStringList{QStringLiteral("Service name is taken")});
    }
    void anImageHasPortsAndAnEnvironment() {
        ImageForm form;
        form.show();
        retype(field(form, "Service name"), QStringLiteral("web"));
        QVERIFY(!form.check());
        QTest::keyClicks(field(form, "Image"), QStringLiteral("Not An Image"));
        QTest::keyClicks(field(form, "Ports"), QStringLiteral("80, 99999"));
        QVERIFY(!form.check());
        QCOMPARE(problems(form).size(), 2);
        retype(field(form, "Image"), QStringLiteral("localhost:5000/web:1"));
        retype(field(form, "Ports"), QStringLiteral("80, 8080:81/udp"));
        field<QPlainTextEdit>(form, "Environment")->setPlainText(QStringLiteral("# note\nMODE=a=b\n\nEMPTY=\n"));
        QVERIFY(form.check());
        const ImageSource image = *form.body().image;
        QCOMPARE(image.image, QStringLiteral("localhost:5000/web:1"));
        QCOMPARE(image.ports->size(), 2);
        QCOMPARE(image.env->value(QStringLiteral("MODE")).toString(), QStringLiteral("a=b"));
        QVERIFY(image.env->contains(QStringLiteral("EMPTY")));
        form.showErrors({{QStringLiteral("image.ports.1"), QStringLiteral("is taken by shop")}});
        QCOMPARE(problems(form), QStringList{QStringLiteral("Ports: is taken by shop")});
    }
    void aRepositoryKeepsItsTokenOutOfTheSummary() {
        GitForm form;
        form.show();
        retype(field(form, "Service name"), QStringLiteral("app"));
        QTest::keyClicks(field(form, "Repository"), QStringLiteral("https://me:pw@git.example.com/app.git"));
        QVERIFY(!form.check());
        retype(field(form, "Repository"), QStringLiteral("https://git.example.com/app.git"));
        QTest::keyClicks(field(form, "Branch, tag or commit"), QStringLiteral("main"));
        auto *token = field(form, "Password, token or ssh key");
        QCOMPARE(token->echoMode(), QLineEdit::Password);
        QTest::keyClicks(token, QStringLiteral("hush"));
        QVERIFY(form.check());
        QCOMPARE(*form.body().git->token, QStringLiteral("hush"));
        QVERIFY(!form.body().git->path);
        QVERIFY(!form.summary().contains(QStringLiteral("hush")));
    }
    void aComposeErrorStandsAtItsLine() {
        ComposeForm form;
        form.show();
        retype(field(form, "Service name"), QStringLiteral("stack"));
        QVERIFY(!form.check()); // there is no file yet
        form.editor()->setPlainText(QStringLiteral("services:\n  web:\n    image: nginx\n    privileged: true\n"));
        QVERIFY(form.check());
        QVERIFY(form.showErrors({{QStringLiteral("compose.services.web.privileged"), QStringLiteral("is not allowed")}})
                    .isEmpty());
        QCOMPARE(form.editor()->problems().firstKey(), 4);
        QCOMPARE(form.editor()->textCursor().blockNumber(), 3);
        QVERIFY(problems(form).first().contains(QStringLiteral("Line 4")));
        QVERIFY(form.showErrors({{QStringLiteral("compose"), QStringLiteral("line 2, column 3: must be a map")}})
                    .isEmpty());
        QCOMPARE(form.editor()->problems().firstKey(), 2);
        QCOMPARE(problems(form).size(), 1);
        // The server tells all it has found, a line each.
        form.showErrors({{QStringLiteral("compose"), QStringLiteral("line 2, column 3: one\nline 4, column 5: two")}});
        QCOMPARE(form.editor()->problems().keys(), (QList<int>{2, 4}));
        QTest::keyClicks(form.editor(), QStringLiteral("#"));
        QVERIFY(problems(form).isEmpty());
        QCOMPARE(form.body().compose->size(), form.editor()->toPlainText().size());
    }
    void everyControlHasANameForScreenReaders() {
        TemplateDetail detail;
        detail.id.value = QStringLiteral("demo");
        for (int type = 0; type <= int(VariableType::Port); ++type) {
            TemplateVariable v;
            v.name = v.label = QStringLiteral("V%1").arg(type);
            v.type = VariableType(type);
            detail.variables.append(v);
        }
        TemplateForm ofTemplate(detail);
        ImageForm image;
        ComposeForm compose;
        GitForm git;
        for (QWidget *form : std::initializer_list<QWidget *>{&ofTemplate, &image, &compose, &git}) {
            const QList<QWidget *> all = form->findChildren<QWidget *>();
            for (QWidget *widget : all) {
                const bool inner = widget->objectName().startsWith(QLatin1String("qt_")) || widget->focusProxy();
                if ((widget->focusPolicy() & Qt::TabFocus) && !inner && !qobject_cast<QAbstractButton *>(widget))
                    QVERIFY2(!widget->accessibleName().isEmpty(), widget->metaObject()->className());
            }
        }
    }
};

DESKTOP_TEST_MAIN(tst_sourceforms)
#include "tst_sourceforms.moc"
