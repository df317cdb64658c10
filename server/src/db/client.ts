import { AsyncResource } from 'node:async_hooks'
import { finished, type Stream } from 'node:stream'
import pg from 'pg'

/**
 * Hears each statement as it is sent: its text without its values. What it gives back hears how that ended:
 * with a failure, or with null.
 */
export type OnQuery = (sql: string) => (failure: unknown) => void

/** Connections tell `onQuery` of all that is sent over them, COPY and raw statements included. */
export interface HeardConfig extends pg.PoolConfig {
  onQuery?: OnQuery | undefined
}

type Callback = (failure: unknown, ...rest: unknown[]) => void

const marked = /^\s*\/\* prepared \*\//
const preparedNames = new Map<string, string>()

/**
 * Statements that begin with the comment `prepared` are parsed and planned once a connection, not
 * each time: for the few long ones that every close needs. Their texts are few, so the names are.
 */
class OwnClient extends pg.Client {
  readonly #onQuery: OnQuery | undefined

  constructor(config: HeardConfig = {}) {
    super(config)
    this.#onQuery = config.onQuery
  }

  // pg has many overloads of `query`, of which each gives something else back; all pass through here.
  override query(...args: unknown[]): never {
    const call = super.query as unknown as (...own: unknown[]) => never
    const send = (own: unknown[]) => call.apply(this, prepared(own))
    const ended = this.#onQuery?.(textOf(args[0]))
    if (!ended) return send(args)
    if (isStream(args[0])) {
      finished(args[0], (failure) => ended(failure ?? null))
      return send(args)
    }
    const callback = args.at(-1)
    if (typeof callback === 'function')
      // The only function that `query` takes last.
      return send([...args.slice(0, -1), heard(callback as Callback, ended)])
    const answer: Promise<unknown> = send(args)
    answer.then(() => ended(null), ended)
    return answer as never // Whichever the overload promises.
  }
}

/** Whoever waits for a connection goes on as itself, not as whoever gave one back. */
class OwnPool extends pg.Pool {
  override connect(): Promise<pg.PoolClient>
  override connect(callback: Parameters<pg.Pool['connect']>[0]): void
  override connect(callback?: Parameters<pg.Pool['connect']>[0]): Promise<pg.PoolClient> | void {
    return callback ? super.connect(AsyncResource.bind(callback)) : super.connect()
  }
}

/** pg's pool of connections that prepare what is marked, and tell of what is sent. */
export function openPool(config: HeardConfig): pg.Pool {
  // pg hands the pool's whole configuration to each connection.
  const pool = new OwnPool({ ...config, Client: OwnClient })
  // A backend that goes away while idle is replaced on the next query; without a listener it would end the process.
  pool.on('error', () => undefined)
  // The same for one that goes away while it is in use: its query fails, and says so to whoever asked.
  pool.on('connect', (client) => void client.on('error', () => undefined))
  return pool
}

function prepared(args: unknown[]): unknown[] {
  const [text, values] = args
  // Only Kysely's form, text and values, can be given a name.
  if (typeof text !== 'string' || args.length > 2 || !marked.test(text)) return args
  const name = preparedNames.get(text) ?? `changeover_${preparedNames.size}`
  preparedNames.set(text, name)
  return [{ name, text, values }]
}

/** Of a text, of an object that has one, or of a COPY. */
function textOf(query: unknown): string {
  if (typeof query === 'string') return query
  const isTold = typeof query === 'object' && query !== null && 'text' in query
  return isTold ? String(query.text) : 'query'
}

function isStream(query: unknown): query is Stream & NodeJS.ReadableStream {
  return typeof query === 'object' && query !== null && 'pipe' in query
}

function heard(callback: Callback, ended: (failure: unknown) => void): Callback {
  return (failure, ...rest) => {
    ended(failure ?? null)
    callback(failure, ...rest)
  }
}
