import type { Actor } from '@changeover/shared/accounts'
import { AppError, type Id } from '@changeover/shared/commands'
import { INPUT_LISTS, type InputListName } from '@changeover/shared/planning'
import { dayAt, type Day } from '@changeover/shared/time'
import { stringify } from 'csv-stringify/sync'
import { sql } from 'kysely'
import type { Database } from '../../db/database.ts'
import { escapeFormula } from '@changeover/shared/network'
import { InputEventSchema } from './event.ts'
import { readNames } from './names.ts'
import type { StoredRow } from './store.ts'
import { stores } from './stores/index.ts'
import { now } from '../../clock.ts'
import type { AsOf } from '../../past/index.ts'

/** A list as somebody looks at it. */
export interface ListWish {
  list: InputListName
  programId: Id<'Program'> | null
  search: string
  state: string | null
  /** The past day that is looked at; null is now. */
  asOf: AsOf
}

/** Today on the server's calendar, which permits and holidays are seen from. */
export function serverToday(): Day {
  return dayAt(now(), 'UTC')
}

/** The rows that match, as many as fit, and how many there are in all. */
export async function listInputs(
  db: Database,
  actor: Actor,
  wish: ListWish & { limit: number },
): Promise<{ rows: Pick<StoredRow, 'id' | 'cells'>[]; total: number }> {
  const rows = await matchingRows(db, actor, wish)
  return {
    rows: rows.slice(0, wish.limit).map(({ id, cells }) => ({ id, cells })),
    total: rows.length,
  }
}

/** The names that cells of any list may use. */
export async function listReferences(db: Database, actor: Actor) {
  const { references } = await readNames(db, actor)
  const { territories, crews, depots, kits, regions, timeZones } = references
  return {
    territories: [...territories],
    crews: [...crews],
    depots: [...depots],
    kits: [...kits],
    regions: [...regions],
    timeZones: [...timeZones],
  }
}

/** The rows that match as CSV; read-only columns come along, and an import passes over them. */
export async function exportInputs(db: Database, actor: Actor, wish: ListWish): Promise<string> {
  const keys = INPUT_LISTS[wish.list].columns.map(({ key }) => key)
  const rows = await matchingRows(db, actor, wish)
  return stringify(
    [keys, ...rows.map(({ cells }) => keys.map((key) => escapeFormula(cells[key] ?? '')))],
    { bom: true },
  )
}

/** What happened to a row, by the end of a past day where one is asked for, the latest first. @throws AppError `NOT_FOUND` for a row out of sight. */
export async function inputHistory(
  db: Database,
  actor: Actor,
  { list, id, asOf }: { list: InputListName; id: Id<'Input'>; asOf: AsOf },
) {
  const wish = { actor, today: asOf ?? serverToday(), asOf, programId: null, ids: [id] }
  const visible = await stores[list].read(db, wish)
  if (visible.length === 0) throw new AppError('NOT_FOUND', { id })
  const events = await db
    .selectFrom('event')
    .leftJoin('person', 'person.id', 'event.actorId')
    .select(['commandId', 'recordedAt', 'payload', 'person.name as actorName'])
    .where('subjectKind', '=', list)
    .where((where) => where('subjectId', '=', id))
    .where('event.kind', 'like', 'input.%')
    .$if(asOf !== null, (query) =>
      query.where(sql<boolean>`recorded_at < (${asOf}::date + 1)::timestamp at time zone 'UTC'`),
    )
    .orderBy('position', 'desc')
    .limit(100)
    .execute()
  return events.map(({ payload, ...event }) => {
    const { before, after } = InputEventSchema.parse(payload)
    return { ...event, before, after }
  })
}

async function matchingRows(db: Database, actor: Actor, wish: ListWish): Promise<StoredRow[]> {
  const { list, programId, search, state, asOf } = wish
  const rows = await stores[list].read(db, {
    actor,
    today: asOf ?? serverToday(),
    asOf,
    programId,
  })
  const words = search.toLowerCase()
  return rows.filter(
    ({ cells }) =>
      (state === null || cells.state === state) &&
      (words === '' ||
        Object.entries(cells).some(
          ([key, text]) => key !== 'siteId' && text.toLowerCase().includes(words),
        )),
  )
}
