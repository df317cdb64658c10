import type { Actor } from '@changeover/shared/accounts'
import { RUNGS, type Rung } from '@changeover/shared/orders'
import { installedNotLive } from '@changeover/shared/progress'
import type { Day } from '@changeover/shared/time'
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { scopeFor, type ProgressFilter, type ProgressScope } from './scope.ts'

/**
 * Connectors that were fitted and have not reached `rung`, by age, and how many stand on each rung of
 * the ladder. The reader picks the rung that counts as live.
 */
export async function installedAndLive(
  db: Database,
  actor: Actor,
  filter: ProgressFilter,
  rung: Rung,
  today: Day,
) {
  const scope = scopeFor(actor, filter, today)
  const [pairs, climbed] = await Promise.all([
    readInstallations(db, scope, rung),
    readClimbed(db, scope),
  ])
  const chart = installedNotLive(pairs, scope.asOf)
  const ladder = [
    { rung: 'installed' as const, connectors: chart.installed },
    ...RUNGS.map((name) => ({ rung: name, connectors: climbed.get(name) ?? 0 })),
  ]
  return { asOf: scope.asOf, rung, ...chart, groups: [...chart.groups], ladder }
}

/** Days of installation and of the rung, as they were known on the day asked for. */
async function readInstallations(db: Database, scope: ProgressScope, rung: Rung) {
  const { rows } = await sql<{ connectors: number; installedOn: Day; liveOn: Day | null }>`
    select count(*)::integer as connectors, c.installed_on, g.reached_on as live_on
    from connector c join work_order w on w.id = c.installed_order_id
    join event e on e.command_id = c.installed_command_id and e.ordinal = 0
    left join connector_rung g on g.connector_id = c.id and g.rung = ${rung} and g.recorded_on <= ${scope.asOf}::date
    where c.voided_command_id is null and (c.removed_on is null or c.removed_on > ${scope.asOf}::date)
      and c.installed_on is not null and e.recorded_at < ${scope.asOf}::date + 1
      and (${scope.programId}::uuid is null or w.program_id = ${scope.programId})
      and (${scope.regions ? [...scope.regions] : null}::text[] is null or w.region = any (${scope.regions ? [...scope.regions] : null}::text[]))
    group by 2, 3
  `.execute(db)
  return rows
}

/** How many connectors reached each rung, from the rollup. */
async function readClimbed(db: Database, scope: ProgressScope): Promise<Map<string, number>> {
  const { rows } = await sql<{ rung: string; connectors: number }>`
    select substr(r.measure, 6) as rung, sum(r.quantity)::integer as connectors
    from rollup r join milestone m on m.id = r.milestone_id
    where r.measure = any (${RUNGS.map((name) => `rung:${name}`)}::text[])
      and r.recorded_on <= ${scope.asOf}::date and r.occurred_on <= ${scope.asOf}::date
      and (${scope.programId}::uuid is null or m.program_id = ${scope.programId})
      and (${scope.regions ? [...scope.regions] : null}::text[] is null or r.region = any (${scope.regions ? [...scope.regions] : null}::text[]))
    group by 1
  `.execute(db)
  return new Map(rows.map(({ rung, connectors }) => [rung, connectors]))
}
