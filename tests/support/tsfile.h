// SPDX-License-Identifier: GPL-3.0-or-later
// The messages of a file of translations.
#pragma once

#include <QFile>
#include <QRegularExpression>
#include <QXmlStreamReader>

struct Translated {
    QString context;
    QString source;
    QString state; // empty when it is finished
    bool isNumerous = false;
    QStringList forms;
};

inline QList<Translated> messagesOf(const QString &path) {
    QFile file(path);
    QList<Translated> all;
    if (!file.open(QIODevice::ReadOnly))
        return all;
    QXmlStreamReader xml(&file);
    QString context;
    Translated now;
    while (!xml.atEnd()) {
        const auto token = xml.readNext();
        if (token == QXmlStreamReader::EndElement && xml.name() == QLatin1String("message"))
            all.append(now);
        if (token != QXmlStreamReader::StartElement)
            continue;
        if (xml.name() == QLatin1String("name"))
            context = xml.readElementText();
        else if (xml.name() == QLatin1String("message"))
            now = {context, {}, {}, xml.attributes().value(QLatin1String("numerus")) == QLatin1String("yes"), {}};
        else if (xml.name() == QLatin1String("source"))
            now.source = xml.readElementText();
        else if (xml.name() == QLatin1String("numerusform"))
            now.forms.append(xml.readElementText());
        else if (xml.name() == QLatin1String("translation")) {
            now.state = xml.attributes().value(QLatin1String("type")).toString();
            if (!now.isNumerous)
                now.forms.append(xml.readElementText());
        }
    }
    return xml.hasError() ? QList<Translated>() : all;
}

/// %1, %n and %Ln of a text, in order.
inline QStringList placesIn(const QString &text) {
    static const QRegularExpression place(QStringLiteral("%(?:L?n|[1-9])"));
    QStringList all;
    for (auto match = place.globalMatch(text); match.hasNext();)
        all.append(match.next().captured());
    all.sort();
    return all;
}
