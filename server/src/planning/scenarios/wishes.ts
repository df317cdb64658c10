import type { Actor } from '@changeover/shared/accounts'
import {
  splitNames,
  WEEKDAYS,
  type Cells,
  type InputListName,
  type ScenarioPatch,
} from '@changeover/shared/planning'
import { addWeeks, isDay, type Day } from '@changeover/shared/time'
import type { DatabaseTransaction } from '../../db/database.ts'
import type { Wish } from '../inputs/judge.ts'
import type { StoredRow } from '../inputs/store.ts'
import { stores } from '../inputs/stores/index.ts'

/** A scenario's changes of one list of inputs. */
export interface ListWishes {
  readonly list: InputListName
  readonly wishes: readonly Wish[]
}

interface Asked {
  tx: DatabaseTransaction
  actor: Actor
  today: Day
  patch: ScenarioPatch
}

/** What a patch means for the live inputs, list by list, in the order in which they can be written. */
export async function wishesOf(asked: Asked): Promise<ListWishes[]> {
  const { patch } = asked
  const [milestones, deliveries, territories, crews] = await Promise.all(
    (['milestones', 'deliveries', 'territories', 'crews'] as const).map((list) =>
      stores[list].read(asked.tx, {
        actor: asked.actor,
        today: asked.today,
        asOf: null,
        programId: null,
      }),
    ),
  )
  const named = new Map<string, string>(
    territories.map(({ id, cells }) => [id, cells.territory ?? '']),
  )
  const found = await namesOfKits(asked)
  return [
    { list: 'milestones' as const, wishes: gateWishes(milestones, patch) },
    { list: 'deliveries' as const, wishes: delayWishes(deliveries, patch, found) },
    { list: 'territories' as const, wishes: regionWishes(territories, patch, named) },
    { list: 'crews' as const, wishes: crewWishes(crews, patch, named) },
  ].filter(({ wishes }) => wishes.length > 0)
}

function changed({ id, cells }: StoredRow, more: Cells): Wish {
  return { id, before: cells, after: { ...cells, ...more } }
}

function gateWishes(rows: readonly StoredRow[], { gates }: ScenarioPatch): Wish[] {
  return gates.flatMap(({ milestoneId, gateOn }) =>
    rows
      .filter(({ id }) => (id as string) === milestoneId)
      .map((row) => changed(row, { gate: gateOn })),
  )
}

/** Deliveries that have come already cannot come later. */
function delayWishes(
  rows: readonly StoredRow[],
  { kitDelays }: ScenarioPatch,
  names: { depots: ReadonlyMap<string, string>; kits: ReadonlyMap<string, string> },
): Wish[] {
  return rows.flatMap((row) => {
    const { depot, kit, due = '', received } = row.cells
    const weeks = kitDelays
      .filter(
        ({ depotId, kitTypeId }) =>
          (depotId === null || names.depots.get(depotId) === depot) &&
          (kitTypeId === null || names.kits.get(kitTypeId) === kit),
      )
      .reduce((sum, delay) => sum + delay.weeks, 0)
    if (weeks === 0 || received || !isDay(due)) return []
    return [changed(row, { due: addWeeks(due, weeks) })]
  })
}

function regionWishes(
  rows: readonly StoredRow[],
  { regions }: ScenarioPatch,
  named: ReadonlyMap<string, string>,
): Wish[] {
  if (regions.length === 0) return []
  const home = new Map(regions.map(({ region, territoryId }) => [region, named.get(territoryId)]))
  return rows.flatMap((row) => {
    const before = splitNames(row.cells.regions ?? '')
    const { territory } = row.cells
    const kept = before.filter((region) => !home.has(region) || home.get(region) === territory)
    const added = [...home]
      .filter(([region, name]) => name === territory && !before.includes(region))
      .map(([region]) => region)
    const after = [...kept, ...added]
    return after.join('; ') === before.join('; ')
      ? []
      : [changed(row, { regions: after.join('; ') })]
  })
}

/** New crews are like the most versatile one of their territory; those that go are its last. */
function crewWishes(
  rows: readonly StoredRow[],
  { crews, overtime }: ScenarioPatch,
  named: ReadonlyMap<string, string>,
): Wish[] {
  const minutesOf = ({ cells }: StoredRow) =>
    overtime
      .filter(
        ({ territoryId }) => territoryId === null || named.get(territoryId) === cells.territory,
      )
      .reduce((sum, { minutes }) => sum + minutes, 0)
  const longer = rows.flatMap((row) => {
    const minutes = minutesOf(row)
    return minutes === 0 ? [] : [changed(row, withLongerShifts(row.cells, minutes))]
  })
  const names = new Set(rows.map(({ cells }) => cells.crew))
  const others = crews.flatMap(({ territoryId, count }) => {
    const territory = named.get(territoryId) ?? ''
    const own = rows
      .filter(({ cells }) => cells.territory === territory)
      .toSorted((a, b) => (b.cells.skills ?? '').length - (a.cells.skills ?? '').length)
    if (count < 0)
      return own.slice(count).map((row): Wish => ({ id: row.id, before: row.cells, after: null }))
    const [model] = own
    if (!model) return []
    return Array.from({ length: count }, (): Wish => {
      const crew = freeName(names, territory)
      names.add(crew)
      const cells = { ...model.cells, ...withLongerShifts(model.cells, minutesOf(model)), crew }
      return { id: null, before: null, after: cells }
    })
  })
  const gone = new Set(others.flatMap(({ id, after }) => (id && after === null ? [id] : [])))
  return [...longer.filter(({ id }) => id === null || !gone.has(id)), ...others]
}

function freeName(taken: ReadonlySet<string | undefined>, territory: string): string {
  let number = 1
  while (taken.has(`${territory} ${number}`)) number++
  return `${territory} ${number}`
}

/** Shifts as `08:00-16:30`, ending later but not after midnight. */
function withLongerShifts(cells: Cells, minutes: number): Cells {
  return Object.fromEntries(
    WEEKDAYS.flatMap((day) => {
      const shift = cells[day]
      if (!shift || minutes === 0) return []
      const [from, to] = shift.split('-')
      const [hour, minute] = to.split(':').map(Number)
      const end = Math.min(23 * 60 + 59, hour * 60 + minute + minutes)
      const pad = (value: number) => String(value).padStart(2, '0')
      return [[day, `${from}-${pad(Math.trunc(end / 60))}:${pad(end % 60)}`]]
    }),
  )
}

async function namesOfKits({ tx }: Asked) {
  const [depots, kits] = await Promise.all([
    tx.selectFrom('depot').select(['id', 'name']).where('deletedAt', 'is', null).execute(),
    tx.selectFrom('kitType').select(['id', 'code']).where('deletedAt', 'is', null).execute(),
  ])
  return {
    depots: new Map<string, string>(depots.map(({ id, name }) => [id, name])),
    kits: new Map<string, string>(kits.map(({ id, code }) => [id, code])),
  }
}
