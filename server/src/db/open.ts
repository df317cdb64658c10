import { join } from 'node:path'
import { mkdirSync } from 'node:fs'
import type { Config } from '../config.ts'
import type { Connection } from './database.ts'
import { openEmbedded } from './embedded/index.ts'
import { supervise } from './supervise.ts'

/** A PostgreSQL that can be reached, and how to let go of it. */
export interface OpenDatabase {
  connection: Connection
  /** Says where it is, for the log and for `doctor`. Never contains a password. */
  description: string
  close(): Promise<void>
}

/**
 * Opens the database that the configuration names: `DATABASE_URL`, or the embedded one. A `tool`
 * shares the embedded one with a server that runs.
 */
export async function openDatabase(
  config: Config,
  log: (line: string) => void,
  as: 'server' | 'tool' = 'server',
): Promise<OpenDatabase> {
  if (config.databaseUrl) {
    const url = new URL(config.databaseUrl)
    return {
      connection: { connectionString: config.databaseUrl },
      description: `PostgreSQL at ${url.host}${url.pathname}`,
      close: () => Promise.resolve(),
    }
  }
  mkdirSync(config.directory, { recursive: true })
  const embedded = await openEmbedded({ directory: join(config.directory), log, as })
  const watch = as === 'server' ? supervise(embedded, log) : undefined
  return {
    connection: embedded.connection,
    description: `embedded PostgreSQL in ${config.directory}${embedded.adopted ? ' (was running)' : ''}`,
    close: async () => {
      await watch?.end()
      await embedded.stop()
    },
  }
}
