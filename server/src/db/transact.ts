import { CompiledQuery, PostgresDialect, Transaction, type DatabaseConnection } from 'kysely'
import type { Database, DatabaseTransaction } from './database.ts'
import type { DB } from './tables.ts'

const dialect = new PostgresDialect({ pool: () => Promise.reject(new Error('never connected')) })
/** Kysely asks for a dialect and a driver even where a transaction only runs queries on its executor. */
const unconnected = { config: { dialect }, dialect, driver: dialect.createDriver() }

/** What a transaction has sent and not waited for; `answer` is sent last. */
export interface Pending<Answer> {
  answer: Promise<Answer>
  sent: readonly Promise<unknown>[]
}

/**
 * Runs a transaction whose statements are sent as they are asked for, without waiting for one
 * another, and whose COMMIT is sent right behind the last. Kysely's own transactions wait for each
 * answer; a command would then cost a round trip a statement.
 *
 * `work` returns the promises of what it has sent and not awaited. When one of them fails, the
 * database has already turned the COMMIT into a ROLLBACK; the first failure, which caused the
 * others, is thrown. A failure of `work` itself rolls back.
 */
export function transact<Answer>(
  db: Database,
  work: (tx: DatabaseTransaction) => Promise<Pending<Answer>>,
): Promise<Answer> {
  const pooled = db.getExecutor()
  return pooled.provideConnection(async (connection) => {
    const executor = pooled.withConnectionProvider({
      provideConnection: (consumer) => consumer(connection),
    })
    const tx = new Transaction<DB>({ ...unconnected, executor })
    await connection.executeQuery(CompiledQuery.raw('begin'))
    const pending = await work(tx).catch(async (failure: unknown) => {
      await unconnected.driver.rollbackTransaction(connection)
      throw failure
    })
    const committed = commit(connection)
    const answer = await allThrough(pending).finally(() => committed.catch(() => undefined))
    await committed
    return answer
  })
}

async function commit(connection: DatabaseConnection): Promise<void> {
  const { rows } = await connection.executeQuery<{ command: string }>(CompiledQuery.raw('commit'))
  if (rows[0]?.command === 'ROLLBACK') throw new Error('The database rolled the transaction back.')
}

/** The answer once everything that was sent has come through; otherwise the first failure. */
export async function allThrough<Answer>({ answer, sent }: Pending<Answer>): Promise<Answer> {
  const outcomes = await Promise.allSettled([...sent, answer])
  const failed = outcomes.find((outcome) => outcome.status === 'rejected')
  if (failed) throw failed.reason
  return answer
}
