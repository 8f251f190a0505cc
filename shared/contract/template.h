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
        return fieldList(field("name", &TemplateVariable::name), field("label", &TemplateVariable::label),
            field("type", &TemplateVariable::type), field("description", &TemplateVariable::description),
            field("required", &TemplateVariable::required), field("default", &TemplateVariable::default_value),
            field("pattern", &TemplateVariable::pattern, "Regular expression for the whole value"),
            field("min", &TemplateVariable::min, "Least value, or least length of text"),
            field("max", &TemplateVariable::max, "Greatest value, or greatest length of text"),
            field("choices", &TemplateVariable::choices),
            field(
                "generate", &TemplateVariable::generate, "Length of the value made by the server when none is given"));
    }
    bool operator==(const TemplateVariable &) const = default;
};

/// Whether it computes on GPUs: never, when its form says so, or as it comes. Read from the devices its components
/// reserve.
enum class GpuNeed { None, Optional, Required };
constexpr auto names(GpuNeed) {
    return std::array<std::string_view, 3>{"none", "optional", "required"};
}

/// Where a template is from: the program itself, a folder of the configuration, or the API.
enum class TemplateOrigin { BuiltIn, Folder, Own };
constexpr auto names(TemplateOrigin) {
    return std::array<std::string_view, 3>{"built_in", "folder", "own"};
}

struct MinResources {
    double cpu_cores = 0;
    int memory_mb = 0;
    int storage_mb = 0;

    static constexpr std::string_view schemaName = "MinResources";
    static constexpr auto fields() {
        return fieldList(field("cpu_cores", &MinResources::cpu_cores), field("memory_mb", &MinResources::memory_mb),
            field("storage_mb", &MinResources::storage_mb));
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
    GpuNeed gpu = GpuNeed::None;
    TemplateOrigin origin = TemplateOrigin::BuiltIn;
    /// Counts the changes of an own template; 0 for others.
    int revision = 0;
    QList<QString> engines;
    /// False when no engine of this server can run it now; `missing` says what to install.
    bool deployable = true;
    QList<QString> missing;

    static constexpr std::string_view schemaName = "Template";
    static constexpr auto rowFields() {
        return fieldList(field("id", &Template::id, "Slug"), field("display_name", &Template::display_name),
            field("description", &Template::description), field("category", &Template::category),
            field("tags", &Template::tags), field("version", &Template::version),
            field("featured", &Template::featured), field("coming_soon", &Template::coming_soon),
            field("documentation", &Template::documentation), field("security_profile", &Template::security_profile),
            field("min_resources", &Template::min_resources),
            field("gpu", &Template::gpu, "Whether it needs GPUs of the engine's host, or can use them"),
            field("origin", &Template::origin, "Only own templates can be changed"),
            field("revision", &Template::revision, "Of an own template: counts its changes"),
            field("engines", &Template::engines, "Kinds of engine it has a section for"),
            field("deployable", &Template::deployable, "Whether this server can run it now"),
            field("missing", &Template::missing, "Debian packages to install first"));
    }
    static constexpr auto fields() { return rowFields(); }
    bool operator==(const Template &) const = default;
};

struct TemplateDetail : Template {
    QList<TemplateVariable> variables;
    std::optional<QString> compose;

    static constexpr std::string_view schemaName = "TemplateDetail";
    static constexpr auto fields() {
        return joined(Template::rowFields(),
            fieldList(field("variables", &TemplateDetail::variables), field("compose", &TemplateDetail::compose)));
    }
    bool operator==(const TemplateDetail &) const = default;
};

/// One thing that is wrong with a template's text; lines and columns count from 1.
struct TemplateProblem {
    int line = 1;
    int column = 1;
    QString path;
    QString message;

    static constexpr std::string_view schemaName = "TemplateProblem";
    static constexpr auto fields() {
        return fieldList(field("line", &TemplateProblem::line), field("column", &TemplateProblem::column),
            field("path", &TemplateProblem::path, "Dotted, like spec.variables.0.type; empty for the whole text"),
            field("message", &TemplateProblem::message));
    }
    bool operator==(const TemplateProblem &) const = default;
};

/// Answer of `POST /api/templates/validate`.
struct TemplateCheck {
    bool valid = false;
    QList<TemplateProblem> problems;
    std::optional<TemplateDetail> shown;

    static constexpr std::string_view schemaName = "TemplateCheck";
    static constexpr auto fields() {
        return fieldList(field("valid", &TemplateCheck::valid),
            field("problems", &TemplateCheck::problems, "In the order of the text"),
            field("template", &TemplateCheck::shown, "As it would be shown, when nothing is wrong"));
    }
};

/// Body of `POST /api/templates/import`.
struct ImportTemplate {
    QString name;
    std::optional<QString> display_name;
    std::optional<QString> description;
    std::optional<Category> category;
    QString compose;

    static constexpr std::string_view schemaName = "ImportTemplate";
    static constexpr auto fields() {
        return fieldList(field("name", &ImportTemplate::name, "Slug of the template"),
            field("display_name", &ImportTemplate::display_name), field("description", &ImportTemplate::description),
            field("category", &ImportTemplate::category),
            field("compose", &ImportTemplate::compose, "Text of a Compose file"));
    }
};

/// A template made from a Compose file: its text, to be looked over and sent to `POST /api/templates`.
struct TemplateDraft {
    QString source;
    QList<TemplateProblem> problems;

    static constexpr std::string_view schemaName = "TemplateDraft";
    static constexpr auto fields() {
        return fieldList(field("source", &TemplateDraft::source),
            field("problems", &TemplateDraft::problems, "What is wrong with it still, by the lines of `source`"));
    }
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
        return joined(pageFields(),
            fieldList(field("category", &TemplateQuery::category), field("featured", &TemplateQuery::featured),
                field("search", &TemplateQuery::search, "Part of the name, the description or a tag")));
    }
};
