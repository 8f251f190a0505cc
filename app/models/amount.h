// SPDX-License-Identifier: GPL-3.0-or-later
// Amounts of what plans limit, written for people.
#pragma once

#include "shared/contract/customer.h"

enum class Amount { Count, Cores, Megabytes };

namespace format {
QString amount(double value, Amount kind);
/// "2 of 5", or "2" where nothing is limited.
QString ofLimit(const ResourceUsage &usage, Amount kind);
/// "No limit" for what is left open.
QString limit(const std::optional<double> &limit, Amount kind);
/// How much of the limit is taken; nullopt without one.
std::optional<double> partOf(const ResourceUsage &usage);
} // namespace format
