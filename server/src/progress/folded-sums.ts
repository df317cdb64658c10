/**
 * What the rollup adds up to on a day. Folded days change only by a folding, every few seconds at most, and
 * each folding leaves its stamp: so a process keeps the sums that it read under a stamp, and asks for the
 * stamp and the deltas since; under another stamp it asks for all. One statement sees one moment: the answer
 * is exact, whoever writes or folds meanwhile, and costs what has changed, not what there is.
 */
import type { Id } from '@changeover/shared/commands'
import { addDays, type Day } from '@changeover/shared/time'
import { sql, type RawBuilder } from 'kysely'
import { askedTogether } from '../db/asked-together.ts'
import type { Database, DatabaseTransaction } from '../db/database.ts'

/** Sums of one milestone (null is the network) and measure: of each cell, of each day or of each week. */
export interface RollupLine<Part> {
  readonly milestoneId: Id<'Milestone'> | null
  readonly measure: string
  readonly parts: readonly Part[]
}
/** What is folded comes in the order of regions or days, then what is open: to be added up. */
export type CellPart = readonly [region: string, level: string, quantity: number]
export type DayPart = readonly [on: Day, quantity: number]

/** Cells as known at the end of a day and of the same day a week before. */
export interface Totals {
  readonly now: readonly RollupLine<CellPart>[]
  readonly weekAgo: readonly RollupLine<CellPart>[]
}

type Reader = Database | DatabaseTransaction

const WEEK = 7
/** Days whose sums are kept: today, a week before, and the past days that people look at. */
const MOST_DAYS = 12

/** What every figure of today's progress is added up from. */
export const totalsOn = askedTogether(async function (db: Reader, asOf: Day): Promise<Totals> {
  const [now, weekAgo] = await cells(db, [asOf, addDays(asOf, -WEEK)])
  return { now, weekAgo }
})

/**
 * Weeks as known at the end of a day. Those of some regions come from the days themselves, which an index
 * by region holds together.
 */
export const weeksOn = askedTogether(async function (
  db: Reader,
  asOf: Day,
  regions: readonly string[] | null,
): Promise<readonly RollupLine<DayPart>[]> {
  if (regions === null) return (await weeks(db, [asOf]))[0]
  const { rows } = await sql<RollupLine<DayPart>>`
    select milestone_id as "milestoneId", measure, json_agg(json_build_array(week_on, quantity) order by week_on) as parts
    from (
      select milestone_id, measure, monday_of(occurred_on) as week_on, sum(quantity) as quantity from rollup
      where region = any (${sql.val([...regions])}::text[]) and recorded_on <= ${asOf} and occurred_on <= ${asOf}
      group by 1, 2, 3 having sum(quantity) <> 0
    ) as each_week group by 1, 2
  `.execute(db)
  return rows
})

/** The sums of one table, kept as long as the stamp holds under which they were read. */
function foldedSums<Part extends CellPart | DayPart>(source: Source) {
  const kept = new WeakMap<Reader, Kept<Part>>()
  /** @returns the lines of each of `days`, in their order: the folded ones, then the open ones. */
  return async function (db: Reader, days: readonly Day[]): Promise<RollupLine<Part>[][]> {
    const before = kept.get(db)
    if (before && days.every((day) => before.days.has(day))) {
      const { stamp, open } = await askOpen<Part>(db, source, days)
      if (stamp === before.stamp) return together(keep(before.days, days), open)
    }
    const { stamp, folded, open } = await askAll<Part>(db, source, days)
    const now = kept.get(db)
    const sums = now?.stamp === stamp ? now.days : new Map<Day, readonly RollupLine<Part>[]>()
    for (const [index, day] of days.entries()) sums.set(day, folded[index].map(inOrder))
    kept.set(db, { stamp, days: sums })
    return together(keep(sums, days), open)
  }
}

/** Keeps `days` longest, as they are asked for just now. @returns their lines. */
function keep<Lines>(kept: Map<Day, Lines>, days: readonly Day[]): Lines[] {
  const asked = days.flatMap((day) => {
    const lines = kept.get(day)
    kept.delete(day)
    return lines === undefined ? [] : [[day, lines] as const]
  })
  for (const [day, lines] of asked) kept.set(day, lines)
  for (const day of kept.keys()) if (kept.size > MOST_DAYS) kept.delete(day)
  return asked.map(([, lines]) => lines)
}

/** A table of folded sums and how its columns come from a row of days or deltas. */
interface Source {
  readonly table: RawBuilder<unknown>
  readonly columns: RawBuilder<unknown>
  readonly fromDay: RawBuilder<unknown>
}

interface Kept<Part> {
  readonly stamp: string
  /** Those that were asked for last come last. */
  readonly days: Map<Day, readonly RollupLine<Part>[]>
}

/** What the database says, all of one moment. */
interface Open<Part> {
  readonly stamp: string
  /** Lines that are not folded yet, of each day. */
  readonly open: readonly RollupLine<Part>[][]
}
interface All<Part> extends Open<Part> {
  readonly folded: readonly RollupLine<Part>[][]
}

/** The stamp and the open lines: all that is asked as long as the stamp holds. */
async function askOpen<Part>(
  db: Reader,
  source: Source,
  days: readonly Day[],
): Promise<Open<Part>> {
  const { rows } = await sql<Open<Part>>`/* prepared */
    select s.stamp, ${openLines(source, days)} as open from rollup_stamp s
  `.execute(db)
  return rows[0]
}

/**
 * The folded lines as well. Each day stands in the statement as itself: joined to a list of days, the planner
 * would not know how few rows come after it.
 */
async function askAll<Part>(db: Reader, source: Source, days: readonly Day[]): Promise<All<Part>> {
  const { table, columns, fromDay } = source
  const folded = (day: Day) =>
    linesOf(
      columns,
      sql`
      select milestone_id, measure, ${columns}, quantity from ${table}
      union all
      select milestone_id, measure, ${fromDay}, -quantity from rollup_day
      where recorded_on > ${day} or occurred_on > ${day}`,
    )
  const { rows } = await sql<All<Part>>`
    select s.stamp, json_build_array(${sql.join(days.map(folded))}) as folded, ${openLines(source, days)} as open
    from rollup_stamp s
  `.execute(db)
  return rows[0]
}

function openLines({ columns, fromDay }: Source, days: readonly Day[]): RawBuilder<unknown> {
  const open = (day: Day) =>
    linesOf(
      columns,
      sql`
      select milestone_id, measure, ${fromDay}, quantity from rollup_delta
      where recorded_on <= ${day} and occurred_on <= ${day}`,
    )
  return sql`json_build_array(${sql.join(days.map(open))})`
}

/** Rows with a quantity, as one array of lines. */
function linesOf(columns: RawBuilder<unknown>, rows: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(
    select coalesce(json_agg(json_build_object('milestoneId', milestone_id, 'measure', measure, 'parts', parts)), '[]')
    from (
      select milestone_id, measure, json_agg(json_build_array(${columns}, quantity)) as parts
      from (
        select milestone_id, measure, ${columns}, sum(quantity) as quantity from (${rows}) as row_
        group by milestone_id, measure, ${columns} having sum(quantity) <> 0
      ) as part group by 1, 2
    ) as line)`
}

/** The folded lines of each day, then its open ones. */
function together<Part>(
  folded: readonly (readonly RollupLine<Part>[])[],
  open: readonly (readonly RollupLine<Part>[])[],
): RollupLine<Part>[][] {
  return folded.map((lines, index) => [...lines, ...open[index]])
}

/** By region or day: sorted once here, where it costs less than under the rules of a language in the database. */
function inOrder<Part extends CellPart | DayPart>(line: RollupLine<Part>): RollupLine<Part> {
  const parts = line.parts.toSorted(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0))
  return { ...line, parts }
}

const cells = foldedSums<CellPart>({
  table: sql`rollup_total`,
  columns: sql`region, level`,
  fromDay: sql`region, level`,
})
const weeks = foldedSums<DayPart>({
  table: sql`rollup_week`,
  columns: sql`week_on`,
  fromDay: sql`monday_of(occurred_on) as week_on`,
})
