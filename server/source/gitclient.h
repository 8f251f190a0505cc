// SPDX-License-Identifier: GPL-3.0-or-later
// GitClient: fetches one commit of a repository of any origin by Debian's git: shallow, bounded, without hooks,
// configuration, submodules or questions, and without a credential where anybody could read it.
#pragma once

#include "server/source/gitprocess.h"
#include "shared/base/secret.h"

struct GitLimits {
    /// Of the pack that is received, and of all files together when they are laid out.
    qint64 bytes = qint64(512) << 20;
    int files = 20'000;
    int depth = 32;
    std::chrono::milliseconds time = std::chrono::minutes(15);
};

struct GitOrder {
    QString url;
    /// Branch, tag or full commit id; empty: what the remote's HEAD is.
    QString ref;
    QString username;
    /// Password or token; for ssh a private key.
    Secret token;
};

struct GitCheckout {
    QString commit;
    /// What was left out: submodules; and the keys of hosts that are believed from now on.
    QStringList notes;
};

/// What ssh holds the keys of hosts against.
struct GitKnownHosts {
    /// As ssh's known_hosts; empty: every host is new each time.
    QString file;
    /// Whether a host that is not in it is refused. Else the first key a host shows is believed and kept, and another
    /// one later is refused.
    bool isComplete = false;
};

class GitClient : public QObject {
    Q_OBJECT
public:
    /// `protocols`: the only ones it may speak.
    explicit GitClient(QStringList protocols, GitLimits limits = {}, GitKnownHosts knownHosts = {})
        : m_protocols(std::move(protocols)), m_limits(limits), m_knownHosts(std::move(knownHosts)) { }

    const QStringList &protocols() const { return m_protocols; }

    using Progress = std::function<void(double fraction, const QString &message)>;
    /// Puts the files of a commit into `folder`, which must not exist yet. `Validation` when the repository breaks a
    /// bound or has no such ref, `Unavailable` when it cannot be reached. `job` is the name for interrupt().
    Task<Result<GitCheckout>> fetch(QString job, GitOrder order, QString folder, Progress progress);
    /// Makes a fetch that is under way fail with `reason`.
    void interrupt(const QString &job, const QString &reason) { emit interrupted(job, reason); }

signals:
    void interrupted(const QString &job, const QString &reason);

private:
    struct Fetch;
    Task<Result<QByteArray>> git(std::shared_ptr<Fetch> fetch, QStringList arguments, qint64 maxOutput);
    Task<Result<GitCheckout>> carryOut(std::shared_ptr<Fetch> fetch);
    Result<QString> sshCommand(const GitOrder &order, const QString &keyFile) const;
    /// Lines of the file of known hosts.
    QList<QByteArray> hostKeys() const;
    Result<QProcessEnvironment> environment(const GitOrder &order, const QString &folder) const;
    Result<QStringList> checkTree(const QByteArray &listing) const;

    QStringList m_protocols;
    GitLimits m_limits;
    GitKnownHosts m_knownHosts;
};
