// SPDX-License-Identifier: GPL-3.0-or-later
// A list of what is allowed, since a list of what is dangerous is never complete.
#include "server/catalog/svgicon.h"
#include <QXmlStreamReader>

namespace {

constexpr const char *elements[] = {"svg", "g", "path", "circle", "ellipse", "line", "polyline", "polygon", "rect",
    "defs", "linearGradient", "radialGradient", "stop", "clipPath", "title", "desc"};

constexpr const char *attributes[] = {"aria-hidden", "aria-label", "clip-path", "clip-rule", "cx", "cy", "d", "fill",
    "fill-opacity", "fill-rule", "focusable", "fx", "fy", "gradientTransform", "gradientUnits", "height", "id",
    "offset", "opacity", "pathLength", "points", "preserveAspectRatio", "r", "role", "rx", "ry", "spreadMethod",
    "stop-color", "stop-opacity", "stroke", "stroke-dasharray", "stroke-dashoffset", "stroke-linecap",
    "stroke-linejoin", "stroke-miterlimit", "stroke-opacity", "stroke-width", "transform", "version", "viewBox",
    "width", "x", "x1", "x2", "y", "y1", "y2"};

template <size_t N>
bool isOneOf(QStringView name, const char *const (&names)[N]) {
    return std::any_of(
        std::begin(names), std::end(names), [name](const char *known) { return name == QLatin1String(known); });
}

/// `url(...)` may only name something inside the same file.
bool refersElsewhere(QStringView value) {
    qsizetype at = 0;
    while ((at = value.indexOf(QLatin1String("url("), at, Qt::CaseInsensitive)) >= 0) {
        at += 4;
        if (at >= value.size() || value[at] != u'#')
            return true;
    }
    return value.contains(u'\\') || value.contains(QLatin1String("javascript:"), Qt::CaseInsensitive);
}

QString elementProblem(const QXmlStreamReader &xml) {
    if (xml.namespaceUri() != QLatin1String("http://www.w3.org/2000/svg"))
        return QStringLiteral("<%1> must be in the namespace http://www.w3.org/2000/svg").arg(xml.name());
    if (!isOneOf(xml.name(), elements))
        return QStringLiteral("<%1> is not allowed in an icon").arg(xml.name());
    for (const QXmlStreamAttribute &attribute : xml.attributes()) {
        if (!isOneOf(attribute.qualifiedName(), attributes))
            return QStringLiteral("the attribute \"%1\" is not allowed in an icon").arg(attribute.qualifiedName());
        if (refersElsewhere(attribute.value()))
            return QStringLiteral("the attribute \"%1\" refers to something outside the icon")
                .arg(attribute.qualifiedName());
    }
    return {};
}

} // namespace

QString svgIconProblem(const QByteArray &svg) {
    if (svg.size() > maxIconBytes)
        return QStringLiteral("must have at most %1 KiB").arg(maxIconBytes / 1024);
    QXmlStreamReader xml(svg);
    bool sawRoot = false;
    while (!xml.atEnd()) {
        switch (xml.readNext()) {
        case QXmlStreamReader::DTD:
        case QXmlStreamReader::EntityReference:
        case QXmlStreamReader::ProcessingInstruction:
            return QStringLiteral("may not have a document type, entities or processing instructions");
        case QXmlStreamReader::StartElement:
            if (QString problem = elementProblem(xml); !problem.isEmpty())
                return problem;
            if (!sawRoot
                && (xml.name() != QLatin1String("svg") || !xml.attributes().hasAttribute(QStringLiteral("viewBox"))))
                return QStringLiteral("must be an <svg> with a viewBox");
            sawRoot = true;
            break;
        default:
            break;
        }
    }
    return xml.hasError() ? QStringLiteral("is no well-formed SVG: %1").arg(xml.errorString()) : QString();
}
