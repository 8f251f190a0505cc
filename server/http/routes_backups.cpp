// SPDX-License-Identifier: GPL-3.0-or-later
// Backup endpoints.
#include "server/http/routes.h"
#include "server/services/backupservice.h"

void addBackupRoutes(Router &router, BackupService &backups) {
    router.add(Api::listBackups, backups, &BackupService::list);
    router.add(Api::createBackup, backups, &BackupService::create);
    router.add(Api::getBackup, backups, &BackupService::get);
    router.add(Api::deleteBackup, backups, &BackupService::remove);
    router.add(Api::restoreBackup, backups, &BackupService::restore);
    router.add(Api::verifyBackup, backups, &BackupService::verify);
}
