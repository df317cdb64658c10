import type { Id } from '@changeover/shared/commands'
import type { OcpiSession } from '@changeover/shared/orders'
import { dayAt, toInstant, type Day } from '@changeover/shared/time'
import { sql } from 'kysely'
import { regionCondition } from '../accounts/index.ts'
import type { UnitOfWork } from '../unit-of-work.ts'
import { writeRungs, type Climb } from './repository.ts'

interface Fitted {
  location: string
  connectorId: Id<'Connector'>
  installedOn: Day | null
  timeZone: string
  standing: number
  isReached: boolean
}

/**
 * Takes charging sessions for the first of a connector: energy flowed, so it works. A location with
 * one fitted connector and no other of its kind is certain; with more, the session does not say which,
 * and the location is named instead of guessed.
 */
export async function importSessions(work: UnitOfWork, { sessions }: { sessions: OcpiSession[] }) {
  const charged = sessions.filter(
    ({ kwh, status }) => kwh > 0 && (status === 'COMPLETED' || status === 'ACTIVE'),
  )
  const fitted = await readFitted(work, [...new Set(charged.map(locationOf))])
  const ambiguous = new Set<string>()
  const unknown = new Set<string>()
  const climbs: Climb[] = []
  let already = 0
  for (const session of charged) {
    const location = locationOf(session)
    const candidates = fitted.get(location)
    if (!candidates) unknown.add(location)
    else if (candidates.length > 1 || candidates[0].standing > 1) ambiguous.add(location)
    else {
      const [one] = candidates
      const on = dayAt(toInstant(new Date(startOf(session)).toISOString()), one.timeZone)
      if (one.isReached) already++
      else if (one.installedOn === null || on >= one.installedOn)
        climbs.push({ connectorId: one.connectorId, on })
    }
  }
  const reached = await writeRungs(work, 'first_session', climbs, 'ocpi')
  work.record({
    kind: 'connector.sessionsImported',
    subject: { kind: 'connector', id: null },
    payload: { sessions: sessions.length, reached },
  })
  return {
    reached,
    already,
    withoutCharge: sessions.length - charged.length,
    unknownLocations: [...unknown].slice(0, 500),
    ambiguousLocations: [...ambiguous].slice(0, 500),
  }
}

/** As the import of locations names them. */
function locationOf({ country_code: country, party_id: party, location_id: id }: OcpiSession) {
  return `${country}*${party}*${id}`
}

/** OCPI writes UTC, with or without the `Z` (2.2.1, 17.2). */
function startOf({ start_date_time: text }: OcpiSession): string {
  return /(?:Z|[+-]\d\d:\d\d)$/.test(text) ? text : `${text}Z`
}

async function readFitted(
  work: UnitOfWork,
  locations: readonly string[],
): Promise<Map<string, Fitted[]>> {
  const { rows } = await sql<Fitted>`
    select s.source_id as location, c.id as connector_id, c.installed_on, t.time_zone,
      exists (select from connector_rung g where g.connector_id = c.id and g.rung = 'first_session') as is_reached,
      (select count(*)::integer from connector o join port q on q.id = o.port_id where q.station_id = s.id
        and o.standard = c.standard and o.removed_on is null and o.voided_command_id is null) as standing
    from station s join site t on t.id = s.site_id join port p on p.station_id = s.id
    join connector c on c.port_id = p.id and c.removed_on is null and c.voided_command_id is null
    where s.source = 'ocpi' and s.source_id = any (${[...locations]}::text[]) and s.deleted_at is null
      and c.installed_order_id is not null and ${regionCondition(work.actor, 't.region')}
  `.execute(work.tx)
  const byLocation = new Map<string, Fitted[]>()
  for (const row of rows)
    byLocation.set(row.location, [...(byLocation.get(row.location) ?? []), row])
  return byLocation
}
