// SPDX-License-Identifier: GPL-3.0-or-later
// The editor, and the way from an error to its line.
#include "app/ui/composeform.h"
#include "app/ui/codeeditor.h"
#include "app/ui/labels.h"
#include "app/ui/theme.h"
#include <QBoxLayout>
#include <QFileDialog>
#include <QPushButton>
#include <QRegularExpression>

static constexpr qint64 largestFile = 1024 * 1024;

ComposeForm::ComposeForm(QWidget *parent)
    : SourceForm({}, parent)
    , m_editor(new CodeEditor)
    , m_variables(new QPlainTextEdit)
    , m_problem(new ToneLabel(Tone::Failed)) {
    m_editor->setAccessibleName(tr("Compose file"));
    m_editor->setAccessibleDescription(tr("Ctrl+Tab leaves the editor"));
    m_editor->setMinimumHeight(220);
    m_editor->setPlaceholderText(
        QStringLiteral("services:\n  web:\n    image: nginx:1.25\n    ports:\n      - \"80\""));
    m_problem->hide();
    m_problem->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto *open = new QPushButton(theme::icon(QStringLiteral("export")), tr("Open file…"));
    open->setFlat(true);
    open->setAutoDefault(false);
    auto *head = new QHBoxLayout;
    head->addWidget(sectionLabel(tr("Compose file *")));
    head->addStretch();
    head->addWidget(open);
    fields()->addLayout(head);
    fields()->addWidget(m_editor, 1);
    addControl(QStringLiteral("compose"), m_editor);
    fields()->addWidget(m_problem);
    fields()->addSpacing(12);
    m_variables->setPlaceholderText(QStringLiteral("TAG=1.25"));
    m_variables->setFont(theme::monospace());
    m_variables->setTabChangesFocus(true);
    m_variables->setMaximumHeight(72);
    addField(QStringLiteral("variables"), tr("Variables"), false, m_variables,
        tr("Values for ${NAME} in the file, one NAME=value a line."));
    connect(open, &QPushButton::clicked, this, &ComposeForm::load);
    connect(m_editor, &QPlainTextEdit::textChanged, this, [this] {
        m_problem->hide();
        emit changed();
    });
}

void ComposeForm::load() {
    const QString path = QFileDialog::getOpenFileName(
        this, tr("Open Compose file"), {}, tr("Compose files (*.yaml *.yml);;All files (*)"));
    if (!path.isEmpty())
        read(path);
}

void ComposeForm::read(const QString &path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly) || file.size() > largestFile) {
        m_problem->setText(file.isOpen() ? tr("The file is larger than 1 MiB.")
                                         : tr("The file cannot be read: %1").arg(file.errorString()));
        m_problem->show();
        return;
    }
    m_editor->setPlainText(QString::fromUtf8(file.readAll()));
}

QString ComposeForm::summary() const {
    return tr("Compose file of %Ln line(s)", nullptr, m_editor->blockCount());
}

void ComposeForm::fill(CreateService &body) const {
    body.compose = m_editor->toPlainText();
    QMap<QString, QJsonValue> values;
    const QStringList lines = m_variables->toPlainText().split(u'\n', Qt::SkipEmptyParts);
    for (const QString &line : lines)
        if (line.contains(u'='))
            values.insert(line.section(u'=', 0, 0).trimmed(), line.section(u'=', 1));
    if (!values.isEmpty())
        body.variables = values;
}

QMap<QString, QString> ComposeForm::faults() const {
    if (m_editor->toPlainText().trimmed().isEmpty())
        return {{QStringLiteral("compose"), tr("Paste a Compose file or open one.")}};
    return {};
}

void ComposeForm::clearProblems() {
    SourceForm::clearProblems();
    m_problem->clear();
    m_problem->hide();
    m_editor->setProblems({});
}

bool ComposeForm::showAt(const QString &path, const QString &text) {
    if (path != QLatin1String("compose") && !path.startsWith(QLatin1String("compose.")))
        return false;
    const QStringList problems = text.split(u'\n', Qt::SkipEmptyParts); // the server tells all it has found
    for (const QString &problem : problems)
        mark(path, problem);
    return true;
}

void ComposeForm::mark(const QString &path, const QString &text) {
    // The server names the line where it knows it; else the path leads there.
    static const QRegularExpression named(QStringLiteral("\\bline (\\d+)"));
    const QString inside = path.mid(8);
    const QRegularExpressionMatch match = named.match(text);
    const int line = match.hasMatch() ? match.captured(1).toInt() : yamlLineOf(m_editor->toPlainText(), inside);
    const QString words =
        inside.isEmpty() || text.contains(inside) ? text : QString(inside + QStringLiteral(": ") + text);
    if (line > 0) {
        QMap<int, QString> problems = m_editor->problems();
        problems[line] = problems.contains(line) ? QString(problems[line] + u'\n' + words) : words;
        m_editor->setProblems(problems);
        m_editor->setFocus();
    }
    const QString shown = line > 0 && !match.hasMatch() ? tr("Line %1: %2").arg(line).arg(words) : words;
    m_problem->setText(m_problem->text().isEmpty() ? shown : QString(m_problem->text() + u'\n' + shown));
    m_problem->show();
}
