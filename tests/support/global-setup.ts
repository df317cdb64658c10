import { readConfig } from '@changeover/server/config'
import { createDatabase, createPool, type Connection } from '@changeover/server/db/database'
import { migrate } from '@changeover/server/db/migrate'
import { openDatabase } from '@changeover/server/db/open'
import { fileURLToPath } from 'node:url'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** The server on which each test file makes databases of its own, copied from the template. */
    testServer: { connection: Connection; template: string }
  }
}

const repository = fileURLToPath(new URL('../..', import.meta.url))

/** Opens one real PostgreSQL for the run (embedded, or DATABASE_URL) with a migrated template database. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const config = readConfig({ ...process.env, CHANGEOVER_DIR: `${repository}.changeover/test` })
  const opened = await openDatabase(config, () => undefined, 'tool')
  const template = `changeover_template_${project.name}_${process.pid}`
  const admin = createPool(opened.connection, { max: 1 })
  await admin.query(`create database ${template}`)
  const templateDb = createDatabase(createPool(inDatabase(opened.connection, template), { max: 1 }))
  await migrate(templateDb)
  await templateDb.destroy()
  project.provide('testServer', { connection: opened.connection, template })
  return async () => {
    await admin.query(`drop database if exists ${template} with (force)`)
    await admin.end()
    await opened.close()
  }
}

/** The same server, another database. */
export function inDatabase(connection: Connection, database: string): Connection {
  if (!('connectionString' in connection)) return { ...connection, database }
  const url = new URL(connection.connectionString)
  url.pathname = `/${database}`
  return { connectionString: url.href }
}
