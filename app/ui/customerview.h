// SPDX-License-Identifier: GPL-3.0-or-later
// CustomerView: one customer: who it is, and what it takes of its plan.
#pragma once

#include "app/models/customermodel.h"
#include "app/ui/overviewtab.h"
#include <QScrollArea>

class CustomerView final : public QScrollArea {
    Q_OBJECT
public:
    explicit CustomerView(QWidget *parent = nullptr);
    void show(const CustomerRow &customer);
    using QScrollArea::show;

private:
    void setUsage(const std::optional<CustomerUsage> &usage);

    QLabel *m_name;
    StatusLabel *m_status;
    QLabel *m_email;
    QLabel *m_plan;
    QLabel *m_created;
    QLabel *m_id;
    ToneLabel *m_notes;
    Meter *m_services;
    Meter *m_cpu;
    Meter *m_memory;
    Meter *m_storage;
    ToneLabel *m_others;
};
