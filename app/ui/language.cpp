// SPDX-License-Identifier: GPL-3.0-or-later
// Translators and locale.
#include "app/ui/language.h"
#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QSettings>
#include <QTranslator>
#include <algorithm>
#include <optional>

static const QString key = QStringLiteral("language");
static const QString english = QStringLiteral("en");

static std::optional<QString> &shown() {
    static std::optional<QString> code;
    return code;
}

static QList<QTranslator *> &translators() {
    static QList<QTranslator *> all;
    return all;
}

static void add(const QString &file, const QString &folder) {
    auto *translator = new QTranslator(QCoreApplication::instance());
    if (!translator->load(file, folder)) { // Qt's own texts are a package that may be missing
        delete translator;
        return;
    }
    translators().append(translator);
    QCoreApplication::installTranslator(translator);
}

/// What the system says of numbers and dates holds where it speaks the same language: Spanish of Mexico stays that.
static QLocale localeOf(const QString &code) {
    const QLocale chosen(code), system = QLocale::system();
    return chosen.language() == system.language() && chosen.script() == system.script() ? system : chosen;
}

namespace language {

QList<Choice> choices() {
    return {{}, {english, QStringLiteral("English")}, {QStringLiteral("de"), QStringLiteral("Deutsch")},
        {QStringLiteral("es"), QStringLiteral("Español")}, {QStringLiteral("zh_CN"), QStringLiteral("简体中文")}};
}

QString saved() {
    const QString code = QSettings().value(key).toString();
    const QList<Choice> all = choices();
    return std::any_of(all.begin(), all.end(), [&](const Choice &choice) { return choice.code == code; }) ? code
                                                                                                          : QString();
}

QString current() {
    return shown().value_or(english);
}

QString best(const QStringList &wanted) {
    const QList<Choice> all = choices();
    for (const QString &name : wanted) {
        const QLocale locale(name);
        if (locale.language() == QLocale::C)
            continue;
        for (const Choice &choice : all)
            if (const QLocale ours(choice.code);
                !choice.code.isEmpty() && ours.language() == locale.language() && ours.script() == locale.script())
                return choice.code;
    }
    return english;
}

void install() {
    if (!shown())
        apply(saved());
}

void apply(const QString &code) {
    QSettings().setValue(key, code);
    const QString wanted = code.isEmpty() ? best(QLocale::system().uiLanguages()) : code;
    QLocale::setDefault(code.isEmpty() ? QLocale::system() : localeOf(code));
    if (shown() == wanted)
        return;
    shown() = wanted;
    qDeleteAll(std::exchange(translators(), {})); // a translator that goes takes itself out
    const QString ours = QStringLiteral(":/i18n");
    add(QStringLiteral("aiadminpanel_en"), ours); // "1 line", "2 lines"
    if (wanted == english)
        return;
    add(QStringLiteral("qtbase_") + wanted, QLibraryInfo::path(QLibraryInfo::TranslationsPath));
    add(QStringLiteral("aiadminpanel_") + wanted, ours);
}

} // namespace language
