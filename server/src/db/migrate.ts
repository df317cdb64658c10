import { migrationProvider } from '@changeover/migrations'
import { sql } from 'kysely'
import { Migrator } from 'kysely/migration'
import type { Database } from './database.ts'

/**
 * Brings the schema up to date, forward only. Kysely's migrator holds an advisory lock for the
 * whole run, so several processes may start at once: one migrates, the others find it done.
 *
 * @returns the names of the migrations that ran now.
 * @throws the database's error when a migration fails; each runs in a transaction, so the schema
 *   is left as the last good one made it.
 */
export async function migrate(db: Database): Promise<string[]> {
  const migrator = new Migrator({ db: db.withoutPlugins(), provider: migrationProvider })
  const { error, results } = await migrator.migrateToLatest()
  if (error) throw error
  return (results ?? []).map((result) => result.migrationName)
}

/** Brings an empty database to the state after `name`, such as the one a backup was made in. */
export async function migrateTo(db: Database, name: string): Promise<void> {
  const migrator = new Migrator({ db: db.withoutPlugins(), provider: migrationProvider })
  const { error } = await migrator.migrateTo(name)
  if (error) throw error
}

/** The names of all migrations of this version, in order. */
export async function knownMigrations(): Promise<string[]> {
  return Object.keys(await migrationProvider.getMigrations()).toSorted()
}

/** Migrations that this version knows and the database has not run. Throws when it cannot be reached. */
export async function pendingMigrations(db: Database): Promise<string[]> {
  await sql`select 1`.execute(db)
  const migrator = new Migrator({ db: db.withoutPlugins(), provider: migrationProvider })
  const all = await migrator.getMigrations()
  return all
    .filter((migration) => migration.executedAt === undefined)
    .map((migration) => migration.name)
}
