// SPDX-License-Identifier: GPL-3.0-or-later
// The peer of ./dev bench: the same two requests on the same rows, as one would write them with Fastify and
// better-sqlite3: prepared statements, a response schema (so that fast-json-stringify is used), a key check and a limit
// check. Prints its port when it listens.
import Database from "better-sqlite3";
import Fastify from "fastify";
import { createHash } from "node:crypto";

const [, , file, key] = process.argv;
const database = new Database(file, { readonly: true });
const columns = `id, name, status, url, customer_id, template, deploy_method, engine, labels, backup_enabled,
    operation_id, revision, error, created_at, updated_at, deployed_at, cpu_limit, memory_limit_mb`;
const page = database.prepare(
    `SELECT ${columns} FROM services WHERE deleted_at IS NULL ORDER BY created_at DESC, id DESC LIMIT ? OFFSET ?`);
const count = database.prepare("SELECT count(*) AS n FROM services WHERE deleted_at IS NULL").pluck();
const one = database.prepare(
    `SELECT ${columns}, variables, custom_domains, pending_changes FROM services WHERE id = ? AND deleted_at IS NULL`);

const text = { type: "string" }, maybe = { type: ["string", "null"] }, number = { type: "number" };
const words = { type: "object", additionalProperties: text };
const service = {
    id: text, name: text, status: text, url: maybe, customer_id: maybe, template: maybe, deploy_method: text,
    engine: text, labels: words, backup_enabled: { type: "boolean" }, operation_id: maybe, revision: number,
    error: maybe, created_at: text, updated_at: text, deployed_at: maybe,
    health: { type: "object", properties: { status: text, last_check: maybe, consecutive_failures: number } },
    resources: {
        type: "object",
        properties: {
            cpu_usage: number, cpu_limit: number, memory_usage_mb: number, memory_limit_mb: number, storage_mb: number,
        },
    },
};
const detail = { ...service, variables: words, custom_domains: { type: "array", items: text },
    pending_changes: { type: "boolean" } };
const time = (ms) => (ms === null ? null : new Date(ms).toISOString());
const shown = (row) => ({
    ...row, labels: JSON.parse(row.labels), backup_enabled: row.backup_enabled === 1,
    created_at: time(row.created_at), updated_at: time(row.updated_at), deployed_at: time(row.deployed_at),
    health: { status: "unknown", last_check: null, consecutive_failures: 0 },
    resources: { cpu_usage: 0, cpu_limit: row.cpu_limit, memory_usage_mb: 0, memory_limit_mb: row.memory_limit_mb,
        storage_mb: 0 },
});

const app = Fastify({ logger: false });
const hashes = new Map([[createHash("sha256").update(key).digest("hex"), { role: "admin", used: 0, since: 0 }]]);
const limit = 1_000_000_000;
app.addHook("onRequest", async (request, reply) => {
    const given = request.headers.authorization?.replace(/^Bearer /, "") ?? "";
    const known = hashes.get(createHash("sha256").update(given).digest("hex"));
    if (!known)
        return reply.code(401).send({ error: { code: "unauthorized" } });
    const now = Date.now();
    if (now - known.since > 60_000)
        Object.assign(known, { used: 0, since: now });
    if (++known.used > limit)
        return reply.code(429).send({ error: { code: "rate_limited" } });
    reply.header("X-RateLimit-Limit", limit).header("X-RateLimit-Remaining", limit - known.used);
});
app.get("/api/services", {
    schema: {
        querystring: { type: "object", properties: { page: { type: "integer", minimum: 1, default: 1 },
            per_page: { type: "integer", minimum: 1, maximum: 100, default: 20 } } },
        response: { 200: { type: "object", properties: { total: number, page: number, per_page: number,
            data: { type: "array", items: { type: "object", properties: service } } } } },
    },
}, (request) => {
    const { page: wanted, per_page } = request.query;
    const rows = page.all(per_page, (wanted - 1) * per_page);
    return { total: count.get(), page: wanted, per_page, data: rows.map(shown) };
});
app.get("/api/services/:id", { schema: { response: { 200: { type: "object", properties: detail } } } },
    (request, reply) => {
        const row = one.get(request.params.id);
        if (!row)
            return reply.code(404).send({ error: { code: "not_found" } });
        return { ...shown(row), variables: JSON.parse(row.variables), custom_domains: JSON.parse(row.custom_domains),
            pending_changes: row.pending_changes === 1 };
    });
await app.listen({ host: "127.0.0.1", port: 0 });
console.log(`port ${app.server.address().port}`);
