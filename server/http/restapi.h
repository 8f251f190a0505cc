// SPDX-License-Identifier: GPL-3.0-or-later
// RestApi: the way of one REST request: find the route, pass the gate, call, answer.
#pragma once

#include "server/http/gate.h"
#include "server/http/router.h"

class RestApi {
public:
    explicit RestApi(Gate &gate) : m_gate(gate) { }

    Router &router() { return m_router; }
    /// Answers exactly once, now or later.
    void handle(HttpRequest &&request, Answer answer);
    /// Endpoints of the table without a route and routes that are not in the table; empty when all is well.
    QStringList differencesFromTable() const;

private:
    Gate &m_gate;
    Router m_router;
};
