/** How to reach the embedded PostgreSQL, and the proof that it is the one of our directory. */
import { readFileSync, realpathSync } from 'node:fs'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Account } from './account.ts'
import type { Place } from './directory.ts'
import { EmbeddedError } from './errors.ts'
import type { Postmaster } from './postmaster.ts'
import { passwordFile, USER } from './process.ts'
import type { Settings } from './settings.ts'
import { keepSocketDirectory, socketDirectory } from './socket.ts'

export interface Connection {
  /** Directory of the unix socket; 127.0.0.1 on Windows. */
  host: string
  port: number
  user: string
  database: string
  /** On Windows only; elsewhere the socket's directory is closed to other accounts. */
  password?: string
}

const UNKNOWN_DATABASE = '3D000'
const STARTING_OR_STOPPING = '57P03'

/** Settings for a private socket and no port; on Windows for a free port of this machine only. */
export async function listeningSettings(place: Place, account: Account): Promise<Settings> {
  if (process.platform === 'win32') {
    return { listen_addresses: '127.0.0.1', port: String(await freePort()) }
  }
  return {
    listen_addresses: '',
    port: '5432',
    unix_socket_directories: socketDirectory(place.base, account),
    unix_socket_permissions: '0700',
  }
}

/** The settings of a server that is to take the place of one that ended, so that its clients find it. */
export async function listeningAgain(before: Postmaster, account: Account): Promise<Settings> {
  if (process.platform === 'win32')
    return { listen_addresses: '127.0.0.1', port: String(before.port) }
  return {
    listen_addresses: '',
    port: String(before.port),
    unix_socket_directories: keepSocketDirectory(before.socket, account),
    unix_socket_permissions: '0700',
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  const port = await new Promise<number>((resolve) => {
    server.once('listening', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : 0)
    })
  })
  server.close()
  return port
}

/**
 * Connects to `postmaster`, makes sure that it serves our data, and makes the database if it is new.
 * @throws EmbeddedError NOT_OURS if somebody else's PostgreSQL answers; START_FAILED if none does.
 */
export async function connectionTo(
  postmaster: Postmaster,
  place: Place,
  database: string,
): Promise<Connection> {
  const isWindows = process.platform === 'win32'
  const connection: Connection = {
    host: isWindows ? '127.0.0.1' : postmaster.socket,
    port: postmaster.port,
    user: USER,
    database,
    ...(isWindows ? { password: readFileSync(passwordFile(place), 'utf8') } : {}),
  }
  try {
    await withClient(connection, (client) => assertServes(client, place.data))
  } catch (error) {
    if (!hasCode(error, UNKNOWN_DATABASE)) throw asEmbedded(error, place)
    await withClient({ ...connection, database: 'postgres' }, async (client) => {
      await assertServes(client, place.data)
      await client.query(`create database ${client.escapeIdentifier(database)}`)
    })
  }
  return connection
}

async function withClient(connection: Connection, work: (client: pg.Client) => Promise<void>) {
  for (let attempt = 0; ; attempt++) {
    const client = new pg.Client({ ...connection, connectionTimeoutMillis: 10_000 })
    // A connection that breaks between two queries reports it here; the next query reports it too.
    client.on('error', () => {})
    try {
      await client.connect()
    } catch (error) {
      if (!hasCode(error, STARTING_OR_STOPPING) || attempt === 100) throw error
      await sleep(50)
      continue
    }
    try {
      return await work(client)
    } finally {
      await client.end()
    }
  }
}

async function assertServes(client: pg.Client, data: string): Promise<void> {
  const { rows } = await client.query<{ directory: string }>(
    `select current_setting('data_directory') as directory`,
  )
  if (realpathSync(rows[0].directory) === realpathSync(data)) return
  throw new EmbeddedError(
    'NOT_OURS',
    `The PostgreSQL that answers for ${data} serves ${rows[0].directory}. Stop it, then start again.`,
  )
}

function asEmbedded(error: unknown, place: Place): EmbeddedError {
  if (error instanceof EmbeddedError) return error
  const reason = error instanceof Error ? error.message : String(error)
  return new EmbeddedError(
    'START_FAILED',
    `A PostgreSQL runs on ${place.data}, but Changeover cannot use it: ${reason}. ` +
      `If you started it yourself, stop it; its log is ${place.log}.`,
    { cause: error },
  )
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
