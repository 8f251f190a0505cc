// SPDX-License-Identifier: GPL-3.0-or-later
// The columns of templates.
#include "app/models/templatemodel.h"
#include "app/models/format.h"

static constexpr Qt::Alignment left = Qt::AlignLeft | Qt::AlignVCenter;

static bool canRun(const Template &t) {
    return t.deployable && !t.coming_soon;
}

static QString readiness(const Template &t) {
    if (t.coming_soon)
        return TemplateModel::tr("Coming soon");
    return t.deployable ? TemplateModel::tr("Ready")
                        : TemplateModel::tr("Needs %1").arg(QStringList(t.missing).join(QLatin1String(", ")));
}

std::span<const Column<Template>> TemplateModel::columns() const {
    static constexpr Column<Template> table[] = {
        {"name", QT_TR_NOOP("Name"), [](const Template &t) -> QVariant { return t.display_name; }},
        {"category", QT_TR_NOOP("Category"),
            [](const Template &t) -> QVariant { return format::word(toText(t.category)); }},
        {"version", QT_TR_NOOP("Version"), [](const Template &t) -> QVariant { return t.version; }},
        {"ready", QT_TR_NOOP("Ready"), [](const Template &t) -> QVariant { return readiness(t); }, nullptr, left,
            [](const Template &t) -> QVariant {
                return canRun(t) || t.missing.isEmpty()
                    ? QString()
                    : TemplateModel::tr("On the server: apt install %1").arg(QStringList(t.missing).join(u' '));
            },
            [](const Template &t) { return canRun(t) ? QStringLiteral("running") : QStringLiteral("warning"); }},
        {"description", QT_TR_NOOP("Description"), [](const Template &t) -> QVariant { return t.description; }, nullptr,
            left, [](const Template &t) -> QVariant { return t.description; }},
    };
    return table;
}
