// SPDX-License-Identifier: GPL-3.0-or-later
// OverviewTab: what a service is and how it is right now.
#pragma once

#include "app/ui/labels.h"
#include "shared/contract/service.h"
#include <QGridLayout>
#include <QScrollArea>
#include <QTimer>

/// A live value with a bar that says how much of its limit it takes.
class Meter final : public QWidget {
    Q_OBJECT
public:
    explicit Meter(const QString &name, QWidget *parent = nullptr);
    /// `fraction` of the limit; nullopt when there is no limit, and then no bar.
    void setValue(const QString &text, std::optional<double> fraction);
    QString text() const { return m_text; }
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_name;
    QString m_text;
    std::optional<double> m_fraction;
};

class OverviewTab final : public QScrollArea {
    Q_OBJECT
public:
    explicit OverviewTab(QWidget *parent = nullptr);
    void show(const Service &service);
    using QScrollArea::show;

signals:
    void operationRequested(const QString &id);

protected:
    void changeEvent(QEvent *event) override;

private:
    void showTimes();
    template <typename Widget>
    Widget *addRow(QGridLayout *grid, int row, const QString &name, Widget *value);
    static void setLine(QLabel *value, const QString &text);

    Service m_service;
    ToneLabel *m_error;
    StatusLabel *m_status;
    StatusLabel *m_health;
    QLabel *m_healthReason;
    QLabel *m_address;
    QLabel *m_source;
    QLabel *m_engine;
    QLabel *m_revision;
    QLabel *m_operation;
    Meter *m_cpu;
    Meter *m_memory;
    QLabel *m_storage;
    QLabel *m_created;
    QLabel *m_deployed;
    QLabel *m_id;
    QTimer m_tick;
};
