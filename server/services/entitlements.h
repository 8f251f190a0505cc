// SPDX-License-Identifier: GPL-3.0-or-later
// Entitlements: what plans mean for what is not counted: which features there are, whose programs are let in, and how
// long logs are kept. Kept up to date by those who store plans and customers, so that a change needs no restart.
#pragma once

#include "server/logs/logstore.h"
#include "server/services/authservice.h"
#include "server/services/readmodel.h"

class Entitlements : public QObject {
    Q_OBJECT
public:
    Entitlements(Database &database, ReadModel &model, AuthService &auth, LogStore &logs);

    /// Reads all plans and who has them.
    Task<Result<Done>> load();

    void setPlan(const Plan &plan);
    void removePlan(const PlanId &id);
    void setCustomer(const CustomerId &id, const std::optional<PlanId> &plan);
    void removeCustomer(const CustomerId &id);

    bool isPlan(const PlanId &id) const { return m_plans.contains(id); }
    std::optional<PlanId> planOf(const CustomerId &id) const { return m_customers.value(id); }
    /// `Forbidden`, with feature and plan, when the plan of a service of this customer, or the one it has of its own,
    /// does not have the feature. `field` is the one of the body that asked for it.
    Result<Done> check(Feature feature, const std::optional<CustomerId> &customer, const std::optional<PlanId> &own,
        const QString &field = {}) const;

private:
    /// nullptr: no plan.
    const Plan *planOf(const std::optional<CustomerId> &customer, const std::optional<PlanId> &own) const;
    void applyTo(const CustomerId &customer);
    void applyTo(const ServiceRecord &service);
    template <typename Which>
    void applyToServices(const Which &which);

    Database &m_database;
    ReadModel &m_model;
    AuthService &m_auth;
    LogStore &m_logs;
    QHash<PlanId, Plan> m_plans;
    QHash<CustomerId, std::optional<PlanId>> m_customers;
};
