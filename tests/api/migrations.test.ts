import { openAuditKey, trustedKeys, verifyAudit } from '@changeover/server/audit/index'
import {
  createDatabase,
  createPool,
  inDatabase,
  type Database,
} from '@changeover/server/db/database'
import { knownMigrations, migrateTo, pendingMigrations } from '@changeover/server/db/migrate'
import { mkdtempSync, rmSync } from 'node:fs'
import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type pg from 'pg'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import { doneLater, EARLY_SCHEMA, fillEarlyInstallation } from '../support/early-installation.ts'
import { sealAll } from '../support/seal.ts'

/** An installation of long ago that is brought up to date, one migration after the other, with its data in it. */
type Row = Record<string, unknown>
type Contents = Map<string, Row[]>

/** What migrations write anew on purpose, as table and column. */
const REWRITTEN: Readonly<Record<string, readonly string[]>> = {
  // Accounts were made by an administrator before addresses were ever verified.
  '0020_sign_in': ['person.email_verified'],
  // The same values, in columns.
  '0054_report_columns': ['executive_link.report'],
}

let pool: pg.Pool
let db: Database
beforeAll(async () => {
  const { connection } = inject('testServer')
  const name = `early_${randomUUID().replaceAll('-', '')}`
  const admin = createPool(connection, { max: 1 })
  await admin.query(`create database ${name}`)
  pool = createPool(inDatabase(connection, name), { max: 2 })
  db = createDatabase(pool)
  await migrateTo(db, EARLY_SCHEMA)
  await fillEarlyInstallation(pool)
  return async () => {
    await db.destroy()
    await admin.query(`drop database ${name} with (force)`)
    await admin.end()
  }
})

/** All rows of all tables as JSON. What the migrator notes for itself is none of our data. */
async function contents(): Promise<Contents> {
  const { rows: tables } = await pool.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'public' and tablename not like 'kysely%'`,
  )
  const found: Contents = new Map()
  for (const { name } of tables) {
    const { rows } = await pool.query<{ row: Row }>(`select to_jsonb(t) as row from "${name}" t`)
    found.set(
      name,
      rows.map(({ row }) => row),
    )
  }
  return found
}

/** The rows of before of which no row of now says the same, in the columns that are still there. */
function lost(before: Contents, now: Contents, rewritten: readonly string[]): string[] {
  return [...before].flatMap(([table, rows]) => {
    const saysTheSame = (old: Row, other: Row) =>
      Object.keys(old)
        .filter((column) => column in other && !rewritten.includes(`${table}.${column}`))
        .every((column) => JSON.stringify(old[column]) === JSON.stringify(other[column]))
    return rows
      .filter((old) => !(now.get(table) ?? []).some((other) => saysTheSame(old, other)))
      .map((old) => `${table} ${JSON.stringify(old)}`)
  })
}

describe('an early installation', () => {
  it('has something in nearly every table that there was', async () => {
    const filled = [...(await contents())].filter(([, rows]) => rows.length > 0)
    expect(filled.length).toBeGreaterThan(28)
  })

  it('comes up to date migration by migration, and no row is lost or says something else', async () => {
    const migrations = await knownMigrations()
    const later = migrations.slice(migrations.indexOf(EARLY_SCHEMA) + 1)
    expect(later.length).toBeGreaterThan(15)
    const changed: Record<string, string[]> = {}
    for (const migration of later) {
      const before = await contents()
      await migrateTo(db, migration)
      const rows = lost(before, await contents(), REWRITTEN[migration] ?? [])
      if (rows.length > 0) changed[migration] = rows
      await doneLater[migration]?.(pool)
    }
    expect(changed).toEqual({})
    expect(await pendingMigrations(db)).toEqual([])
  })

  it('has then also what later versions derive from it', async () => {
    const { rows } = await pool.query(
      `select (select document from site_search) as document,
         (select sum(quantity)::integer from rollup_now where measure = 'scope') as scope,
         (select sum(quantity)::integer from rollup_now where measure = 'done') as done,
         (select ac_nacs_ports from site_stock) as nacs`,
    )
    expect(rows).toEqual([
      {
        document: expect.stringMatching(/alder lot 1 pine st seattle us-wa[\s\S]*alder 1 4711/),
        scope: 1,
        done: 1,
        nacs: 1,
      },
    ])
  })

  it('opens what was frozen in another form', async () => {
    const { rows } = await pool.query(
      `select report -> 'burnUp' -> 'series' as series from executive_link`,
    )
    expect(rows[0].series).toEqual([
      {
        charge: 'AC',
        on: ['2025-06-08', '2025-06-15'],
        done: [3, null],
        scope: [4, 4],
        planned: [2, 4],
      },
      { charge: 'DC', on: ['2025-06-08'], done: [0], scope: [4], planned: null },
    ])
  })

  it('goes on with its record: what was written long ago is sealed and found whole', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'changeover-early-'))
    await sealAll(db, openAuditKey(directory))
    expect(await verifyAudit(db, trustedKeys(directory))).toMatchObject({
      isIntact: true,
      sealedEvents: 2,
    })
    rmSync(directory, { recursive: true })
  })
})
