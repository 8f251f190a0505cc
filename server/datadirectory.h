// SPDX-License-Identifier: GPL-3.0-or-later
// DataDirectory: the one folder everything is kept in, checked and locked before anything in it is touched.
#pragma once

#include "shared/base/result.h"
#include <memory>

class DataDirectory {
public:
    ~DataDirectory();
    DataDirectory(DataDirectory &&other) noexcept;
    DataDirectory &operator=(DataDirectory &&) = delete;
    Q_DISABLE_COPY(DataDirectory)

    enum class Lock { Exclusive, None };
    /// Makes the folder when it is missing. Refused: a folder that cannot be written (`Unavailable`), one with other
    /// things in it (`Validation`), one another daemon holds (`Conflict`, with Lock::Exclusive).
    static Result<DataDirectory> open(const QString &path, Lock lock);

    const QString &path() const { return m_path; }
    QString filePath(QStringView name) const { return m_path + u'/' + name; }
    /// Tells this data directory from every other one; made at the first call.
    Result<QString> id() const;
    /// True until there is a database: also when a first start broke off half-way.
    bool isNew() const { return m_new; }

private:
    DataDirectory(QString path, bool isNew) : m_path(std::move(path)), m_new(isNew) { }

    QString m_path;
    bool m_new = false;
    int m_lock = -1;
};
