import type pg from 'pg'

/** The last migration before the schema was first given away; what came later meets data like these. */
export const EARLY_SCHEMA = '0011_restock_planned_once'

/** By the names under which the statements below mean them. */
const ids = new Map(
  [
    'command',
    'person',
    'site',
    'station',
    'port',
    'old',
    'fitted',
    'program',
    'track',
    'milestone',
    'kit',
    'depot',
    'crew',
    'order',
    'other',
  ].map((name, index) => [name, `01930000-0000-7000-8000-${String(index).padStart(12, '0')}`]),
)

/**
 * Fills a database of `EARLY_SCHEMA` with a small installation: somebody who signs in, an imported site, a
 * program whose one order was assigned, worked on and closed, its kits, its progress, its forecast, its record.
 */
export async function fillEarlyInstallation(pool: pg.Pool): Promise<void> {
  await pool.query(named(statements))
}

/** What such an installation did once a migration let it. */
export const doneLater: Readonly<Record<string, (pool: pg.Pool) => Promise<unknown>>> = {
  '0030_sharing': (pool) => pool.query(named(frozenLink)),
}

function named(text: string): string {
  return text.replaceAll(/:([a-z]+)/g, (whole, name: string) => {
    const id = ids.get(name)
    return id ? `'${id}'` : whole
  })
}

const point = (on: string, done: number | null, planned: number | null) => ({
  on,
  done,
  scope: 4,
  planned,
})
const frozenReport = {
  burnUp: {
    asOf: '2025-06-08',
    series: [
      { charge: 'AC', points: [point('2025-06-08', 3, 2), point('2025-06-15', null, 4)] },
      { charge: 'DC', points: [point('2025-06-08', 0, null)] },
    ],
  },
}
const frozenLink = `
  insert into executive_link (id, name, as_of, needs_sign_in, report, made_by, expires_at)
    values (:other, 'Board', '2025-06-08', false, '${JSON.stringify(frozenReport)}', :person, '2027-01-01');
`

const statements = `
  insert into person (id, name, email, role) values (:person, 'Ada', 'ada@example.org', 'administrator');
  insert into credential (id, person_id, account_id, provider_id, password)
    values (:other, :person, :person, 'credential', 'a hash');
  insert into site (id, name, street, city, region, country, lat, lon, time_zone, derivation, created_command_id)
    values (:site, 'Alder Lot', '1 Pine St', 'Seattle', 'US-WA', 'US', 47.6, -122.3, 'America/Los_Angeles', '{}', :command);
  insert into station (id, site_id, source, source_id, grain, network, name, status, is_funded, raw, first_seen_on, last_seen_on, created_command_id)
    values (:station, :site, 'afdc', '4711', 'station', 'ChargePoint Network', 'ALDER 1', 'open', true, '{}', '2025-01-01', '2025-06-01', :command);
  insert into port (id, station_id, number, level, power_kw, is_funded) values (:port, :station, 1, 'L2', 7.2, false);
  insert into connector (id, port_id, standard, installed_command_id) values (:old, :port, 'J1772', :command);
  insert into import (id, command_id, file_name, file_sha256, source, grain, network, counts)
    values (:other, :command, 'stations.csv', repeat('a', 64), 'afdc', 'station', 'ChargePoint Network', '{}');
  insert into import_change (import_id, ordinal, kind, station_id, after) values (:other, 0, 'created', :station, '{}');
  insert into ccs1_waiver (command_id, site_id, granted_by, reason)
    values (:command, :site, :person, 'a reason that is long enough');
  insert into program (id, name, template, rules, created_on) values (:program, 'NACS rollout', 'nacs_rollout', '{}', '2025-01-02');
  insert into track (id, program_id, code, name, charge, adds_standard) values (:track, :program, 'NACS_AC', 'NACS AC', 'AC', 'NACS');
  insert into milestone (id, program_id, track_id, name, gate_on, target_on, scope)
    values (:milestone, :program, :track, 'AC done', '2025-01-05', '2026-12-31', '{}');
  insert into forecast_snapshot (milestone_id, reported_on, p50_on, chance_of_target, detail)
    values (:milestone, '2025-06-01', '2026-11-01', 0.7, '{"target": "2026-12-31"}');
  insert into kit_type (id, code, name, family, level, adds_standard, duration_minutes, checklist_code)
    values (:kit, 'EARLY-AC', 'Early kit', 'CT4000', 'L2', 'NACS', 45, 'nacs_ac');
  insert into depot (id, name, region) values (:depot, 'Kent', 'US-WA');
  insert into kit_receipt (id, depot_id, kit_type_id, quantity, due_on, received_on)
    values (:other, :depot, :kit, 10, '2025-02-01', '2025-02-03');
  insert into crew (id, name, region, skills, time_zone) values (:crew, 'Rainier', 'US-WA', '{AC}', 'America/Los_Angeles');
  insert into crew_shift values (:crew, 1, '08:00', '16:00');
  insert into work_order (id, program_id, track_id, milestone_id, site_id, region, charge, kit_type_id, state, state_since,
      port_count, crew_id, scheduled_on, due_on, done_on, created_command_id, created_on)
    values (:order, :program, :track, :milestone, :site, 'US-WA', 'AC', :kit, 'done', '2025-03-03T20:00:00Z',
      1, :crew, '2025-03-03', '2025-04-01', '2025-03-03', :command, '2025-01-03');
  insert into connector (id, port_id, standard, installed_on, installed_command_id, installed_order_id, kit_type_id)
    values (:fitted, :port, 'NACS', '2025-03-03', :command, :order, :kit);
  insert into connector_rung values (:fitted, 'energised', '2025-03-03', :command);
  insert into work_order_port (order_id, port_id, track_id, kit_type_id, outcome, connector_id)
    values (:order, :port, :track, :kit, 'fitted', :fitted);
  insert into order_assignment (command_id, order_id, before_state, after_state, after_crew_id, after_scheduled_on, version_after)
    values (:command, :order, 'planned', 'scheduled', :crew, '2025-03-03', 2);
  insert into checklist_answer values (:order, 'power_off', 'true', '2025-03-03T19:00:00Z', :person, :command);
  insert into evidence values (:other, :order, 'after', repeat('b', 64), '2025-03-03T19:30:00Z', :person, :command);
  insert into stored_file (sha256, content_type, bytes) values (repeat('b', 64), 'image/jpeg', 1000);
  insert into kit_movement (id, depot_id, kit_type_id, quantity, moved_on, reason, order_id, command_id)
    values (:other, :depot, :kit, -1, '2025-03-03', 'used', :order, :command);
  insert into rollup_day values ('2025-01-03', '2025-01-03', :milestone, 'US-WA', 'L2', 'CT4000', 'scope', 1);
  insert into rollup_delta (occurred_on, recorded_on, milestone_id, region, level, family, measure, quantity)
    values ('2025-03-03', '2025-03-03', :milestone, 'US-WA', 'L2', 'CT4000', 'done', 1);
  insert into event (command_id, ordinal, kind, subject_kind, subject_id, payload, request_hash, result, actor_id, occurred_at)
    values (:command, 0, 'network.imported', 'import', :other, '{"fileName":"stations.csv"}', repeat('c', 64), '{}', :person, '2025-01-01T00:00:00Z'),
      (:command, 1, 'order.closed', 'order', :order, '{"from":"in_progress","to":"done"}', null, null, :person, '2025-03-03T20:00:00Z');
`
