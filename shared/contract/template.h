// SPDX-License-Identifier: GPL-3.0-or-later
// Template: something that can be deployed, with the variables its form asks for (api.md, section 4).
#pragma once

#include "shared/contract/ids.h"
#include "shared/contract/page.h"

enum class Category { Ai, Databases, Devtools, Webapps };
constexpr auto names(Category) {
    return std::array<std::string_view, 4>{"ai", "databases", "devtools", "webapps"};
}

enum class VariableType { String, Text, Integer, Number, Boolean, Choice, Secret, Domain, Email, Url, Port };
constexpr auto names(VariableType) {
    return std::array<std::string_view, 11>{
        "string", "text", "integer", "number", "boolean", "choice", "secret", "domain", "email", "url", "port"};
}

enum class SecurityProfile { Secure, Advanced };
constexpr auto names(SecurityProfile) {
    return std::array<std::string_view, 2>{"secure", "advanced"};
}

/// One line of a template's form. All values travel as text; the type says how they are checked.
struct TemplateVariable {
    QString name;
    QString label;
    VariableType type = VariableType::String;
    QString description;
    bool required = false;
    std::optional<QString> default_value;
    std::optional<QString> pattern;
    std::optional<double> min;
    std::optional<double> max;
    QList<QString> choices;
    /// Characters of a generated secret; only for type secret.
    std::optional<int> generate;

    static constexpr std::string_view schemaName = "TemplateVariable";
    static constexpr auto fields() {
        return std::tuple{field("name", &TemplateVariable::name), field("label", &TemplateVariable::label),
            field("type", &TemplateVariable::type), field("description", &TemplateVariable::description),
            field("required", &TemplateVariable::required), field("default", &TemplateVariable::default_value),
            field("pattern", &TemplateVariable::pattern, "Regular expression for the whole value"),
            field("min", &TemplateVariable::min, "Least value, or least length of text"),
            field("max", &TemplateVariable::max, "Greatest value, or greatest length of text"),
            field("choices", &TemplateVariable::choices),
            field(
                "generate", &TemplateVariable::generate, "Length of the value made by the server when none is given")};
    }
    bool operator==(const TemplateVariable &) const = default;
};

struct MinResources {
    double cpu_cores = 0;
    int memory_mb = 0;
    int storage_mb = 0;

    static constexpr std::string_view schemaName = "MinResources";
    static constexpr auto fields() {
        return std::tuple{field("cpu_cores", &MinResources::cpu_cores), field("memory_mb", &MinResources::memory_mb),
            field("storage_mb", &MinResources::storage_mb)};
    }
    bool operator==(const MinResources &) const = default;
};

struct Template {
    TemplateId id;
    QString display_name;
    QString description;
    Category category = Category::Webapps;
    QList<QString> tags;
    QString version;
    bool featured = false;
    bool coming_soon = false;
    std::optional<QString> documentation;
    SecurityProfile security_profile = SecurityProfile::Secure;
    MinResources min_resources;
    QList<QString> engines;
    /// False when no engine of this server can run it now; `missing` says what to install.
    bool deployable = true;
    QList<QString> missing;

    static constexpr std::string_view schemaName = "Template";
    static constexpr auto rowFields() {
        return std::tuple{field("id", &Template::id, "Slug"), field("display_name", &Template::display_name),
            field("description", &Template::description), field("category", &Template::category),
            field("tags", &Template::tags), field("version", &Template::version),
            field("featured", &Template::featured), field("coming_soon", &Template::coming_soon),
            field("documentation", &Template::documentation), field("security_profile", &Template::security_profile),
            field("min_resources", &Template::min_resources),
            field("engines", &Template::engines, "Kinds of engine it has a section for"),
            field("deployable", &Template::deployable, "Whether this server can run it now"),
            field("missing", &Template::missing, "Debian packages to install first")};
    }
    static constexpr auto fields() { return rowFields(); }
    bool operator==(const Template &) const = default;
};

struct TemplateDetail : Template {
    QList<TemplateVariable> variables;
    std::optional<QString> compose;

    static constexpr std::string_view schemaName = "TemplateDetail";
    static constexpr auto fields() {
        return std::tuple_cat(Template::rowFields(),
            std::tuple{field("variables", &TemplateDetail::variables), field("compose", &TemplateDetail::compose)});
    }
    bool operator==(const TemplateDetail &) const = default;
};

enum class TemplateSort { Name, Category };
constexpr auto names(TemplateSort) {
    return std::array<std::string_view, 2>{"name", "category"};
}

struct TemplateQuery : PageQuery<TemplateSort> {
    std::optional<Category> category;
    std::optional<bool> featured;
    std::optional<QString> search;

    static constexpr auto fields() {
        return std::tuple_cat(pageFields(),
            std::tuple{field("category", &TemplateQuery::category), field("featured", &TemplateQuery::featured),
                field("search", &TemplateQuery::search, "Part of the name, the description or a tag")});
    }
};
