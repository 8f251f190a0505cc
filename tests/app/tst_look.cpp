// SPDX-License-Identifier: GPL-3.0-or-later
// Icons and fonts: every one that is shown is one of ours, drawn in the theme's colours.
#include "app/ui/codeeditor.h"
#include "app/ui/commandpalette.h"
#include "app/ui/connectdialog.h"
#include "app/ui/deletedialog.h"
#include "app/ui/deploydialog.h"
#include "app/ui/logos.h"
#include "app/ui/logview.h"
#include "app/ui/mainwindow.h"
#include "app/ui/servicespage.h"
#include "app/ui/shortcutsdialog.h"
#include "app/ui/sourcechooser.h"
#include "app/ui/theme.h"
#include "tests/support/desktopmain.h"
#include <QAbstractButton>
#include <QAction>
#include <QDir>
#include <QFileDialog>
#include <QFontInfo>
#include <QLineEdit>
#include <QListView>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QRawFont>
#include <QRegularExpression>
#include <QTabBar>

class tst_look : public QObject {
    Q_OBJECT

    ProfileStore m_profiles;
    KeyStore m_keys;
    Workspace m_workspace{Access{QUrl(QStringLiteral("http://127.0.0.1:1")), {}, {}}}; // nobody is there
    Logos m_logos{m_workspace};
    std::vector<std::unique_ptr<QWidget>> m_windows;

    /// Empty when the icon is there and drawn in the text's colour; else what is wrong with it.
    static QString fault(const QIcon &icon, QIcon::Mode mode = QIcon::Normal) {
        const QColor wanted = QApplication::palette().color(QPalette::Text);
        const QImage image = icon.pixmap(QSize(20, 20), 1.0, mode).toImage().convertToFormat(QImage::Format_ARGB32);
        int drawn = 0;
        for (int y = 0; y < image.height(); ++y)
            for (int x = 0; x < image.width(); ++x) {
                const QColor pixel = image.pixelColor(x, y);
                drawn += pixel.alpha() > 40;
                const bool isOpaque = pixel.alpha() == 255;
                if (mode == QIcon::Disabled && isOpaque)
                    return QStringLiteral("is not faded");
                if (isOpaque && pixel.rgb() != wanted.rgb())
                    return QStringLiteral("has the colour ") + pixel.name();
            }
        return drawn > 5 ? QString() : QStringLiteral("is empty");
    }
    static QStringList ours() {
        QStringList names = QDir(QStringLiteral(":/icons")).entryList({QStringLiteral("*.svg")});
        for (QString &name : names)
            name.chop(4);
        return names;
    }
    /// Everything that is an icon in `root`, with where it is.
    static QList<std::pair<QString, QIcon>> iconsIn(const QWidget &root) {
        QList<std::pair<QString, QIcon>> found;
        const auto add = [&](const QString &where, const QIcon &icon) {
            if (!icon.isNull())
                found.append({where, icon});
        };
        const auto all = root.findChildren<QWidget *>();
        for (const QWidget *widget : all) {
            const QString where = QLatin1String(widget->metaObject()->className()) + u' ' + widget->accessibleName();
            if (const auto *button = qobject_cast<const QAbstractButton *>(widget))
                add(where + u' ' + button->text(), button->icon());
            if (const auto *tabs = qobject_cast<const QTabBar *>(widget))
                for (int i = 0; i < tabs->count(); ++i)
                    add(where + u' ' + tabs->tabText(i), tabs->tabIcon(i));
            if (const auto *list = qobject_cast<const QListWidget *>(widget))
                for (int i = 0; i < list->count(); ++i)
                    add(where + u' ' + list->item(i)->text(), list->item(i)->icon());
            for (const QAction *action : widget->actions())
                add(where + u' ' + action->text(), action->icon());
        }
        return found;
    }
    template <typename Window, typename... Arguments>
    Window &make(Arguments &&...arguments) {
        m_windows.push_back(std::make_unique<Window>(std::forward<Arguments>(arguments)...));
        return static_cast<Window &>(*m_windows.back());
    }

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral("there is no icon"))); }
    void initTestCase() {
        QTest::failOnWarning(QRegularExpression(QStringLiteral("there is no icon")));
        theme::install(*qApp);
        auto &window = make<MainWindow>(m_profiles, m_keys);
        window.show();
        window.openServer(m_workspace.api().access(), QStringLiteral("nowhere"));
        QTRY_VERIFY(!window.servicesPage()->isHidden());
        make<ConnectDialog>(m_profiles, m_keys);
        make<DeployDialog>(m_workspace, m_logos, QString());
        Service service;
        service.name = QStringLiteral("web");
        make<DeleteDialog>(QList<Service>{service});
        make<ShortcutsDialog>();
        auto &save = make<QFileDialog>();
        save.setOption(QFileDialog::DontUseNativeDialog);
        save.setAcceptMode(QFileDialog::AcceptSave);
        for (const auto &one : m_windows)
            one->show();
    }
    void everyIconIsDrawnInBothThemes() {
        QVERIFY(ours().size() > 20);
        for (const auto choice : {theme::Choice::Light, theme::Choice::Dark}) {
            theme::apply(choice);
            for (const QString &name : ours())
                for (const auto mode : {QIcon::Normal, QIcon::Disabled}) {
                    const QString wrong = fault(theme::icon(name), mode);
                    QVERIFY2(wrong.isEmpty(), qPrintable(name + u' ' + wrong));
                }
        }
    }
    void everyIconThatIsShownIsOneOfOurs() {
        const QStringList known = ours();
        for (const auto choice : {theme::Choice::Light, theme::Choice::Dark}) {
            theme::apply(choice);
            int seen = 0;
            for (const auto &window : m_windows)
                for (const auto &[where, icon] : iconsIn(*window)) {
                    ++seen;
                    QVERIFY2(known.contains(icon.name()), qPrintable(where + u' ' + icon.name()));
                    const QString wrong = fault(icon);
                    QVERIFY2(wrong.isEmpty(), qPrintable(where + u' ' + icon.name() + u' ' + wrong));
                }
            QVERIFY2(seen > 40, qPrintable(QString::number(seen)));
        }
    }
    void theClearButtonOfAFieldIsOneOfThem() {
        QLineEdit field(QStringLiteral("text"));
        field.setClearButtonEnabled(true);
        field.show();
        const auto *clear = field.findChild<QAbstractButton *>();
        QVERIFY(clear);
        QCOMPARE(clear->icon().name(), QStringLiteral("cross"));
    }
    void theCommandsOfThePaletteHaveThem() {
        auto &window = *m_windows.front();
        window.activateWindow();
        QTRY_VERIFY(window.isActiveWindow());
        QTest::keyClick(&window, Qt::Key_K, Qt::ControlModifier);
        auto *palette = window.findChild<CommandPalette *>();
        QVERIFY(palette);
        const QAbstractItemModel *commands = palette->findChild<QListView *>()->model();
        QVERIFY(commands->rowCount() > 3);
        for (int row = 0; row < commands->rowCount(); ++row) {
            const QString icon = commands->index(row, 0).data(CommandList::Icon).toString();
            QVERIFY2(ours().contains(icon), qPrintable(commands->index(row, 0).data().toString() + u' ' + icon));
        }
        palette->close();
    }
    /// Also where it takes a failure or a missing permission to see it; and none is carried along that nobody shows.
    void everyIconThatIsNamedInTheSourcesIsThere() {
        QString sources;
        QDir folder(QStringLiteral(AAP_SOURCE_DIR "/app/ui"));
        const QStringList files = folder.entryList({QStringLiteral("*.cpp")});
        for (const QString &name : files) {
            QFile file(folder.filePath(name));
            QVERIFY(file.open(QIODevice::ReadOnly));
            sources += QString::fromUtf8(file.readAll());
        }
        static const QRegularExpression named(
            QStringLiteral("\\{QStringLiteral\\(\"([a-z]+)\"\\), ?tr\\(|" // words of pages and tables
                           "[^a-zA-Z]show\\(QStringLiteral\\(\"([a-z]+)\"\\)|" // states
                           "[^a-zA-Z]icon\\((?:[a-z]+ \\? )?QStringLiteral\\(\"([a-z]+)\"\\)|"
                           "(?:make|add)\\(\"([a-z]+)\", "));
        const QStringList known = ours();
        int seen = 0;
        for (auto match = named.globalMatch(sources); match.hasNext(); ++seen) {
            const QString name = match.next().capturedTexts().last();
            QVERIFY2(known.contains(name), qPrintable(name));
        }
        QVERIFY2(seen > 20, qPrintable(QString::number(seen)));
        for (const QString &name : known)
            QVERIFY2(name == QLatin1String("app") || sources.contains(u'"' + name + u'"'), qPrintable(name));
    }
    void everyTextIsInTheBundledFonts() {
        int texts = 0, code = 0;
        for (const auto &window : m_windows) {
            const auto all = window->findChildren<QWidget *>();
            for (const QWidget *widget : all) {
                const QFontInfo font(widget->font());
                const bool isCode = qobject_cast<const LogView *>(widget) || qobject_cast<const CodeEditor *>(widget)
                    || widget->objectName() == QLatin1String("journal");
                QVERIFY2(font.family() == QLatin1String(isCode ? "JetBrains Mono" : "Inter")
                        || (!isCode && font.family() == QLatin1String("JetBrains Mono")),
                    qPrintable(QLatin1String(widget->metaObject()->className()) + u' ' + font.family()));
                ++(font.family() == QLatin1String("Inter") ? texts : code);
            }
        }
        QVERIFY2(texts > 100 && code > 2 && texts > code * 5, qPrintable(QStringLiteral("%1 %2").arg(texts).arg(code)));
    }
    void theFontsAreThoseWeBring_data() {
        QTest::addColumn<QFont>("font");
        QTest::addColumn<QString>("file");
        QTest::newRow("text") << QApplication::font() << QStringLiteral("Inter-Regular.otf");
        QTest::newRow("titles") << theme::title() << QStringLiteral("Inter-SemiBold.otf");
        QTest::newRow("code") << theme::monospace() << QStringLiteral("JetBrainsMono-Regular.ttf");
    }
    void theFontsAreThoseWeBring() {
        QFETCH(QFont, font);
        QFETCH(QString, file);
        const QRawFont bundled(QStringLiteral(":/fonts/") + file, 12);
        QVERIFY(bundled.isValid());
        const QRawFont used = QRawFont::fromFont(font);
        for (const char *table : {"head", "name", "OS/2"}) { // of another file they would differ
            QVERIFY(!bundled.fontTable(table).isEmpty());
            QVERIFY2(used.fontTable(table) == bundled.fontTable(table), table);
        }
    }
    void cleanupTestCase() {
        theme::apply(theme::Choice::Light);
        m_windows.clear();
    }
};

DESKTOP_TEST_MAIN(tst_look)
#include "tst_look.moc"
