// SPDX-License-Identifier: GPL-3.0-or-later
// PlanView: what a deploy would do, as the server has worked it out, to be read before it is done.
#pragma once

#include "shared/contract/service.h"
#include <QScrollArea>

class PlanView final : public QScrollArea {
    Q_OBJECT
public:
    explicit PlanView(QWidget *parent = nullptr);
    /// `source` in words: a template's name and version, an image, a repository.
    void show(const DeployPlan &plan, const QString &source);
    using QScrollArea::show;
    /// Everything that is shown, as text.
    QString text() const;
};
