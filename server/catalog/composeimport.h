// SPDX-License-Identifier: GPL-3.0-or-later
// A template's text made from a Compose file: its placeholders and the secrets that stand in it become variables.
#pragma once

#include "server/catalog/templatefile.h"

struct ImportedTemplate {
    /// Text of the template, as far as one could be made.
    QByteArray source;
    /// What is wrong with it, by its own lines; of a Compose file that cannot be read at all, by the lines of that.
    QList<YamlProblem> problems;
};

/// `about` gives slug, display name, description and category. Values of environment variables whose names are those of
/// secrets do not stay in the text: each becomes a variable that the server fills, the same for the same value.
ImportedTemplate importCompose(const TemplateDetail &about, const QByteArray &compose);
