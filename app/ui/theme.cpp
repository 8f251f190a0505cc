// SPDX-License-Identifier: GPL-3.0-or-later
// The colours of ui tokens and how icons take them on.
#include "app/ui/theme.h"
#include "app/ui/language.h"
#include "app/ui/panelstyle.h"
#include "app/ui/systemscheme.h"
#include "app/ui/tokens.h"
#include <QApplication>
#include <QFile>
#include <QFontDatabase>
#include <QIconEngine>
#include <QMap>
#include <QPainter>
#include <QPalette>
#include <QPointer>
#include <QSettings>
#include <QSvgRenderer>

namespace {
using theme::Tokens;

constexpr Tokens light{0xF6F7F9, 0xFFFFFF, 0xF9FAFB, 0x1B1F24, 0x57606A, 0x8A94A0, 0x2463EB, 0xFFFFFF, 0xDCE8FD,
    0x1A7F37, 0x2463EB, 0x57606A, 0xCF222E, 0x8A5D00};
constexpr Tokens dark{0x16181D, 0x1C1F26, 0x20242C, 0xE6E9EE, 0x9AA4B2, 0x6B7686, 0x6BA0FF, 0x0B1020, 0x24406F,
    0x4CC26B, 0x6BA0FF, 0x9AA4B2, 0xFF7B72, 0xE3B341};
bool darkNow = false;
QPointer<SystemScheme> systemScheme;

QString fileOf(const QString &icon) {
    return QStringLiteral(":/icons/%1.svg").arg(icon);
}

/// Draws an SVG of black strokes in the colour the place asks for.
class TintedIcon final : public QIconEngine {
public:
    explicit TintedIcon(QString name) : m_name(std::move(name)) { }
    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override {
        painter->drawPixmap(rect, draw(rect.size() * painter->device()->devicePixelRatioF(), mode));
    }
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State) override { return draw(size, mode); }
    QPixmap scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State, qreal) override { return draw(size, mode); }
    QIconEngine *clone() const override { return new TintedIcon(m_name); }
    QString iconName() override { return m_name; }

private:
    QPixmap draw(const QSize &size, QIcon::Mode mode) const {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QSvgRenderer renderer(fileOf(m_name));
        QPainter painter(&pixmap);
        renderer.render(&painter);
        painter.setCompositionMode(QPainter::CompositionMode_SourceIn);
        QColor color = QApplication::palette().color(QPalette::Text);
        if (mode == QIcon::Disabled)
            color.setAlphaF(0.4F);
        painter.fillRect(pixmap.rect(), color);
        return pixmap;
    }
    QString m_name;
};

QPalette paletteOf(const Tokens &t) {
    QPalette p;
    const auto all = [&p](QPalette::ColorRole role, QRgb color) { p.setColor(role, QColor(color)); };
    all(QPalette::Window, t.window);
    all(QPalette::Base, t.base);
    all(QPalette::AlternateBase, t.alternate);
    all(QPalette::Button, t.base);
    all(QPalette::WindowText, t.text);
    all(QPalette::Text, t.text);
    all(QPalette::ButtonText, t.text);
    all(QPalette::ToolTipBase, t.base);
    all(QPalette::ToolTipText, t.text);
    all(QPalette::PlaceholderText, t.secondary);
    all(QPalette::Highlight, t.selection);
    all(QPalette::HighlightedText, t.text);
    all(QPalette::Link, t.accent);
    all(QPalette::Mid, t.border);
    // What Fusion shades its frames with.
    p.setColor(QPalette::Light, QColor(t.base).lighter(110));
    p.setColor(QPalette::Midlight, QColor(t.window).lighter(105));
    p.setColor(QPalette::Dark, QColor(t.border));
    p.setColor(QPalette::Shadow, QColor(t.border).darker(130));
    for (const auto role : {QPalette::Text, QPalette::WindowText, QPalette::ButtonText}) {
        QColor faded(t.secondary);
        faded.setAlphaF(0.65F);
        p.setColor(QPalette::Disabled, role, faded);
    }
    return p;
}

} // namespace

namespace theme {

const Tokens &tokens() {
    return darkNow ? dark : light;
}

void install(QApplication &application) {
    for (const char *file :
        {":/fonts/Inter-Regular.otf", ":/fonts/Inter-SemiBold.otf", ":/fonts/JetBrainsMono-Regular.ttf"})
        QFontDatabase::addApplicationFont(QString::fromLatin1(file));
    language::install();
    systemScheme = new SystemScheme(&application); // before the palette is ours
    QObject::connect(systemScheme, &SystemScheme::changed, systemScheme, [] {
        if (theme::saved() == theme::Choice::System)
            theme::apply(theme::Choice::System);
    });
    QIcon::setThemeSearchPaths({}); // none of the desktop's own between ours
    QFont font(QStringLiteral("Inter"));
    font.setPointSizeF(10);
    application.setFont(font);
    application.setStyle(new PanelStyle);
    apply(saved());
}

Choice saved() {
    return Choice(std::clamp(QSettings().value(QStringLiteral("theme"), 0).toInt(), 0, 2));
}

void apply(Choice choice) {
    QSettings().setValue(QStringLiteral("theme"), int(choice));
    darkNow = choice == Choice::Dark || (choice == Choice::System && systemScheme && systemScheme->isDark());
    QApplication::setPalette(paletteOf(tokens()));
}

bool isDark() {
    return darkNow;
}

QColor statusColor(const QString &word) {
    const Tokens &t = tokens();
    static const QMap<QString, QRgb Tokens::*> colors{{QStringLiteral("running"), &Tokens::running},
        {QStringLiteral("healthy"), &Tokens::running}, {QStringLiteral("succeeded"), &Tokens::running},
        {QStringLiteral("deploying"), &Tokens::deploying}, {QStringLiteral("starting"), &Tokens::deploying},
        {QStringLiteral("queued"), &Tokens::deploying}, {QStringLiteral("failed"), &Tokens::failed},
        {QStringLiteral("unhealthy"), &Tokens::failed}, {QStringLiteral("warning"), &Tokens::warning},
        {QStringLiteral("cancelled"), &Tokens::warning}};
    return QColor(t.*colors.value(word, &Tokens::stopped));
}

QColor text() {
    return QColor(tokens().text);
}

QColor tint(const QColor &color) {
    const QColor base(tokens().base);
    // Mixed here, since a background must not be see-through.
    return QColor::fromRgbF(base.redF() * 0.86F + color.redF() * 0.14F, base.greenF() * 0.86F + color.greenF() * 0.14F,
        base.blueF() * 0.86F + color.blueF() * 0.14F);
}

void drawDot(QPainter &painter, const QPointF &center, const QString &word) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(statusColor(word));
    painter.drawEllipse(center, 4, 4);
    painter.restore();
}

QColor secondaryText() {
    return QColor(tokens().secondary);
}

QColor accent() {
    return QColor(tokens().accent);
}

QColor border() {
    QColor color(tokens().border);
    color.setAlphaF(0.35F);
    return color;
}

QFont monospace() {
    QFont font(QStringLiteral("JetBrains Mono"));
    font.setStyleHint(QFont::Monospace);
    font.setPointSizeF(9.5);
    return font;
}

QFont title() {
    QFont font = QApplication::font();
    font.setPointSizeF(13);
    font.setWeight(QFont::DemiBold);
    return font;
}

QIcon icon(const QString &name) {
    if (!QFile::exists(fileOf(name)))
        qWarning("there is no icon \"%s\"", qPrintable(name));
    return QIcon(new TintedIcon(name));
}

QImage drawLogo(const QByteArray &svg, const QSize &size) {
    QSvgRenderer renderer(svg);
    if (!renderer.isValid())
        return {};
    QImage image(size, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(QColor(light.window));
    const qreal side = size.width();
    painter.drawRoundedRect(QRectF({0, 0}, QSizeF(size)), side * 0.2, side * 0.2);
    renderer.render(
        &painter, QRectF({0, 0}, QSizeF(size)).adjusted(side * 0.12, side * 0.12, -side * 0.12, -side * 0.12));
    return image;
}

} // namespace theme
