// SPDX-License-Identifier: GPL-3.0-or-later
// Registry: credentials for a registry of images. The password is written, never read.
#pragma once

#include "shared/contract/ids.h"
#include "shared/contract/page.h"

struct Registry {
    RegistryId id;
    QString server;
    QString username;
    Timestamp created_at{};
    Timestamp updated_at{};

    static constexpr std::string_view schemaName = "Registry";
    static constexpr auto fields() {
        return fieldList(field("id", &Registry::id),
            field("server", &Registry::server, "HOST[:PORT]; docker.io is Docker Hub"),
            field("username", &Registry::username), field("created_at", &Registry::created_at),
            field("updated_at", &Registry::updated_at));
    }
    bool operator==(const Registry &) const = default;
};

enum class RegistrySort { Server, CreatedAt };
constexpr auto names(RegistrySort) {
    return std::array<std::string_view, 2>{"server", "created_at"};
}

struct RegistryQuery : PageQuery<RegistrySort> {
    static constexpr auto fields() { return pageFields(); }
};

/// Body of `POST /api/registries`.
struct CreateRegistry {
    QString server;
    QString username;
    QString password;

    static constexpr std::string_view schemaName = "CreateRegistry";
    static constexpr auto fields() {
        return fieldList(field("server", &CreateRegistry::server, "HOST[:PORT]; docker.io is Docker Hub"),
            field("username", &CreateRegistry::username),
            field("password", &CreateRegistry::password, "Kept sealed, never returned"));
    }
};

/// Body of `PATCH /api/registries/:id`; what is absent stays as it is.
struct PatchRegistry {
    std::optional<QString> username;
    std::optional<QString> password;

    static constexpr std::string_view schemaName = "PatchRegistry";
    static constexpr auto fields() {
        return fieldList(field("username", &PatchRegistry::username), field("password", &PatchRegistry::password));
    }
};
