import { sql } from 'kysely'
import { askedTogether } from './asked-together.ts'
import type { Database, DatabaseTransaction } from './database.ts'

type Reader = Database | DatabaseTransaction

/** Answers of one read that are kept at once; those that were asked for last stay. */
const MOST = 32

/**
 * Which transactions a statement sees that is sent now (PostgreSQL manual, 9.28, "Transaction ID and Snapshot
 * Information Functions"). Each transaction that writes has a number, and its end changes these words: as
 * long as they are the same, so is all that can be read.
 */
const momentOf = askedTogether(async function (db: Reader): Promise<string> {
  const { rows } = await sql<{ moment: string }>`/* prepared */
    select pg_current_snapshot()::text as moment
  `.execute(db)
  return rows[0].moment
})

/**
 * An answer that hundreds of open pages ask for after each change, worked out once: it is kept until anybody
 * writes anything, in whatever process. One short statement a question asks whether somebody has, so nobody
 * is told of less than what was committed when they asked. It may depend on nothing but its words and the
 * database; nobody may change it. A transaction sees more than its moment says, and reads for itself.
 *
 *     export const coverage = keptUntilWritten(async (db, scope: Scope) => …)
 */
export function keptUntilWritten<Question extends readonly unknown[], Answer>(
  read: (db: Reader, ...question: Question) => Promise<Answer>,
): (db: Reader, ...question: Question) => Promise<Answer> {
  const kept = new WeakMap<Reader, { moment: string; answers: Map<string, Promise<Answer>> }>()
  return async (db, ...question) => {
    if (db.isTransaction) return read(db, ...question)
    const moment = await momentOf(db)
    const before = kept.get(db)
    const answers = before?.moment === moment ? before.answers : new Map<string, Promise<Answer>>()
    if (answers !== before?.answers) kept.set(db, { moment, answers })
    const words = JSON.stringify(question)
    const answer = answers.get(words) ?? read(db, ...question)
    answers.delete(words)
    answers.set(words, answer)
    for (const key of answers.keys()) if (answers.size > MOST) answers.delete(key)
    return answer.catch((failure: unknown) => {
      // Whoever comes next tries again.
      if (answers.get(words) === answer) answers.delete(words)
      throw failure
    })
  }
}
