// SPDX-License-Identifier: GPL-3.0-or-later
// Labels that follow the theme: quiet, failed or warning text, and a state as dot and word.
#pragma once

#include <QLabel>

enum class Tone { Plain, Secondary, Failed, Warning };

/// Plain text, never taken for HTML. Its colour changes with the theme.
class ToneLabel final : public QLabel {
    Q_OBJECT
public:
    explicit ToneLabel(Tone tone, const QString &text = {}, QWidget *parent = nullptr);
    void setTone(Tone tone);

protected:
    void changeEvent(QEvent *event) override;

private:
    void colour();
    Tone m_tone;
};

/// A dot in the state's colour and its word: never the colour alone.
class StatusLabel final : public QWidget {
    Q_OBJECT
public:
    explicit StatusLabel(QWidget *parent = nullptr);
    /// `state` is a word of the API; without one there is no dot.
    void setStatus(const QString &state, const QString &text);
    QString text() const { return m_text; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_state;
    QString m_text;
};

/// Text that ends in an ellipsis where there is not room for all of it; the pointer on it shows the rest.
class ElidedLabel final : public QLabel {
    Q_OBJECT
public:
    using QLabel::QLabel;
    QSize minimumSizeHint() const override { return {48, sizeHint().height()}; }

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
};

/// The title of a page, dialog or section.
QLabel *titleLabel(const QString &text);
QLabel *sectionLabel(const QString &text);
/// A value one may select and copy; with its name for screen readers.
QLabel *valueLabel(const QString &name);
