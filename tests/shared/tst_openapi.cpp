// SPDX-License-Identifier: GPL-3.0-or-later
// The OpenAPI document holds every endpoint of the table, whole and without loose ends.
#include "shared/contract/api.h"
#include "shared/contract/openapi.h"
#include <QJsonArray>
#include <QTest>

class tst_openapi : public QObject {
    Q_OBJECT

    QJsonObject m_document;

    QJsonObject paths() const { return m_document[QLatin1String("paths")].toObject(); }
    static QString pathOf(std::string_view path) {
        QString text = QString::fromUtf8(path.data(), qsizetype(path.size()));
        return text.replace(u'<', u'{').replace(u'>', u'}');
    }
    /// Every "$ref" of the document.
    static void collect(const QJsonValue &value, QSet<QString> &refs) {
        if (value.isArray())
            for (const QJsonValue &item : value.toArray())
                collect(item, refs);
        const QJsonObject object = value.toObject();
        for (auto it = object.begin(); it != object.end(); ++it) {
            if (it.key() == QLatin1String("$ref"))
                refs.insert(it->toString());
            collect(*it, refs);
        }
    }

private slots:
    void initTestCase() { m_document = openApiDocument(); }
    void everyEndpointIsInIt() {
        QCOMPARE(m_document[QLatin1String("openapi")].toString(), QStringLiteral("3.1.0"));
        int endpoints = 0;
        Api::all([&](const auto &...endpoint) {
            const auto check = [&](const auto &one) {
                ++endpoints;
                const QString path = pathOf(one.path);
                const QJsonObject operation = paths()[path][toText(one.verb).toLower()].toObject();
                QVERIFY2(!operation.isEmpty(), qPrintable(path));
                QVERIFY(!operation[QLatin1String("summary")].toString().isEmpty());
                const QJsonObject responses = operation[QLatin1String("responses")].toObject();
                QVERIFY2(responses.contains(QString::number(one.status)), qPrintable(path));
            };
            (check(endpoint), ...);
        });
        int described = 0;
        for (const QJsonValue &path : paths())
            for (const QString &key : path.toObject().keys())
                described += QStringList{QStringLiteral("get"), QStringLiteral("post"), QStringLiteral("put"),
                    QStringLiteral("patch"), QStringLiteral("delete")}
                                 .contains(key);
        QCOMPARE(described, endpoints);
    }
    void everyReferenceLeadsSomewhere() {
        QSet<QString> refs;
        collect(m_document, refs);
        QVERIFY(refs.size() > 10);
        for (const QString &ref : std::as_const(refs)) {
            QJsonValue at = m_document;
            for (const QString &step : ref.mid(2).split(u'/'))
                at = at[step];
            QVERIFY2(ref.startsWith(QLatin1String("#/")) && at.isObject(), qPrintable(ref));
        }
    }
    void everyPlaceInAPathIsAParameter() {
        const QJsonObject all = paths();
        for (auto path = all.begin(); path != all.end(); ++path) {
            const qsizetype places = path.key().count(u'{');
            for (const QJsonValue &operation : path->toObject()) {
                if (!operation.isObject())
                    continue;
                qsizetype found = 0;
                QSet<QString> names;
                for (const QJsonValue &parameter : operation[QLatin1String("parameters")].toArray()) {
                    const QString name = parameter[QLatin1String("name")].toString();
                    QVERIFY2(!names.contains(name), qPrintable(path.key() + u' ' + name));
                    names.insert(name);
                    if (parameter[QLatin1String("in")].toString() != QLatin1String("path"))
                        continue;
                    ++found;
                    QVERIFY(parameter[QLatin1String("required")].toBool());
                }
                QVERIFY2(found == places, qPrintable(path.key()));
            }
        }
    }
    void operationsHaveNamesOfTheirOwn() {
        QSet<QString> ids;
        for (const QJsonValue &path : paths()) {
            for (const QJsonValue &operation : path.toObject()) {
                const QString id = operation[QLatin1String("operationId")].toString();
                QVERIFY2(!id.isEmpty() && !ids.contains(id), qPrintable(id));
                ids.insert(id);
            }
        }
        QVERIFY(ids.contains(QStringLiteral("get_services_id_logs")));
    }
    void itIsTheSameEachTime() { QCOMPARE(openApiDocument(), m_document); }
};

QTEST_GUILESS_MAIN(tst_openapi)
#include "tst_openapi.moc"
