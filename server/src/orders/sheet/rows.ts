import type { Actor } from '@changeover/shared/accounts'
import {
  SHEET_COLUMNS,
  sheetColumns,
  type OrderFilter,
  type SheetColumn,
} from '@changeover/shared/orders'
import { isDay } from '@changeover/shared/time'
import { sql } from 'kysely'
import type { Database } from '../../db/database.ts'
import type { Cell } from '../../spreadsheet/index.ts'
import { filterCondition } from '../filter.ts'

const PAGE = 5_000

type SheetRow = Record<SheetColumn, string | number | null>

/** The heads of the table, in the file's order. */
export const sheetHeads = sheetColumns.map((column) => SHEET_COLUMNS[column].head)

/**
 * Every order that the filter finds, by number, a page at a time: memory does not grow with the
 * file, and no transaction stays open while somebody downloads slowly. Each order is as it was when
 * its page was read.
 */
export async function* readSheetRows(
  db: Database,
  actor: Actor,
  filter: OrderFilter,
  now: string,
): AsyncGenerator<Cell[][]> {
  let after = 0
  for (;;) {
    const { rows } = await sql<SheetRow & { number: number }>`
      select w.number, w.version, g.name as program, m.name as milestone, t.name as site, t.street, t.city, w.region,
        t.postal_code, w.charge, w.state, w.state_since, w.blocked_reason, w.port_count as ports, k.code as kit,
        c.name as crew, w.scheduled_on, w.due_on, w.done_on, w.priority
      from work_order w join program g on g.id = w.program_id join milestone m on m.id = w.milestone_id
      join site t on t.id = w.site_id left join kit_type k on k.id = w.kit_type_id left join crew c on c.id = w.crew_id
      where ${filterCondition(actor, filter, now)} and w.number > ${after} order by w.number limit ${PAGE}
    `.execute(db)
    if (rows.length > 0) yield rows.map(cellsOf)
    const last = rows.at(-1)
    if (!last || rows.length < PAGE) return
    after = last.number
  }
}

function cellsOf(row: SheetRow): Cell[] {
  return sheetColumns.map((column) => {
    const value = row[column]
    const isOfDay = SHEET_COLUMNS[column].kind === 'day'
    return isOfDay && typeof value === 'string' && isDay(value) ? { day: value } : value
  })
}
