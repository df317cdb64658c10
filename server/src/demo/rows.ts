import { keysOf } from '@changeover/shared/table'
import type { CopyRows, CopyValue } from '../db/bulk.ts'

/** The tables that the demo fills and their columns, in an order that satisfies references. */
const tables = {
  program: ['id', 'name', 'template', 'rules', 'created_on'],
  track: ['id', 'program_id', 'code', 'name', 'charge', 'adds_standard'],
  milestone: ['id', 'program_id', 'track_id', 'name', 'gate_on', 'target_on', 'scope'],
  baseline: [
    'id',
    'milestone_id',
    'name',
    'taken_on',
    'taken_command_id',
    'gate_on',
    'target_on',
    'scope_count',
  ],
  baseline_point: ['baseline_id', 'due_on', 'count'],
  kit_type: [
    'id',
    'code',
    'name',
    'family',
    'level',
    'adds_standard',
    'removes_standard',
    'duration_minutes',
    'checklist_code',
  ],
  depot: ['id', 'name', 'region', 'lat', 'lon'],
  checklist_template: ['id', 'code', 'version', 'name', 'steps', 'published_on'],
  territory: ['id', 'name', 'regions', 'depot_id'],
  crew: ['id', 'name', 'territory_id', 'region', 'skills', 'home_lat', 'home_lon', 'time_zone'],
  crew_shift: ['crew_id', 'weekday', 'starts_at', 'ends_at'],
  cost_rate: ['subject', 'cents', 'currency'],
  crew_absence: ['id', 'crew_id', 'from_on', 'to_on', 'reason'],
  site: [
    'id',
    'name',
    'street',
    'city',
    'region',
    'country',
    'lat',
    'lon',
    'time_zone',
    'derivation',
    'created_command_id',
    'created_at',
  ],
  site_access: ['site_id', 'opens_at', 'closes_at', 'weekdays'],
  site_permit: ['site_id', 'lead_days', 'applied_on', 'granted_on', 'expires_on', 'note'],
  blackout: ['id', 'site_id', 'region', 'from_on', 'to_on', 'reason'],
  station: [
    'id',
    'site_id',
    'source',
    'source_id',
    'grain',
    'network',
    'name',
    'status',
    'access',
    'model',
    'serial',
    'kit_family',
    'facility_type',
    'opened_on',
    'is_funded',
    'raw',
    'first_seen_on',
    'last_seen_on',
    'created_command_id',
  ],
  port: ['id', 'station_id', 'number', 'level', 'power_kw', 'is_funded'],
  work_order: [
    'id',
    'version',
    'program_id',
    'track_id',
    'milestone_id',
    'site_id',
    'region',
    'charge',
    'kit_type_id',
    'state',
    'state_since',
    'port_count',
    'priority',
    'crew_id',
    'scheduled_on',
    'due_on',
    'done_on',
    'blocked_reason',
    'checklist_template_id',
    'created_command_id',
    'created_on',
  ],
  connector: [
    'id',
    'port_id',
    'standard',
    'installed_on',
    'installed_command_id',
    'installed_recorded_at',
    'installed_order_id',
    'kit_type_id',
    'removed_on',
    'removed_command_id',
    'removed_recorded_at',
    'removed_order_id',
  ],
  work_order_port: [
    'order_id',
    'port_id',
    'track_id',
    'kit_type_id',
    'outcome',
    'outcome_reason',
    'connector_id',
  ],
  order_exception: [
    'id',
    'track_id',
    'site_id',
    'port_id',
    'reason',
    'created_command_id',
    'created_on',
  ],
  checklist_answer: ['order_id', 'step', 'value', 'answered_at', 'command_id'],
  kit_receipt: ['id', 'depot_id', 'kit_type_id', 'quantity', 'due_on', 'received_on'],
  kit_movement: [
    'id',
    'depot_id',
    'kit_type_id',
    'quantity',
    'moved_on',
    'reason',
    'order_id',
    'command_id',
  ],
  demo_earlier_order: [
    'id',
    'from_at',
    'until',
    'version',
    'state',
    'state_since',
    'crew_id',
    'scheduled_on',
    'blocked_reason',
  ],
  home_kit_order: [
    'id',
    'external_id',
    'region',
    'kit_type',
    'ordered_on',
    'shipped_on',
    'installed_on',
  ],
  connector_rung: ['connector_id', 'rung', 'reached_on', 'command_id', 'source', 'recorded_on'],
  demo_event: [
    'command_id',
    'ordinal',
    'kind',
    'subject_kind',
    'subject_id',
    'payload',
    'occurred_at',
    'recorded_at',
  ],
  rollup_day: [
    'occurred_on',
    'recorded_on',
    'milestone_id',
    'region',
    'level',
    'family',
    'measure',
    'quantity',
  ],
} as const

export type DemoTable = keyof typeof tables
/** A row as an object; columns that are left out are null. */
export type DemoRow<Table extends DemoTable> = Partial<
  Record<(typeof tables)[Table][number], CopyValue>
>

/** Rows that wait for their COPY: some thousands at a time, so that memory stays flat. */
export class DemoRows {
  readonly #waiting = new Map<DemoTable, CopyValue[][]>()

  add<Table extends DemoTable>(table: Table, row: DemoRow<Table>): void {
    const values: DemoRow<DemoTable> = row
    const columns: readonly string[] = tables[table]
    const cells = columns.map((column) => values[column as keyof typeof values] ?? null) // the columns are the row's own keys
    const rows = this.#waiting.get(table)
    if (rows) rows.push(cells)
    else this.#waiting.set(table, [cells])
  }

  /** Writes what waits, in an order that satisfies references, and forgets it. */
  async flush(copy: CopyRows): Promise<void> {
    for (const table of keysOf(tables)) {
      const rows = this.#waiting.get(table)
      if (rows) await copy(table, tables[table], rows)
    }
    this.#waiting.clear()
  }
}

/** An array as PostgreSQL's text format writes it; the items are our own words without quotes. */
export function textArray(items: readonly string[]): string {
  return `{${items.join(',')}}`
}
