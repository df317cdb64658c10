#!/usr/bin/env node
import { Command } from 'commander'
import { AppError } from '@changeover/shared/commands'
import { BackupError } from '../backup/index.ts'
import { ConfigError } from '../config.ts'
import { auditCommand } from './audit.ts'
import { backupCommand } from './backup.ts'
import { demoCommand } from './demo.ts'
import { doctorCommand } from './doctor.ts'
import { importFileCommand } from './import.ts'
import { migrateCommand } from './migrate.ts'
import { rollupCommand } from './rollup.ts'
import { moveCommand } from './move.ts'
import { restoreCommand } from './restore.ts'
import { tablesCommand } from './tables.ts'
import { userCommand } from './user.ts'
import { withServices } from './with-services.ts'

/** `changeover …`: what an administrator or a script does without a browser. */
const program = new Command('changeover')
  .description('Administers this installation of Changeover.')
  .showHelpAfterError()
  .addCommand(importFileCommand)
  .addCommand(userCommand)
  .addCommand(migrateCommand)
  .addCommand(doctorCommand)
  .addCommand(demoCommand((run) => withServices(run, { isDemo: true })))
  .addCommand(rollupCommand)
  .addCommand(tablesCommand)
  .addCommand(auditCommand)
  .addCommand(backupCommand)
  .addCommand(restoreCommand)
  .addCommand(moveCommand)

try {
  await program.parseAsync()
} catch (error) {
  const isExpected =
    error instanceof AppError || error instanceof ConfigError || error instanceof BackupError
  const text = error instanceof Error ? (isExpected ? error.message : error.stack) : String(error)
  process.stderr.write(`${text}\n`)
  if (error instanceof AppError && Object.keys(error.details).length > 0)
    process.stderr.write(`${JSON.stringify(error.details)}\n`)
  process.exitCode = 1
}
