import type { Database, DatabaseTransaction } from './database.ts'

type Reader = Database | DatabaseTransaction

/**
 * A read that several parts of one page ask for at once, sent once. Whoever asks with the same words before
 * it is sent shares its answer; whoever asks later asks anew, so nobody is told of less than what was
 * committed when they asked. Each transaction reads for itself. Nobody may change the answer.
 *
 *     export const readMilestones = askedTogether(async (db, scope: Scope) => …)
 */
export function askedTogether<Question extends readonly unknown[], Answer>(
  read: (db: Reader, ...question: Question) => Promise<Answer>,
): (db: Reader, ...question: Question) => Promise<Answer> {
  const unsent = new WeakMap<Reader, Map<string, Promise<Answer>>>()
  return (db, ...question) => {
    const own = unsent.get(db) ?? new Map<string, Promise<Answer>>()
    unsent.set(db, own)
    const words = JSON.stringify(question)
    const asked = own.get(words)
    if (asked) return asked
    const answer = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      own.delete(words)
      return read(db, ...question)
    })
    own.set(words, answer)
    return answer
  }
}
