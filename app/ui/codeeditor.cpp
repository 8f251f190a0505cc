// SPDX-License-Identifier: GPL-3.0-or-later
// The gutter, the marks, and where a path is in a YAML text.
#include "app/ui/codeeditor.h"
#include "app/ui/theme.h"
#include <QHelpEvent>
#include <QPainter>
#include <QTextBlock>
#include <QToolTip>

class CodeEditor::Gutter final : public QWidget {
public:
    explicit Gutter(CodeEditor *editor) : QWidget(editor), m_editor(editor) { setFocusPolicy(Qt::NoFocus); }

protected:
    void paintEvent(QPaintEvent *event) override { m_editor->paintGutter(event); }

private:
    CodeEditor *m_editor;
};

CodeEditor::CodeEditor(QWidget *parent) : QPlainTextEdit(parent), m_gutter(new Gutter(this)) {
    setFont(theme::monospace());
    setLineWrapMode(NoWrap);
    setTabStopDistance(fontMetrics().horizontalAdvance(u' ') * 2);
    connect(this, &QPlainTextEdit::blockCountChanged, this, &CodeEditor::layoutGutter);
    connect(this, &QPlainTextEdit::updateRequest, this, [this](const QRect &rect, int dy) {
        dy != 0 ? m_gutter->scroll(0, dy) : m_gutter->update(0, rect.y(), m_gutter->width(), rect.height());
    });
    connect(this, &QPlainTextEdit::textChanged, this, [this] {
        if (!m_problems.isEmpty())
            setProblems({});
    });
    connect(this, &QPlainTextEdit::cursorPositionChanged, this, &CodeEditor::mark);
    layoutGutter();
    mark();
}

int CodeEditor::gutterWidth() const {
    const int digits = std::max(2, int(QString::number(blockCount()).size()));
    return 20 + fontMetrics().horizontalAdvance(u'9') * digits;
}

void CodeEditor::layoutGutter() {
    setViewportMargins(gutterWidth(), 0, 0, 0);
    const QRect area = contentsRect();
    m_gutter->setGeometry(area.left(), area.top(), gutterWidth(), area.height());
}

void CodeEditor::resizeEvent(QResizeEvent *event) {
    QPlainTextEdit::resizeEvent(event);
    layoutGutter();
}

void CodeEditor::changeEvent(QEvent *event) {
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_gutter)
        mark();
}

void CodeEditor::paintGutter(QPaintEvent *event) {
    QPainter painter(m_gutter);
    painter.fillRect(event->rect(), palette().alternateBase());
    painter.setFont(font());
    const int current = textCursor().blockNumber();
    for (QTextBlock block = firstVisibleBlock(); block.isValid(); block = block.next()) {
        const QRectF place = blockBoundingGeometry(block).translated(contentOffset());
        if (place.top() > event->rect().bottom())
            break;
        const int line = block.blockNumber() + 1;
        const bool wrong = m_problems.contains(line);
        if (wrong)
            theme::drawDot(painter, QPointF(7, place.center().y()), QStringLiteral("failed"));
        painter.setPen(wrong          ? theme::statusColor(QStringLiteral("failed"))
                : line == current + 1 ? theme::text()
                                      : theme::secondaryText());
        painter.drawText(QRectF(0, place.top(), m_gutter->width() - 6, place.height()),
            Qt::AlignRight | Qt::AlignVCenter, QString::number(line));
    }
}

void CodeEditor::setProblems(const QMap<int, QString> &problems) {
    m_problems = problems;
    if (!problems.isEmpty())
        goToLine(problems.firstKey());
    mark();
    m_gutter->update();
}

void CodeEditor::goToLine(int line) {
    const QTextBlock block = document()->findBlockByNumber(line - 1);
    if (!block.isValid())
        return;
    setTextCursor(QTextCursor(block));
    centerCursor();
}

void CodeEditor::mark() {
    QList<QTextEdit::ExtraSelection> marks;
    for (auto it = m_problems.begin(); it != m_problems.end(); ++it) {
        const QTextBlock block = document()->findBlockByNumber(it.key() - 1);
        if (!block.isValid())
            continue;
        QTextEdit::ExtraSelection mark;
        mark.cursor = QTextCursor(block);
        mark.format.setBackground(theme::tint(theme::statusColor(QStringLiteral("failed"))));
        mark.format.setProperty(QTextFormat::FullWidthSelection, true);
        marks.append(mark);
    }
    setExtraSelections(marks);
    m_gutter->update();
}

bool CodeEditor::event(QEvent *event) {
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const int line = cursorForPosition(viewport()->mapFrom(this, help->pos())).blockNumber() + 1;
        if (const QString text = m_problems.value(line); !text.isEmpty()) {
            QToolTip::showText(help->globalPos(), text, this);
            return true;
        }
    }
    return QPlainTextEdit::event(event);
}

void CodeEditor::insertTwoSpaces() {
    QTextCursor cursor = textCursor();
    cursor.insertText(QStringLiteral("  "));
}

void CodeEditor::keyPressEvent(QKeyEvent *event) {
    // YAML knows no tabs. Ctrl+Tab still leaves the editor, and Shift+Tab goes back.
    if (event->key() == Qt::Key_Tab && event->modifiers() == Qt::NoModifier && !tabChangesFocus())
        return insertTwoSpaces();
    const bool isReturn = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (!isReturn || event->modifiers() != Qt::NoModifier)
        return QPlainTextEdit::keyPressEvent(event);
    const QString line = textCursor().block().text().left(textCursor().positionInBlock());
    qsizetype indent = 0;
    while (indent < line.size() && line[indent] == u' ')
        ++indent;
    if (line.trimmed().endsWith(u':'))
        indent += 2;
    textCursor().insertText(u'\n' + QString(indent, u' '));
    ensureCursorVisible();
}

int yamlLineOf(const QString &text, const QString &path) {
    const QStringList lines = text.split(u'\n');
    const QStringList steps = path.split(u'.', Qt::SkipEmptyParts);
    int found = 0;
    qsizetype from = 0, depth = -1;
    for (const QString &step : steps) {
        bool isIndex = false;
        const int wanted = step.toInt(&isIndex);
        int seen = -1;
        qsizetype level = -1, at = -1;
        for (qsizetype i = from; i < lines.size(); ++i) {
            const QString line = lines[i].trimmed();
            if (line.isEmpty() || line.startsWith(u'#'))
                continue;
            const qsizetype indent = lines[i].indexOf(line);
            const bool item = line.startsWith(u'-');
            if (indent <= depth && !(isIndex && item && indent == depth))
                break; // the end of what the path has led into
            if (level < 0)
                level = indent;
            if (indent != level)
                continue;
            QString key = line.section(u':', 0, 0).trimmed();
            if (key.size() > 1 && (key.startsWith(u'"') || key.startsWith(u'\'')))
                key = key.mid(1, key.size() - 2);
            if (isIndex && item ? ++seen == wanted : key == step) {
                at = i;
                break;
            }
        }
        if (at < 0)
            break;
        found = int(at) + 1;
        from = at + 1;
        depth = level;
    }
    return found;
}
