/**
 * One round with the server: who are we, send what waits, fetch what is new. Rounds of all tabs go
 * one after the other (`withLock`), so an answer never overwrites what was done after it was asked.
 */
import type { Actor } from '@changeover/shared/accounts'
import { newId } from '@changeover/shared/commands'
import type { ServerOutputs } from '../../lib/trpc.ts'
import type { FieldDatabase } from '../store/database.ts'
import { recall, remember } from '../store/memory.ts'
import type { Clock } from './clock.ts'
import { refresh, type News } from './refresh.ts'
import { sendAll } from './send.ts'
import { endLeftSession } from './sign-out.ts'
import { holdThumbnails } from './thumbnails.ts'
import type { FieldServer, Trouble } from './server.ts'

export type SyncResult =
  | { kind: 'ok'; news: News | null }
  | { kind: Trouble | 'signed-out' | 'failed' }

export interface SyncParts {
  db: FieldDatabase
  server: FieldServer
  clock: Clock
  /** Runs `work` while no other tab does the same. */
  withLock: <Result>(work: () => Promise<Result>) => Promise<Result>
  onProgress?: () => void
}

/** `send` only sends what waits, for a session that was confirmed a moment ago; `all` also fetches. */
export function synchronise(parts: SyncParts, what: 'send' | 'all'): Promise<SyncResult> {
  return parts.withLock(async () => {
    const { db, server, clock, onProgress } = parts
    const known = what === 'send' && clock.isChecked ? await recall(db, 'actor') : undefined
    const actor = known ?? (await confirmSession(parts))
    if (typeof actor === 'string') return { kind: actor }
    const deviceId = await deviceOf(db)
    const outcome = await sendAll({
      db,
      server,
      clock,
      personId: actor.personId,
      deviceId,
      onProgress,
    })
    if (outcome !== 'done') return { kind: outcome }
    if (what === 'send') return { kind: 'ok', news: null }
    const refreshed = await refresh(db, server, clock, actor)
    if (refreshed.kind === 'ok') await holdThumbnails(db, server)
    return refreshed
  })
}

/** Asks who is signed in; the answer also carries the server's clock. */
async function confirmSession({
  db,
  server,
}: SyncParts): Promise<Actor | Trouble | 'signed-out' | 'failed'> {
  const trouble = await endLeftSession(db, server)
  if (trouble) return trouble
  const answer = await server.query('accounts.me')
  if (answer.kind !== 'ok') return answer.kind === 'refused' ? 'failed' : answer.kind
  // The answer of a typed procedure; the phone and the server come from one build.
  const { actor } = answer.data as ServerOutputs['accounts']['me']
  if (!actor) return 'signed-out'
  await remember(db, 'actor', actor)
  return actor
}

async function deviceOf(db: FieldDatabase): Promise<string> {
  const known = await recall(db, 'device')
  if (known) return known
  const made = newId<'Device'>()
  await remember(db, 'device', made)
  return made
}
