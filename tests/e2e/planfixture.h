// SPDX-License-Identifier: GPL-3.0-or-later
// What the tests of plans share: a panel with small templates, and plans, customers and services made in it.
#pragma once

#include "tests/support/livepanel.h"
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

class PlanFixture : public QObject {
protected:
    /// A template that runs `script`; it is counted for half a core, 64 MiB and 100 MiB of storage unless told
    /// otherwise.
    bool addTemplate(const char *name, const QByteArray &script) {
        const QByteArray command =
            QJsonDocument(QJsonArray{QString::fromUtf8(script)}).toJson(QJsonDocument::Compact).mid(1).chopped(1);
        QFile file(m_templates.filePath(QString::fromLatin1(name) + QStringLiteral(".yaml")));
        return file.open(QIODevice::WriteOnly)
            && file.write("apiVersion: v2\nkind: Template\nmetadata: {name: " + QByteArray(name)
                   + ", displayName: T, description: For tests, category: devtools, version: \"1\"}\nspec:\n"
                     "  variables:\n"
                     "    - {name: MEMORY_MB, label: Memory, type: integer, default: 64, min: 16, max: 4096}\n"
                     "    - {name: CPU_LIMIT, label: Cores, type: number, default: 0.5, min: 0, max: 16}\n"
                     "  minResources: {cpuCores: 0.1, memoryMB: 16, storageMB: 100}\n"
                     "  process:\n    components:\n      - name: main\n        stopGrace: 1s\n        command: [sh, "
                     "-c, "
                   + command + "]\n")
            > 0;
    }
    bool startPanel() {
        m_settings.insert(QStringLiteral("AAP_TEMPLATES"), m_templates.path());
        return m_panel.start(m_settings);
    }
    static QByteArray idOf(const HttpAnswer &answer) {
        return answer.json()[QLatin1String("id")].toString().toLatin1();
    }
    /// `rest`: more members of the body, each with its comma in front.
    QByteArray plan(const QByteArray &quotas, const QByteArray &rest = {}) {
        const QByteArray name = "plan " + QByteArray::number(++m_number);
        return idOf(m_panel.request(
            "POST", "/api/plans", "{\"name\":\"" + name + "\",\"quotas\":{" + quotas + "}" + rest + '}'));
    }
    bool changePlan(const QByteArray &id, const QByteArray &body) {
        return m_panel.request("PATCH", "/api/plans/" + id, body).status == 200;
    }
    QByteArray customer(const QByteArray &plan) {
        const QByteArray has = plan.isEmpty() ? QByteArray() : ",\"plan_id\":\"" + plan + '"';
        return idOf(
            m_panel.request("POST", "/api/customers", "{\"name\":\"c\",\"email\":\"c@example.com\"" + has + '}'));
    }
    QByteArray keyOf(const QByteArray &customer) {
        return m_panel
            .request("POST", "/api/auth/api-keys",
                "{\"name\":\"k\",\"role\":\"customer\",\"customer_id\":\"" + customer + "\"}")
            .json()[QLatin1String("key")]
            .toString()
            .toLatin1();
    }
    HttpAnswer as(
        const QByteArray &key, const QByteArray &method, const QByteArray &path, const QByteArray &body = {}) {
        return m_panel.request(method, path, body, {{"Authorization", "Bearer " + key}});
    }
    QByteArray newName() { return "service-" + QByteArray::number(++m_number); }
    /// The body of a service of the template `sized`, for a customer or for nobody.
    QByteArray sized(const QByteArray &customer, const QByteArray &rest = {}) {
        const QByteArray owner = customer.isEmpty() ? QByteArray() : ",\"customer_id\":\"" + customer + '"';
        return "{\"name\":\"" + newName() + "\",\"template\":\"sized\"" + owner + rest + '}';
    }
    HttpAnswer create(const QByteArray &body) { return m_panel.request("POST", "/api/services", body); }
    /// A service of that customer that runs.
    QByteArray service(const QByteArray &customer, const QByteArray &rest = {}) {
        const HttpAnswer made = create(sized(customer, rest));
        return isDone(made.json()[QLatin1String("operation_id")].toString()) ? idOf(made) : QByteArray();
    }
    bool isDone(const QString &operation) {
        return m_panel.finished(operation)[QLatin1String("status")].toString() == QLatin1String("succeeded");
    }
    QJsonObject usage(const QByteArray &customer) {
        return m_panel.get("/api/customers/" + customer + "/usage").json();
    }
    double used(const QByteArray &customer, const char *resource) {
        return usage(customer)[QLatin1String(resource)][QLatin1String("used")].toDouble();
    }
    /// What is said of a resource that is asked too much of; empty when it is something else that is said.
    static QString excess(const HttpAnswer &answer, const char *resource) {
        return answer.status != 422 || answer.errorCode() != QLatin1String("quota_exceeded")
            ? QString()
            : answer.json()[QLatin1String("error")][QLatin1String("fields")][QLatin1String(resource)].toString();
    }

    LivePanel m_panel;
    QTemporaryDir m_templates;
    QMap<QString, QString> m_settings;
    int m_number = 0;
};
