// SPDX-License-Identifier: GPL-3.0-or-later
// State, steps and journal.
#include "app/ui/operationview.h"
#include "app/models/format.h"
#include "app/ui/banner.h"
#include "app/ui/labels.h"
#include "app/ui/theme.h"
#include <QAbstractTextDocumentLayout>
#include <QApplication>
#include <QBoxLayout>
#include <QClipboard>
#include <QHeaderView>
#include <QScrollBar>
#include <QTextBlock>

using namespace std::chrono_literals;

namespace {

/// As high as its lines need, five at most; how many there are depends on its width, too.
class ErrorBox final : public QPlainTextEdit {
public:
    ErrorBox() { connect(this, &QPlainTextEdit::textChanged, this, &ErrorBox::fit); }

protected:
    void resizeEvent(QResizeEvent *event) override {
        QPlainTextEdit::resizeEvent(event);
        fit();
    }

private:
    void fit() {
        static constexpr int most = 5;
        int lines = 0;
        for (QTextBlock block = document()->begin(); block.isValid() && lines < most; block = block.next()) {
            (void)document()->documentLayout()->blockBoundingRect(block); // breaks it into lines
            lines += block.layout()->lineCount();
        }
        setFixedHeight(std::min(lines, most) * fontMetrics().lineSpacing() + 2 * int(document()->documentMargin()) + 6);
    }
};

QPlainTextEdit *textBox(QPlainTextEdit *box, const QString &name) {
    box->setReadOnly(true);
    box->setAccessibleName(name);
    box->setFont(theme::monospace());
    box->setFrameShape(QFrame::NoFrame);
    box->setTabChangesFocus(true);
    box->document()->setDocumentMargin(10);
    return box;
}

} // namespace

OperationView::OperationView(Workspace &workspace, QWidget *parent)
    : QWidget(parent)
    , m_workspace(workspace)
    , m_title(sectionLabel({}))
    , m_status(new StatusLabel)
    , m_facts(new ToneLabel(Tone::Secondary))
    , m_progress(new QProgressBar)
    , m_errorBox(new QWidget)
    , m_error(textBox(new ErrorBox, tr("Error")))
    , m_table(new RecordTable(m_steps, tr("Steps"), {QStringLiteral("operations"), tr("No steps yet."), {}, {}}))
    , m_journalText(textBox(new QPlainTextEdit, tr("Journal")))
    , m_tabs(new QTabWidget)
    , m_cancel(new QPushButton(theme::icon(QStringLiteral("cross")), tr("Cancel operation")))
    , m_open(new QPushButton(theme::icon(QStringLiteral("services")), tr("Show service"))) {
    m_facts->setWordWrap(false);
    m_progress->setRange(0, 100);
    m_progress->setTextVisible(false);
    m_progress->setFixedHeight(6);
    m_progress->setAccessibleName(tr("Progress"));
    m_table->view()->setSortingEnabled(false);
    m_table->proxy().sort(-1);
    m_table->view()->setSelectionMode(QAbstractItemView::NoSelection);
    m_table->view()->horizontalHeader()->setSortIndicatorShown(false);
    m_table->setWidths({140, 110, 84, 300}, {StepModel::Message});
    m_error->setObjectName(QStringLiteral("error"));
    m_journalText->setObjectName(QStringLiteral("journal"));
    m_journalText->setPlaceholderText(tr("The journal is empty."));
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(m_table, tr("Steps"));
    m_tabs->addTab(m_journalText, tr("Journal"));
    auto *copy = new QPushButton(theme::icon(QStringLiteral("copy")), tr("Copy details"));
    for (QPushButton *button : {m_cancel, m_open, copy})
        button->setAutoDefault(false);
    auto *head = new QHBoxLayout;
    head->setSpacing(12);
    head->addWidget(m_title);
    head->addWidget(m_status);
    head->addWidget(m_facts, 1);
    head->addWidget(copy);
    head->addWidget(m_open);
    head->addWidget(m_cancel);
    auto *errorLayout = new QVBoxLayout(m_errorBox);
    errorLayout->setContentsMargins(0, 0, 0, 0);
    errorLayout->addWidget(m_error);
    auto *top = new QVBoxLayout;
    top->setContentsMargins(16, 12, 12, 8);
    top->setSpacing(8);
    top->addLayout(head);
    top->addWidget(m_progress);
    top->addWidget(m_errorBox);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(top);
    layout->addWidget(m_tabs, 1);

    connect(copy, &QPushButton::clicked, this, [this] { QApplication::clipboard()->setText(asText()); });
    connect(m_open, &QPushButton::clicked, this, [this] { emit serviceRequested(m_operation.service_id.value); });
    connect(m_cancel, &QPushButton::clicked, this, [this] { spawn(cancel(m_operation.id)); });
    connect(&workspace, &Workspace::operationChanged, this, [this](const Operation &operation) {
        if (operation.id == m_operation.id)
            show(operation);
    });
    connect(&m_tick, &QTimer::timeout, this, [this] { // the time a running step has taken so far
        m_table->view()->viewport()->update();
        showState();
    });
    m_tick.setInterval(1s);
    m_journalSoon.setSingleShot(true);
    connect(&m_journalSoon, &QTimer::timeout, this, [this] { spawn(loadJournal(m_operation.id)); });
}

void OperationView::setOnline(bool online) {
    m_online = online;
    showState();
}

void OperationView::show(const Operation &operation) {
    const bool another = operation.id != m_operation.id;
    m_operation = operation;
    if (another) {
        m_steps.setRows({});
        m_journal.clear();
        m_journalText->clear();
    }
    m_steps.setRows(operation.steps);
    const bool ended = isFinished(operation.status);
    ended ? m_tick.stop() : m_tick.start();
    // Many changes a second, one question a second; at once when it is new or over.
    if (another || ended)
        m_journalSoon.start(0ms);
    else if (!m_journalSoon.isActive())
        m_journalSoon.start(1s);
    showState();
}

void OperationView::showState() {
    if (m_operation.id.isEmpty())
        return;
    const bool ended = isFinished(m_operation.status);
    //: What is done to which service: "Deploy shop"
    m_title->setText(tr("%1 %2").arg(format::word(toText(m_operation.kind)), m_operation.service_name));
    m_status->setStatus(format::progressWord(toText(m_operation.status)), format::word(toText(m_operation.status)));
    const QString time = format::span(m_operation.created_at, ended ? m_operation.finished_at : std::nullopt);
    //: How long an operation took or has been running, who began it and when
    m_facts->setText((ended ? tr("took %1, by %2, %3") : tr("for %1, by %2, %3"))
                         .arg(time, m_operation.created_by, format::relative(m_operation.created_at)));
    m_facts->setToolTip(ended ? format::absolute(m_operation.created_at)
                              : tr("Must end by %1").arg(format::absolute(m_operation.deadline)));
    m_progress->setValue(int(m_operation.progress * 100));
    m_progress->setVisible(!ended);
    const QString error = m_operation.error.value_or(QString());
    m_errorBox->setVisible(!error.isEmpty());
    if (m_error->toPlainText() != error)
        m_error->setPlainText(error);
    const bool may = m_workspace.may(Permission::OperationsCancel);
    m_cancel->setVisible(!ended);
    m_cancel->setEnabled(m_online && may);
    m_cancel->setToolTip(!m_online ? tr("Not while offline")
            : may                  ? tr("The last good state comes back")
                                   : tr("This key lacks the permission operations.cancel"));
    m_open->setEnabled(m_workspace.service(m_operation.service_id.value));
}

Task<> OperationView::loadJournal(OperationId id) {
    if (id.isEmpty())
        co_return;
    const QPointer<OperationView> self(this);
    m_workspace.api().forgetAnswers(); // entries are no change of the operation
    WaitQuery now;
    auto detail = co_await m_workspace.api().call(Api::getOperation, id, now);
    if (!self || m_operation.id != id)
        co_return;
    QStringList lines;
    if (!detail) {
        lines.append(tr("The journal could not be loaded."));
        lines.append(describe(detail.problem()));
    } else {
        for (qsizetype i = 0; i < detail->journal.size(); ++i) {
            if (detail->journal_omitted > 0 && i == 100)
                lines.append(tr("… %Ln entries are left out …", nullptr, detail->journal_omitted));
            const JournalEntry &entry = detail->journal[i];
            lines.append(format::clock(entry.time) + QStringLiteral("  ") + entry.step.leftJustified(9)
                + QStringLiteral(" ") + entry.message);
        }
    }
    const QString text = lines.join(u'\n');
    if (text == m_journal)
        co_return;
    QScrollBar *bar = m_journalText->verticalScrollBar();
    const bool atEnd = bar->value() == bar->maximum();
    const int place = bar->value();
    m_journal = text;
    m_journalText->setPlainText(text);
    bar->setValue(atEnd ? bar->maximum() : place);
}

Task<> OperationView::cancel(OperationId id) {
    const QPointer<OperationView> self(this);
    m_cancel->setEnabled(false);
    auto answer = co_await m_workspace.api().call(Api::cancelOperation, id);
    if (!self || m_operation.id != id)
        co_return;
    if (!answer) {
        m_errorBox->show();
        m_error->setPlainText(tr("The operation could not be cancelled.") + u'\n' + describe(answer.problem()));
    }
    m_cancel->setEnabled(true);
}

QString OperationView::asText() const {
    QStringList lines{m_operation.id.value, m_title->text() + QStringLiteral(": ") + m_status->text()};
    if (m_operation.error)
        lines.append(*m_operation.error);
    for (const Step &step : m_operation.steps)
        lines.append(QStringLiteral("%1 %2 %3").arg(step.name.leftJustified(9), toText(step.status), step.message));
    lines.append(m_journal);
    return lines.join(u'\n');
}
