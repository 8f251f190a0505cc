// SPDX-License-Identifier: GPL-3.0-or-later
// Template endpoints.
#include "server/http/routes.h"
#include "server/services/templateservice.h"

void addTemplateRoutes(Router &router, TemplateService &templates) {
    router.add(Api::listTemplates, templates, &TemplateService::list);
    router.add(Api::getTemplate, templates, &TemplateService::get);
    router.add(Api::templateLogo, templates, &TemplateService::logo);
    router.add(Api::deployTemplate, templates, &TemplateService::deploy);
}
