// SPDX-License-Identifier: GPL-3.0-or-later
// Prints the microseconds it takes to write a page of 20 services as JSON, median of many.
#include "shared/base/codec.h"
#include "shared/contract/service.h"
#include <algorithm>
#include <cstdio>
#include <vector>

int main() {
    const SystemClock clock;
    Page<Service> page;
    page.total = 10'000;
    for (int i = 0; i < 20; ++i) {
        Service service;
        service.id = ServiceId::make(clock);
        service.name = QStringLiteral("static-site-%1").arg(i, 6, 10, QLatin1Char('0'));
        service.status = ServiceStatus::Running;
        service.url = QStringLiteral("http://127.0.0.1:%1").arg(20000 + i);
        service.template_id = QStringLiteral("static-site");
        service.engine = QStringLiteral("process");
        service.labels = {
            {QStringLiteral("team"), QStringLiteral("a")}, {QStringLiteral("stage"), QStringLiteral("live")}};
        service.created_at = service.updated_at = clock.now();
        page.data.append(service);
    }
    std::vector<double> times;
    qsizetype bytes = 0;
    for (int round = 0; round < 301; ++round) {
        const auto begin = std::chrono::steady_clock::now();
        for (int i = 0; i < 20; ++i)
            bytes += toJson(page).size();
        times.push_back(
            std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - begin).count() / 20);
    }
    std::nth_element(times.begin(), times.begin() + 150, times.end());
    std::printf("%.2f %lld\n", times[150], static_cast<long long>(bytes / 301 / 20));
}
