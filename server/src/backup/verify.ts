import { randomUUID } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { verifyAudit } from '../audit/index.ts'
import { createDatabase, createPool, inDatabase, type Connection } from '../db/database.ts'
import { BackupError, type Manifest } from './format.ts'
import { restoreBackup } from './restore.ts'

/**
 * Restores a backup into a scratch database on the same server, compares the rows and the audit
 * chain with what the manifest says, and removes the scratch database again.
 *
 * @throws BackupError naming what does not agree.
 */
export async function verifyBackup(
  file: string,
  connection: Connection,
  keys: ReadonlyMap<string, KeyObject>,
): Promise<Manifest> {
  const scratch = `changeover_verify_${randomUUID().replaceAll('-', '')}`
  const admin = createPool(connection, { max: 1 })
  try {
    await admin.query(`create database ${scratch}`)
    const target = inDatabase(connection, scratch)
    const manifest = await restoreBackup(file, target)
    await compare(target, manifest, keys)
    return manifest
  } finally {
    await admin.query(`drop database if exists ${scratch} with (force)`)
    await admin.end()
  }
}

/** Compares a restored database with what the backup says it holds. @throws BackupError */
export async function compare(
  connection: Connection,
  manifest: Manifest,
  keys: ReadonlyMap<string, KeyObject>,
): Promise<void> {
  const pool = createPool(connection, { max: 2 })
  try {
    for (const [table, count] of Object.entries(manifest.counts)) {
      const { rows } = await pool.query<{ count: number }>(
        `select count(*) as count from "${table}"`,
      )
      if (rows[0].count !== count)
        throw new BackupError(`${table} has ${rows[0].count} rows instead of ${count}.`)
    }
    const report = await verifyAudit(createDatabase(pool), keys, manifest.auditHead ?? undefined)
    if (!report.isIntact)
      throw new BackupError(`The record is not whole: ${JSON.stringify(report.findings)}`)
  } finally {
    await pool.end()
  }
}
