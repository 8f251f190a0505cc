// SPDX-License-Identifier: GPL-3.0-or-later
// Template endpoints.
#include "server/http/routes.h"
#include "server/services/templateservice.h"

void addTemplateRoutes(Router &router, TemplateService &templates) {
    router.add(Api::listTemplates, templates, &TemplateService::list);
    router.add(Api::getTemplate, templates, &TemplateService::get);
    router.add(Api::createTemplate, templates, &TemplateService::create);
    router.add(Api::replaceTemplate, templates, &TemplateService::replace);
    router.add(Api::deleteTemplate, templates, &TemplateService::remove);
    router.add(Api::templateSource, templates, &TemplateService::source);
    router.add(Api::validateTemplate, templates, &TemplateService::validate);
    router.add(Api::importTemplate, templates, &TemplateService::import);
    router.add(Api::templateLogo, templates, &TemplateService::logo);
    router.add(Api::deployTemplate, templates, &TemplateService::deploy);
}
