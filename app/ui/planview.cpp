// SPDX-License-Identifier: GPL-3.0-or-later
// The sections of a plan.
#include "app/ui/planview.h"
#include "app/models/format.h"
#include "app/ui/labels.h"
#include "app/ui/theme.h"
#include <QBoxLayout>
#include <QGridLayout>

namespace {
/// Rows of a name and a value under a title.
class Section {
public:
    Section(QVBoxLayout *layout, const QString &title) : m_grid(new QGridLayout) {
        layout->addWidget(sectionLabel(title));
        m_grid->setHorizontalSpacing(24);
        m_grid->setVerticalSpacing(6);
        m_grid->setColumnMinimumWidth(0, 140);
        m_grid->setColumnStretch(1, 1);
        m_grid->setContentsMargins(0, 0, 0, 12);
        layout->addLayout(m_grid);
    }
    void add(const QString &name, const QString &text, Tone tone = Tone::Plain) {
        const int row = m_grid->rowCount();
        auto *label = new ToneLabel(Tone::Secondary, name);
        label->setMaximumWidth(220);
        auto *value = new ToneLabel(tone, text.left(2000));
        value->setTextInteractionFlags(Qt::TextSelectableByMouse);
        m_grid->addWidget(label, row, 0, Qt::AlignTop);
        m_grid->addWidget(value, row, 1, Qt::AlignTop);
    }

private:
    QGridLayout *m_grid;
};
} // namespace

PlanView::PlanView(QWidget *parent) : QScrollArea(parent) {
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setAccessibleName(tr("Plan"));
}

void PlanView::show(const DeployPlan &plan, const QString &source) {
    auto *content = new QWidget;
    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(16, 12, 16, 12);
    layout->setSpacing(8);
    for (const QString &warning : plan.warnings) {
        auto *line = new QHBoxLayout;
        auto *icon = new QLabel;
        icon->setPixmap(theme::icon(QStringLiteral("warning")).pixmap(QSize(16, 16), devicePixelRatioF()));
        line->addWidget(icon, 0, Qt::AlignTop);
        line->addWidget(new ToneLabel(Tone::Warning, warning), 1);
        layout->addLayout(line);
    }
    Section service(layout, tr("Service"));
    service.add(tr("Name"), plan.name);
    service.add(tr("Source"), source);
    service.add(tr("Engine"), plan.engine);
    service.add(tr("CPU limit"), plan.cpu_limit > 0 ? format::cpu(plan.cpu_limit) : tr("None"));
    service.add(tr("Memory limit"), plan.memory_limit_mb > 0 ? format::megabytes(plan.memory_limit_mb) : tr("None"));
    service.add(
        tr("Volumes"), plan.volumes.isEmpty() ? tr("None") : QStringList(plan.volumes).join(QLatin1String(", ")));
    if (!plan.components.isEmpty()) {
        Section components(layout, tr("Components"));
        for (const PlannedComponent &component : plan.components) {
            QString text = component.program;
            if (!component.ports.isEmpty())
                text += u'\n' + tr("Ports: %1").arg(QStringList(component.ports).join(QLatin1String(", ")));
            if (!component.requires_packages.isEmpty())
                text += u'\n'
                    + tr("From the host's packages: %1")
                          .arg(QStringList(component.requires_packages).join(QLatin1String(", ")));
            components.add(component.name, text);
        }
    }
    if (!plan.variables.isEmpty()) {
        Section variables(layout, tr("Variables"));
        for (auto it = plan.variables.begin(); it != plan.variables.end(); ++it)
            variables.add(it.key(),
                !it.value()                 ? tr("Secret, stored encrypted")
                    : it->value().isEmpty() ? tr("Empty")
                                            : it->value(),
                !it.value() || it->value().isEmpty() ? Tone::Secondary : Tone::Plain);
    }
    layout->addStretch();
    setWidget(content);
}

QString PlanView::text() const {
    QStringList lines;
    if (widget())
        for (const QLabel *label : widget()->findChildren<QLabel *>())
            lines.append(label->text());
    return lines.join(u'\n');
}
