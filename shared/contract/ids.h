// SPDX-License-Identifier: GPL-3.0-or-later
// The ids of every noun.
#pragma once

#include "shared/base/codec.h"

struct ServiceTag {
    static constexpr const char *prefix = "svc";
    static constexpr std::string_view noun = "service";
};
struct OperationTag {
    static constexpr const char *prefix = "op";
    static constexpr std::string_view noun = "operation";
};
struct DeploymentTag {
    static constexpr const char *prefix = "dep";
    static constexpr std::string_view noun = "deployment";
};
struct CustomerTag {
    static constexpr const char *prefix = "cust";
    static constexpr std::string_view noun = "customer";
};
struct PlanTag {
    static constexpr const char *prefix = "plan";
    static constexpr std::string_view noun = "plan";
};
struct UserTag {
    static constexpr const char *prefix = "usr";
    static constexpr std::string_view noun = "user";
};
struct AuditTag {
    static constexpr const char *prefix = "aud";
    static constexpr std::string_view noun = "audit_entry";
};
struct ApiKeyTag {
    static constexpr const char *prefix = "key";
    static constexpr std::string_view noun = "api_key";
};
struct SessionTag {
    static constexpr const char *prefix = "sess";
    static constexpr std::string_view noun = "session";
};
struct RegistryTag {
    static constexpr const char *prefix = "reg";
    static constexpr std::string_view noun = "registry";
};
struct BackupTag {
    static constexpr const char *prefix = "bkp";
    static constexpr std::string_view noun = "backup";
};

using ServiceId = Id<ServiceTag>;
using OperationId = Id<OperationTag>;
using DeploymentId = Id<DeploymentTag>;
using CustomerId = Id<CustomerTag>;
using PlanId = Id<PlanTag>;
using UserId = Id<UserTag>;
using AuditId = Id<AuditTag>;
using ApiKeyId = Id<ApiKeyTag>;
using SessionId = Id<SessionTag>;
using RegistryId = Id<RegistryTag>;
using BackupId = Id<BackupTag>;

/// Templates are named by their slug, a DNS label; it is checked where it is looked up.
struct TemplateId {
    QString value;
    static bool isValid(QStringView text) { return !text.isEmpty() && text.size() <= 64; }
    friend bool operator==(const TemplateId &, const TemplateId &) = default;
};
template <>
struct Codec<TemplateId> {
    static void write(JsonWriter &out, const TemplateId &v) { out.value(QStringView(v.value)); }
    static void read(JsonReader &in, const QJsonValue &json, TemplateId &v) { Codec<QString>::read(in, json, v.value); }
};
