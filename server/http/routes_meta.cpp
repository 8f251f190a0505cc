// SPDX-License-Identifier: GPL-3.0-or-later
// Meta endpoints.
#include "server/http/docs.h"
#include "server/http/routes.h"
#include "server/services/metaservice.h"
#include "server/services/panelmetrics.h"
#include "shared/contract/openapi.h"

namespace {
/// The page is this layer's own: services know no HTML.
struct DocsPage {
    Result<Document<HtmlKind>> page(Caller) { return Document<HtmlKind>{renderDocs(openApiDocument())}; }
};
DocsPage docsPage;
} // namespace

void addMetaRoutes(Router &router, MetaService &meta, PanelMetrics &metrics) {
    router.add(Api::health, meta, &MetaService::health);
    router.add(Api::metrics, metrics, &PanelMetrics::text);
    router.add(Api::info, meta, &MetaService::info);
    router.add(Api::openapi, meta, &MetaService::openapi);
    router.add(Api::docs, docsPage, &DocsPage::page);
}
