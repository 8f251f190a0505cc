// SPDX-License-Identifier: GPL-3.0-or-later
// Repositories: brings the sources of a service here for the time of a deploy, and learns from them what it is.
#pragma once

#include "server/services/workloads.h"
#include "server/source/gitclient.h"

class Repositories {
public:
    /// `folder`: where sources lie while they are needed, in `work`; what a former process left there is removed.
    Repositories(QString folder, Workloads &workloads, Database &database);

    /// Sources of one deploy; they go when it goes.
    struct Checkout {
        explicit Checkout(QString where) : root(std::move(where)) { }
        ~Checkout();
        Q_DISABLE_COPY_MOVE(Checkout)
        const QString root;
        /// The folder of the Compose file or Dockerfile.
        QString project;
        QStringList notes;
    };
    using CheckoutPtr = std::shared_ptr<Checkout>;

    /// Fetches what `deployed` is made from: the commit it was made from before, or what its ref is now. Takes what
    /// was found into `deployed` and stores it.
    Task<Result<CheckoutPtr>> fetch(
        ServiceRecord service, std::shared_ptr<Workloads::Deployed> deployed, GitClient::Progress progress);
    void interrupt(const ServiceId &service, const QString &reason) { m_git.interrupt(service.value, reason); }

private:
    QString m_folder;
    Workloads &m_workloads;
    Database &m_database;
    GitClient m_git;
};
