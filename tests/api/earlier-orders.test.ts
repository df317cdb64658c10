import {
  createDatabase,
  createPool,
  inDatabase,
  type Database,
} from '@changeover/server/db/database'
import { knownMigrations, migrateTo } from '@changeover/server/db/migrate'
import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import { EARLY_SCHEMA, fillEarlyInstallation } from '../support/early-installation.ts'

/**
 * An order is changed day by day in an installation whose schema put the past together from the history; what
 * it said is kept at the end of each day. After the migrations `earlier_order` says the same for each day.
 */
const BEFORE = '0046_forecast_target'
const said = `state, crew_id, scheduled_on::text, due_on::text, priority, kit_type_id, blocked_reason,
  (state_since at time zone 'UTC')::date::text as since`
const orderId = randomUUID()
const secondCrew = randomUUID()

type Row = Record<string, unknown>
let pool: pg.Pool
let db: Database
const shown = new Map<string, Row>()

const one = async (text: string, values: unknown[] = []): Promise<Row> =>
  (await pool.query<Row>(text, values)).rows[0]

/** The end of a day of March 2026. */
const end = (day: number) => `2026-03-${String(day).padStart(2, '0')}T23:00:00Z`

/** Carries out a day's change at its noon: the update, and what commands then wrote beside it. */
async function change(
  day: number,
  update: string,
  {
    move,
    bulk,
  }: { move?: [from: string, to: string, reason?: string]; bulk?: { fields?: object } },
): Promise<void> {
  const noon = `2026-03-${String(day).padStart(2, '0')}T12:00:00Z`
  const commandId = randomUUID()
  const before = await one(`select * from work_order where id = $1`, [orderId])
  await pool.query(
    `update work_order set ${update.replaceAll(':noon', `'${noon}'`)} where id = $1`,
    [orderId],
  )
  await pool.query(
    `update earlier_value set until = $2 where subject_kind = 'order' and subject_id = $1 and until > now() - interval '1 minute'`,
    [orderId, noon],
  )
  await pool.query(
    `insert into event (command_id, ordinal, kind, subject_kind, subject_id, payload, occurred_at, recorded_at)
     values ($1, 0, $2, 'order', $3, $4, $5, $5)`,
    [
      commandId,
      move ? 'order.moved' : 'orders.edited',
      bulk ? null : orderId,
      move ? { from: move[0], to: move[1], ...(move[2] ? { reason: move[2] } : {}) } : {},
      noon,
    ],
  )
  if (bulk)
    await pool.query(
      `insert into order_assignment (command_id, order_id, before_state, before_crew_id, before_scheduled_on, before_blocked_reason,
         after_state, after_crew_id, after_scheduled_on, version_after, before_fields, recorded_at)
       select $1, id, $3, $4, $5, $6, state, crew_id, scheduled_on, version, $7, $8 from work_order where id = $2`,
      [
        commandId,
        orderId,
        before.state,
        before.crew_id,
        before.scheduled_on,
        before.blocked_reason,
        bulk.fields ?? null,
        noon,
      ],
    )
  shown.set(end(day), await one(`select ${said} from work_order where id = $1`, [orderId]))
}

beforeAll(async () => {
  const { connection } = inject('testServer')
  const name = `earlier_${randomUUID().replaceAll('-', '')}`
  const admin = createPool(connection, { max: 1 })
  await admin.query(`create database ${name}`)
  pool = createPool(inDatabase(connection, name), { max: 2 })
  db = createDatabase(pool)
  await migrateTo(db, EARLY_SCHEMA)
  await fillEarlyInstallation(pool)
  await migrateTo(db, BEFORE)
  await pool.query(
    `insert into crew (id, name, region, skills, time_zone) values ($1, 'Baker', 'US-WA', '{AC}', 'America/Los_Angeles')`,
    [secondCrew],
  )
  await pool.query(
    `insert into work_order (id, program_id, track_id, milestone_id, site_id, region, charge, state, state_since, port_count, due_on, created_command_id, created_on)
     select $1, program_id, track_id, milestone_id, site_id, region, charge, 'planned', '2026-03-01T12:00:00Z', 1, '2026-04-01', $2, '2026-03-01' from work_order limit 1`,
    [orderId, randomUUID()],
  )
  shown.set(end(1), await one(`select ${said} from work_order where id = $1`, [orderId]))
  const since = (day: number) => ({
    state_since: `2026-03-${String(day).padStart(2, '0')}T12:00:00Z`,
  })
  await change(
    2,
    `state = 'scheduled', state_since = :noon, scheduled_on = '2026-03-10', crew_id = (select id from crew where name = 'Rainier')`,
    { bulk: {} },
  )
  await change(3, `kit_type_id = (select id from kit_type limit 1)`, {})
  await change(4, `state = 'in_progress', state_since = :noon`, {
    move: ['scheduled', 'in_progress'],
  })
  await change(5, `state = 'blocked', blocked_reason = 'weather', state_since = :noon`, {
    move: ['in_progress', 'blocked', 'weather'],
  })
  await change(6, `priority = 1, due_on = '2026-04-09'`, {
    bulk: { fields: { priority: 3, due_on: '2026-04-01', ...since(5) } },
  })
  await change(
    7,
    `state = 'scheduled', blocked_reason = null, state_since = :noon, scheduled_on = '2026-03-20', crew_id = '${secondCrew}'`,
    { bulk: { fields: since(5) } },
  )
  await change(8, `scheduled_on = '2026-03-24'`, { bulk: {} })
  await change(9, `state = 'blocked', blocked_reason = 'no_access', state_since = :noon`, {
    move: ['scheduled', 'blocked', 'no_access'],
  })
  await change(10, `state = 'cancelled', blocked_reason = null, state_since = :noon`, {
    move: ['blocked', 'cancelled', 'replaced'],
  })
  const migrations = await knownMigrations()
  await migrateTo(db, migrations[migrations.length - 1])
  return async () => {
    await db.destroy()
    await admin.query(`drop database ${name} with (force)`)
    await admin.end()
  }
})

/** What the order said at an instant, as every question about a past day asks it. */
const asOf = (instant: string): Promise<Row> =>
  one(
    `select ${said} from earlier_order where id = $1 and from_at < $2 and until >= $2
     union all select ${said} from work_order where id = $1
       and not exists (select from earlier_order k where k.id = work_order.id and k.until >= $2)`,
    [orderId, instant],
  )

describe('the rows that orders left behind', () => {
  it('say after the migration what was shown at the end of each day before it', async () => {
    expect(shown.size).toBe(10)
    for (const [instant, row] of shown)
      expect([instant, await asOf(instant)]).toEqual([instant, row])
  })

  it('follow one another without a gap, and none overlaps the next', async () => {
    const { rows } = await pool.query<{ from: string | null; last: string | null }>(
      `select from_at::text as from, lag(until) over (order by until)::text as last from earlier_order where id = $1 order by until`,
      [orderId],
    )
    expect(rows.length).toBe(9)
    expect(rows[0].from).toBe('-infinity')
    for (const { from, last } of rows.slice(1)) expect(from).toBe(last)
  })

  it('are left by every later change, and not by one that changes nothing a page shows', async () => {
    const before = new Date().toISOString()
    const was = await asOf(before)
    await pool.query(`update work_order set version = version + 1 where id = $1`, [orderId])
    await pool.query(`update work_order set state = 'planned', crew_id = null where id = $1`, [
      orderId,
    ])
    expect(
      await one(`select count(*)::int as rows from earlier_order where id = $1`, [orderId]),
    ).toEqual({ rows: 10 })
    expect(await asOf(before)).toEqual(was)
    expect((await asOf('infinity')).state).toBe('planned')
  })
})

describe('entries of the ledger', () => {
  it('say when the server learnt of them', async () => {
    const { rows } = await pool.query(
      `select c.installed_recorded_at = e.recorded_at as is_told from connector c
       join event e on e.command_id = c.installed_command_id and e.ordinal = 0`,
    )
    expect(rows).toEqual([{ is_told: true }, { is_told: true }])
  })
})
