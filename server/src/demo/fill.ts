import type { Day } from '@changeover/shared/time'
import { sql } from 'kysely'
import type pg from 'pg'
import { bulkTransaction } from '../db/bulk.ts'
import { firstVisitsTold } from '../progress/index.ts'
import { addClosingRows } from './closing-rows.ts'
import { addFixtures } from './fixtures.ts'
import { addHomeKits } from './home-kits.ts'
import { Identities } from './identity.ts'
import { demoSites } from './network.ts'
import { addCommonInputs } from './inputs.ts'
import { readGazetteer } from './places.ts'
import { DemoRows } from './rows.ts'
import { seasonOf } from './season.ts'
import { addSite } from './stock.ts'
import { Tally } from './tally.ts'
import { World } from './world.ts'

/** How large a demo is. */
export interface DemoSize {
  stations: number
  orders: number
}

export interface DemoWish extends DemoSize {
  seed: number
  today: Day
}

/** Orders and stations between two COPYs: memory stays flat, statements stay long. */
const ROWS_AT_ONCE = 8_000
/** Ports of a station on average; more orders than stations means smaller visits. */
const PORTS_PER_STATION = 1.9

/**
 * Writes the demo network with its history in one transaction, the same for the same wish. `onPart`
 * hears the share that is done, 0 to 1. @throws when the installation is not empty.
 */
export async function fillDemo(
  pool: pg.Pool,
  wish: DemoWish,
  onPart: (share: number) => void = () => undefined,
): Promise<void> {
  const season = seasonOf(wish.today)
  const ids = new Identities(wish.seed)
  const rows = new DemoRows()
  const gazetteer = readGazetteer()
  const world = new World({
    seed: wish.seed,
    season,
    ids,
    rows,
    tally: new Tally(),
    fixtures: addFixtures(rows, ids, season, gazetteer, wish),
    portsPerVisit: Math.max(1, Math.round((wish.stations * PORTS_PER_STATION * 1.2) / wish.orders)),
  })
  await bulkTransaction(pool, async (tx, copy) => {
    await sql`create temporary table demo_event (like event including defaults) on commit drop`.execute(
      tx,
    )
    await sql`alter table demo_event drop column position, drop column transaction_id`.execute(tx)
    await sql`create temporary table demo_earlier_order on commit drop as
      select id, from_at, until, version, state, state_since, crew_id, scheduled_on, blocked_reason from earlier_order`.execute(
      tx,
    )
    let stations = 0
    let writtenAt = 0
    for (const site of demoSites(wish.seed, season, gazetteer, wish.stations)) {
      stations += site.stations.length
      addSite(world, site, Math.round((wish.orders * stations) / wish.stations))
      if (stations + world.orderCount - writtenAt < ROWS_AT_ONCE) continue
      writtenAt = stations + world.orderCount
      await rows.flush(copy)
      onPart((0.9 * stations) / wish.stations)
    }
    addHomeKits(world, Math.round(wish.orders * 0.6))
    addClosingRows(world)
    addCommonInputs(world)
    world.tally.moveTo(rows)
    await rows.flush(copy)
    onPart(0.95)
    await sql`
      insert into event (command_id, ordinal, kind, subject_kind, subject_id, payload, occurred_at, recorded_at)
      select command_id, ordinal, kind, subject_kind, subject_id, payload, occurred_at, recorded_at
      from demo_event order by recorded_at, command_id, ordinal
    `.execute(tx)
    // What an order never changes in the demo it says itself.
    await sql`
      insert into earlier_order
      select o.id, o.from_at, o.until, w.number, o.version, w.program_id, w.track_id, w.milestone_id, w.site_id, w.region, w.charge,
        w.kit_type_id, o.state, o.state_since, w.port_count, w.priority, o.crew_id, o.scheduled_on, w.due_on, o.blocked_reason,
        w.checklist_template_id, w.route_position, w.created_on, w.deleted_at
      from demo_earlier_order o join work_order w on w.id = o.id order by o.until
    `.execute(tx)
    await sql`insert into first_visit ${firstVisitsTold}`.execute(tx)
    // The demo's world was always there, not only since it was written.
    await sql`delete from earlier_value where value = 'null'`.execute(tx)
    await tx
      .updateTable('installation')
      .set({ demoSeed: wish.seed, demoReadyAt: sql`clock_timestamp()` })
      .execute()
  })
  await pool.query('analyze')
  onPart(1)
}
