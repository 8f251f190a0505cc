// SPDX-License-Identifier: GPL-3.0-or-later
// mayBePeekedAt(): whether another program of the same user could read a process's memory, or a core dump of it.
#pragma once

#include <QtGlobal>
#include <cerrno>
#include <linux/capability.h>
#include <optional>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

/// Root may always, so this thread does without that right meanwhile. nullopt: this host lets nobody find out.
inline std::optional<bool> mayBePeekedAt(qint64 pid) {
    __user_cap_header_struct head{_LINUX_CAPABILITY_VERSION_3, 0};
    __user_cap_data_struct all[_LINUX_CAPABILITY_U32S_3]{};
    if (::syscall(SYS_capget, &head, all) != 0)
        return std::nullopt;
    __user_cap_data_struct fewer[] = {all[0], all[1]};
    fewer[0].effective &= ~(1U << CAP_SYS_PTRACE);
    if (::syscall(SYS_capset, &head, fewer) != 0)
        return std::nullopt;
    char byte = 0;
    const iovec here{&byte, 1}, nowhere{nullptr, 1};
    // There is nothing at that address; the kernel says so only to those who may look.
    const auto got = ::process_vm_readv(pid_t(pid), &here, 1, &nowhere, 1, 0);
    const int error = got < 0 ? errno : 0;
    if (::syscall(SYS_capset, &head, all) != 0)
        return std::nullopt;
    return error == EFAULT ? std::optional(true) : error == EPERM ? std::optional(false) : std::nullopt;
}
