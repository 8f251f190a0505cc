// SPDX-License-Identifier: GPL-3.0-or-later
// Placeholders in texts of templates and Compose files, in the Compose specification's form ("Interpolation").
#pragma once

#include "shared/base/result.h"
#include <vector>

/// Braced: ${NAME}, ${NAME:-default}, ${NAME-default}, ${NAME:?message}, ${NAME?message}, ${NAME:+text}, ${NAME+text};
/// whatever else stands after a dollar sign is text. Compose: $NAME too, and anything else is an error. In both, $$ is
/// a dollar sign, and defaults may hold placeholders.
enum class PlaceholderForm { Braced, Compose };

/// One part of a text: text as it is, a placeholder, or a dollar sign that begins nothing.
struct TextPiece {
    enum class Kind { Literal, Placeholder, Malformed };
    /// What counts when the name has no value: nothing does, `word` is the default, `word` is the message of the
    /// error, or `word` is what stands there only if there is a value.
    enum class Otherwise { Nothing, Default, Message, Alternative };

    Kind kind = Kind::Literal;
    /// The piece as it is written; in literals $$ is one dollar sign already.
    QString text;
    QString name;
    Otherwise otherwise = Otherwise::Nothing;
    /// With a colon an empty value counts as none.
    bool emptyIsNone = false;
    /// May hold placeholders again. For what is malformed: its first characters, to name it by.
    QString word;
};
std::vector<TextPiece> textPieces(QStringView text, PlaceholderForm form = PlaceholderForm::Braced);

/// Characters a text may have once its placeholders are filled in.
inline constexpr qsizetype maxInterpolated = 1024 * 1024;

/// Fills the placeholders in. What is put in is not looked at again, so a value cannot bring placeholders of its own. A
/// name without value and default is an error whose field is `variables.NAME`; other errors have no field.
Result<QString> interpolate(
    const QString &text, const QMap<QString, QString> &values, PlaceholderForm form = PlaceholderForm::Braced);
Result<QStringList> interpolate(const QStringList &texts, const QMap<QString, QString> &values);
