// SPDX-License-Identifier: GPL-3.0-or-later
// CustomerService: customers as a noun, and what a suspension means: they may only read, and their services are
// stopped.
#pragma once

#include "server/services/authservice.h"
#include "server/services/serviceservice.h"

class CustomerService {
public:
    CustomerService(Database &database, ReadModel &model, Operations &operations, ServiceService &services,
        AuthService &auth, Entitlements &entitlements, const Clock &clock);

    Task<Result<Done>> load();
    /// Goes on with what suspensions and their ends have left undone.
    void recover();

    Result<Page<Customer>> list(Caller caller, CustomerQuery query);
    Result<Customer> get(Caller caller, CustomerId id);
    /// What its services take of its plan, and what was measured of them.
    Task<Result<CustomerUsage>> usage(Caller caller, CustomerId id);
    Task<Result<Customer>> create(Caller caller, CreateCustomer body);
    Task<Result<Customer>> patch(Caller caller, CustomerId id, PatchCustomer body);
    /// `Conflict` while services or users belong to it; its keys end with it. Asked to, it begins to delete the
    /// services first; a crash in between leaves the customer with those that are left.
    Task<Result<Done>> remove(Caller caller, CustomerId id, DeleteCustomerQuery query);
    Task<Result<Customer>> suspend(Caller caller, CustomerId id);
    Task<Result<Customer>> resume(Caller caller, CustomerId id);

private:
    Result<CustomerRecord> find(const CustomerId &id) const;
    using Change = std::function<Result<Done>(CustomerRecord &)>;
    /// Changes the row as it is in that moment.
    Task<Result<Customer>> change(Caller caller, CustomerId id, Change change);
    void remember(const CustomerRecord &record);
    Task<Result<Done>> removeServices(Caller caller, CustomerRecord customer, DeleteCustomerQuery query);
    QList<ServiceId> runningOf(const CustomerId &id) const;
    /// Takes down which services a suspension stops, to be started again after it.
    Task<Result<Done>> noteRunning(CustomerId id);
    /// Stops what is to be stopped, or starts again what was.
    Task<> enforce(CustomerId id);
    Task<> bring(ServiceId id, CustomerStatus status);

    Database &m_database;
    ReadModel &m_model;
    Operations &m_operations;
    ServiceService &m_services;
    AuthService &m_auth;
    Entitlements &m_entitlements;
    const Clock &m_clock;
    QHash<CustomerId, CustomerRecord> m_customers;
    QSet<CustomerId> m_enforcing;
};
