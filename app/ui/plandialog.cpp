// SPDX-License-Identifier: GPL-3.0-or-later
// The fields, and what is sent of them.
#include "app/ui/plandialog.h"
#include "app/models/planmodel.h"
#include "app/ui/labels.h"
#include "shared/contract/rules.h"
#include <QLocale>

/// In the language of the desktop, or as the API writes it; nullopt for what is none.
static std::optional<double> numberOf(const QString &text) {
    bool isNumber = false;
    double value = QLocale().toDouble(text, &isNumber);
    if (!isNumber)
        value = QLocale::c().toDouble(text, &isNumber);
    return isNumber && value >= 0 && value <= 1'000'000'000 ? std::optional(value) : std::nullopt;
}

PlanDialog::PlanDialog(Workspace &workspace, const std::optional<Plan> &plan, QWidget *parent)
    : FormDialog(workspace, plan ? tr("Edit plan %1").arg(plan->name) : tr("Add plan"),
        plan ? tr("Save changes") : tr("Add plan"), parent)
    , m_plan(plan)
    , m_name(new QLineEdit)
    , m_description(new QPlainTextEdit)
    , m_order(new QSpinBox) {
    const Plan shown = plan.value_or(Plan());
    m_description->setTabChangesFocus(true);
    m_description->setMaximumHeight(80);
    m_order->setRange(-1'000'000, 1'000'000);
    addField(QStringLiteral("name"), tr("Name"), true, m_name);
    addField(QStringLiteral("description"), tr("Description"), false, m_description);
    addField(QStringLiteral("sort_order"), tr("Place in the list"), false, m_order);
    addText(new ToneLabel(Tone::Secondary,
        tr("Limits are of all services of a customer together. An empty one is no limit. A smaller one stops nothing "
           "that runs.")));
    const auto number = [](const auto &quota) { return quota ? std::optional(double(*quota)) : std::nullopt; };
    addQuota("quotas.services", tr("Services"), number(shown.quotas.services), {});
    addQuota("quotas.cpu", tr("CPU"), shown.quotas.cpu, tr("Cores, for example 1.5"));
    addQuota("quotas.memory_mb", tr("Memory"), number(shown.quotas.memory_mb), tr("MiB"));
    addQuota("quotas.storage_mb", tr("Storage"), number(shown.quotas.storage_mb), tr("MiB"));
    addQuota("quotas.log_mb", tr("Log of each service"), number(shown.quotas.log_mb), tr("MiB"));
    addQuota("quotas.log_days", tr("Days a log is kept"), number(shown.quotas.log_days), {});
    auto *boxes = new QWidget;
    auto *grid = new QGridLayout(boxes);
    grid->setContentsMargins(0, 0, 0, 0);
    for (const Feature feature : everyFeature) {
        auto *box = new QCheckBox(PlanModel::featureText(feature));
        box->setObjectName(toText(feature));
        box->setChecked(!plan || shown.features.contains(feature));
        const int at = int(m_features.size());
        grid->addWidget(box, at / 2, at % 2);
        m_features.insert(feature, box);
    }
    addField(QStringLiteral("features"), tr("Features"), false, boxes);
    m_name->setText(shown.name);
    m_description->setPlainText(shown.description);
    m_order->setValue(shown.sort_order);
    m_name->setFocus();
}

QLineEdit *PlanDialog::addQuota(
    const char *name, const QString &label, std::optional<double> value, const QString &help) {
    auto *edit = new QLineEdit(value ? QLocale::c().toString(*value, 'g', 10) : QString());
    edit->setPlaceholderText(tr("No limit"));
    edit->setMaxLength(20);
    edit->setObjectName(QString::fromLatin1(name));
    addField(QString::fromLatin1(name), label, false, edit, help);
    m_quotas.insert(QString::fromLatin1(name), edit);
    return edit;
}

QMap<QString, QString> PlanDialog::faults() const {
    QMap<QString, QString> wrong{{QStringLiteral("name"), rules::lineOfText(m_name->text().trimmed(), 1, 100)},
        {QStringLiteral("description"), rules::text(m_description->toPlainText(), 2000)}};
    for (auto it = m_quotas.begin(); it != m_quotas.end(); ++it) {
        const QString text = it.value()->text().trimmed();
        if (text.isEmpty())
            continue;
        const std::optional<double> number = numberOf(text);
        const bool isWhole = number && *number == std::floor(*number);
        if (!number)
            wrong.insert(it.key(), tr("must be a number of at least 0, or empty for no limit"));
        else if (!isWhole && it.key() != QLatin1String("quotas.cpu"))
            wrong.insert(it.key(), tr("must be a whole number"));
    }
    return wrong;
}

Quotas PlanDialog::quotas() const {
    const auto whole = [this](const char *name) -> std::optional<int> {
        const auto number = numberOf(m_quotas.value(QString::fromLatin1(name))->text().trimmed());
        return number ? std::optional(int(*number)) : std::nullopt;
    };
    Quotas quotas;
    quotas.services = whole("quotas.services");
    quotas.cpu = numberOf(m_quotas.value(QStringLiteral("quotas.cpu"))->text().trimmed());
    quotas.memory_mb = whole("quotas.memory_mb");
    quotas.storage_mb = whole("quotas.storage_mb");
    quotas.log_mb = whole("quotas.log_mb");
    quotas.log_days = whole("quotas.log_days");
    return quotas;
}

QList<Feature> PlanDialog::features() const {
    QList<Feature> chosen;
    for (auto it = m_features.begin(); it != m_features.end(); ++it)
        if (it.value()->isChecked())
            chosen.append(it.key());
    return chosen;
}

QString PlanDialog::failure() const {
    return m_plan ? tr("The plan was not changed.") : tr("The plan was not added.");
}

Task<Answer<QString>> PlanDialog::send() {
    if (!m_plan) {
        CreatePlan body;
        body.name = m_name->text().trimmed();
        body.description = m_description->toPlainText();
        body.sort_order = m_order->value();
        body.quotas = quotas();
        body.features = features();
        const auto made = co_await m_workspace.api().call(Api::createPlan, body);
        if (!made)
            co_return made.problem();
        const QString id = made->id.value;
        co_return id;
    }
    PatchPlan body;
    body.name = m_name->text().trimmed();
    body.description = m_description->toPlainText();
    body.sort_order = m_order->value();
    body.quotas = quotas();
    body.features = features();
    const auto changed = co_await m_workspace.api().call(Api::patchPlan, m_plan->id, body);
    if (!changed)
        co_return changed.problem();
    const QString id = changed->id.value;
    co_return id;
}
