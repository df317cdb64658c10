import type pg from 'pg'

/**
 * Ten years of five programs in a row, two years each: `orders` work orders of two ports, on 0.4 ports an
 * order (400,000 ports for 1,000,000 orders). Every order went through its states on days of its own; those
 * of the last program are in all states. The rollup holds what the commands would have counted, folded.
 * Generated in SQL, since a million commands would take hours; every number follows from the order's number.
 */
export function fillDecade(pool: pg.Pool, orders: number): Promise<void> {
  return fill(pool, orders, [transitions, baselines, forecasts], [rollup])
}

/** The orders of `fillDecade` without what charts read: quicker to make. */
export function fillOrders(pool: pg.Pool, orders: number): Promise<void> {
  return fill(pool, orders, [], [])
}

async function fill(
  pool: pg.Pool,
  orders: number,
  more: readonly string[],
  counted: readonly string[],
): Promise<void> {
  const client = await pool.connect()
  const run = async (texts: readonly string[]) => {
    for (const text of texts) await client.query(text.replaceAll('$orders', String(orders)))
  }
  try {
    await client.query('begin')
    await client.query('set local statement_timeout = 0')
    // The rows are right by construction: triggers and foreign keys of a million rows are not what is measured.
    await client.query('set local session_replication_role = replica')
    const indexes = await dropIndexes(client)
    await run([fixtures, network, workOrders, orderPorts, ...more, ...indexes])
    // These triggers keep the sums that charts read.
    await client.query('set local session_replication_role = origin')
    await run(['select find_sites_anew(array(select id from site))', ...counted])
    await client.query('commit')
    await client.query('set statement_timeout = 0')
    await client.query('vacuum analyze')
    // What the filling left to write would be written while something else is measured.
    await client.query('checkpoint')
  } finally {
    client.release(true)
  }
}

/** Takes away what a million rows would be sorted into one by one. @returns what builds it again, at once. */
async function dropIndexes(client: pg.PoolClient): Promise<string[]> {
  const { rows } = await client.query<{ name: string; definition: string }>(`
    select indexname as name, indexdef as definition from pg_indexes
    where tablename in ('work_order', 'work_order_port')
      and indexname not in (select conname from pg_constraint)`)
  for (const { name } of rows) await client.query(`drop index ${name}`)
  return rows.map(({ definition }) => definition)
}

const PROGRAMS = 5
const YEARS = 10
const DAYS = 365 * YEARS
const CREWS = 500

const fixtures = `
  create temporary table fixture on commit drop as
    select number, uuidv7() as program_id, current_date - ${DAYS} + number * ${DAYS / PROGRAMS} as starts_on
    from generate_series(0, ${PROGRAMS - 1}) number;
  insert into program (id, name, template, rules, created_on)
    select program_id, 'Program ' || number, 'nacs_rollout', '{}', starts_on from fixture;
  create temporary table goal on commit drop as
    select f.*, charge, uuidv7() as track_id, uuidv7() as milestone_id
    from fixture f cross join (values ('AC'), ('DC')) as charges(charge);
  insert into track (id, program_id, code, name, charge, adds_standard)
    select track_id, program_id, 'NACS_' || charge, 'NACS ' || charge, charge, 'NACS' from goal;
  insert into milestone (id, program_id, track_id, name, gate_on, target_on, scope)
    select milestone_id, program_id, track_id, 'NACS ' || charge, starts_on, starts_on + ${DAYS / PROGRAMS}, '{}' from goal;
  create temporary table kit on commit drop as
    select number, uuidv7() as id, 'F' || number as family, case when number < 3 then 'L2' else 'DC' end as level
    from generate_series(0, 3) number;
  insert into kit_type (id, code, name, family, level, adds_standard, duration_minutes, checklist_code)
    select id, 'KIT-' || number, 'Kit ' || number, family, level, 'NACS', 60, 'none' from kit;
  create temporary table place on commit drop as
    select row_number() over () - 1 as number, code from unnest(string_to_array(
      'US-AL,US-AK,US-AZ,US-AR,US-CA,US-CO,US-CT,US-DE,US-FL,US-GA,US-HI,US-ID,US-IL,US-IN,US-IA,US-KS,US-KY,US-LA,US-ME,US-MD,US-MA,US-MI,US-MN,US-MS,US-MO,US-MT,US-NE,US-NV,US-NH,US-NJ,US-NM,US-NY,US-NC,US-ND,US-OH,US-OK,US-OR,US-PA,US-RI,US-SC,US-SD,US-TN,US-TX,US-UT,US-VT,US-VA,US-WA,US-WV,US-WI,US-WY,US-DC,CA-AB,CA-BC,CA-MB,CA-NB,CA-NL,CA-NS,CA-ON,CA-PE,CA-QC,CA-SK,CA-YT,CA-NT',
      ',')) as code;
  create temporary table team on commit drop as select number, uuidv7() as id from generate_series(0, ${CREWS - 1}) as team(number);
  insert into crew (id, name, region, skills, time_zone)
    select team.id, 'Crew ' || team.number, place.code, '{AC,DC}', 'UTC' from team join place on place.number = team.number % 63;
`

/** Eight ports a site, the last two of them DC. */
const network = `
  create temporary table spot on commit drop as
    select s as number, uuidv7() as site_id, uuidv7() as station_id, (select code from place where number = s % 63) as region, s % 3 as family
    from generate_series(0, $orders / 20 - 1) s;
  insert into site (id, name, region, country, time_zone, lat, lon, derivation, created_command_id)
    select site_id, 'Site ' || number, region, left(region, 2), 'UTC', 40, -100, '{}', uuidv7() from spot;
  insert into station (id, site_id, source, source_id, grain, name, status, kit_family, raw, first_seen_on, last_seen_on, created_command_id)
    select station_id, site_id, 'bench', number::text, 'station', 'Station ' || number, 'open', 'F' || family, '{}', current_date, current_date, uuidv7() from spot;
  create temporary table socket on commit drop as
    select number * 8 + p as number, uuidv7() as port_id, station_id, site_id, region, p, case when p >= 6 then 'DC' else 'AC' end as charge,
      case when p >= 6 then 3 else family end as kit
    from spot cross join generate_series(0, 7) p;
  create index on socket (number);
  analyze socket;
  insert into port (id, station_id, number, level)
    select port_id, station_id, p + 1, case charge when 'DC' then 'DC' else 'L2' end from socket;
`

/** Order i belongs to program i % 5 and takes two neighbouring ports. Nine in ten of past programs were done. */
const workOrders = `
  analyze goal;
  create temporary table job on commit drop as
    select *, case
      when done_on is not null then case when luck < 80 then 'verified' else 'done' end
      when scheduled_on < current_date then case when luck < 95 then 'blocked' else 'cancelled' end
      when scheduled_on < current_date + 60 then 'scheduled' else 'planned' end as state
    from (
      select *, case when luck < 90 and scheduled_on + luck % 7 < current_date then scheduled_on + luck % 7 end as done_on
      from (
        select i, uuidv7() as id, i / 5 * 2 as first_port, g.*, s.site_id, s.region, s.kit,
          g.starts_on + (hashint4(i) & 1023) % ${DAYS / PROGRAMS - 30} as scheduled_on,
          (hashint4(i + 7) & 1023) % 100 as luck
        from generate_series(0, $orders - 1) i
        join socket s on s.number = i / 5 * 2
        join goal g on g.number = i % 5 and g.charge = s.charge
      ) as planned
    ) as worked;
  insert into work_order (id, program_id, track_id, milestone_id, site_id, region, charge, kit_type_id, state, state_since,
      port_count, priority, crew_id, scheduled_on, due_on, done_on, blocked_reason, created_command_id, created_on)
    select j.id, program_id, track_id, milestone_id, site_id, region, charge, k.id, state, coalesce(done_on, starts_on),
      2, 1 + i / 5 % 5, case when state <> 'planned' then team.id end, scheduled_on, scheduled_on + 30, done_on,
      case when state = 'blocked' then case when i / 5 % 4 = 0 then 'parts' else 'no_access' end end, uuidv7(), starts_on
    from job j join kit k on k.number = j.kit join team on team.number = i / 5 % ${CREWS};
`

const orderPorts = `
  insert into work_order_port (order_id, port_id, track_id, kit_type_id, outcome, connector_id)
    select j.id, s.port_id, j.track_id, k.id,
      case when done_on is not null then 'fitted' when state = 'cancelled' then 'cancelled' else 'open' end,
      case when done_on is not null then uuidv7() end
    from job j join kit k on k.number = j.kit join socket s on s.number in (j.first_port, j.first_port + 1);
`

/** What each order's way through its states counts, day by day. */
const transitions = `
  create temporary table step on commit drop as
    select milestone_id, region, case charge when 'DC' then 'DC' else 'L2' end as level, 'F' || kit as family, s.measure, s.on_day, s.quantity
    from job cross join lateral (values
      ('scope', starts_on, 2),
      ('scope', case when state = 'cancelled' then scheduled_on end, -2),
      ('planned', scheduled_on, 2),
      ('done', done_on, 2),
      ('orders:planned', starts_on, 1),
      ('orders:planned', case when state <> 'planned' then scheduled_on - 20 end, -1),
      ('orders:scheduled', case when state <> 'planned' then scheduled_on - 20 end, 1),
      ('orders:scheduled', case when done_on is not null then done_on when state in ('blocked', 'cancelled') then scheduled_on end, -1),
      ('orders:blocked', case when state = 'blocked' then scheduled_on end, 1),
      ('orders:cancelled', case when state = 'cancelled' then scheduled_on end, 1),
      ('orders:done', done_on, 1),
      ('orders:done', case when state = 'verified' then done_on + 2 end, -1),
      ('orders:verified', case when state = 'verified' then done_on + 2 end, 1)
    ) as s(measure, on_day, quantity)
    where s.on_day is not null;
`

const rollup = `
  insert into rollup_day (occurred_on, recorded_on, milestone_id, region, level, family, measure, quantity)
    select on_day, least(on_day, current_date), milestone_id, region, level, family, measure, sum(quantity)
    from step group by 1, 2, 3, 4, 5, 6, 7;
  insert into rollup_day (occurred_on, recorded_on, milestone_id, region, level, family, measure, quantity)
    select current_date - ${DAYS}, current_date - ${DAYS}, null::uuid, region, case charge when 'DC' then 'DC' else 'L2' end, 'F' || kit, measure, count(*)
    from socket cross join lateral (values ('ports'), ('connectors:' || case charge when 'DC' then 'CCS1' else 'J1772' end)) as m(measure)
    group by 3, 4, 5, 6, 7;
  insert into rollup_day (occurred_on, recorded_on, milestone_id, region, level, family, measure, quantity)
    select done_on, done_on, null::uuid, region, case charge when 'DC' then 'DC' else 'L2' end, 'F' || kit, measure, 2 * count(*)
    from job cross join lateral (values ('ports_nacs'), ('connectors:NACS')) as m(measure)
    where done_on is not null and i % 5 = 0 group by 1, 2, 4, 5, 6, 7
    on conflict do nothing;
`

const baselines = `
  create temporary table promise on commit drop as select milestone_id, starts_on, uuidv7() as id from goal;
  insert into baseline (id, milestone_id, name, taken_on, taken_command_id, gate_on, target_on, scope_count)
    select id, milestone_id, 'First', starts_on, uuidv7(), starts_on, starts_on + ${DAYS / PROGRAMS},
      (select count(*) * 2 from job j where j.milestone_id = promise.milestone_id) from promise;
  insert into baseline_point (baseline_id, due_on, count)
    select promise.id, scheduled_on, count(*) * 2 from job join promise using (milestone_id) group by 1, 2;
`

/** What was said of each milestone on each of its days, with a fan of sixty weeks. */
const forecasts = `
  insert into forecast_snapshot (milestone_id, reported_on, p10_on, p50_on, p80_on, p90_on, chance_of_target, target_on, detail)
    select milestone_id, said.on_day, target - 20, target - 5, target + 5, target + 15, 0.6, target,
      jsonb_build_object('seed', 1, 'runs', 2000, 'weeks', 60, 'gate', starts_on, 'target', target,
        'basis', jsonb_build_object('kind', 'measured', 'weeks', 26), 'scope', 1000, 'done', 100,
        'fan', fan.points, 'territories', '[]'::jsonb, 'shift', null)
    from (select *, starts_on + ${DAYS / PROGRAMS} as target from goal) as goal
    cross join lateral (select on_day::date from generate_series(starts_on, least(target, current_date - 1), interval '1 day') on_day) as said
    cross join lateral (
      select jsonb_agg(jsonb_build_object('on', said.on_day + 7 * week, 'p10', 10 * week, 'p50', 12 * week, 'p80', 14 * week, 'p90', 15 * week)) as points
      from generate_series(1, 60) week
    ) as fan;
`
