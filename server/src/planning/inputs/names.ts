import type { Actor } from '@changeover/shared/accounts'
import type { Id } from '@changeover/shared/commands'
import { REGIONS } from '@changeover/shared/network'
import { splitNames, type References } from '@changeover/shared/planning'
import { sql } from 'kysely'
import { regionCondition } from '../../accounts/index.ts'
import type { Reader } from './store.ts'

/** What cells may call by name, with the identities behind the names. */
export interface Names {
  readonly territories: ReadonlyMap<string, string>
  readonly crews: ReadonlyMap<string, Id<'Crew'>>
  readonly depots: ReadonlyMap<string, Id<'Depot'>>
  readonly kits: ReadonlyMap<string, Id<'KitType'>>
  /** The region of crews and depots, by name. */
  readonly regionOf: { crew(name: string): string[]; depot(name: string): string[] }
  readonly references: References
}

const TIME_ZONES = [...new Set([...Intl.supportedValuesOf('timeZone'), 'UTC'])]

/** The names of the actor's regions; what lies outside reads as unknown. */
export async function readNames(db: Reader, actor: Actor): Promise<Names> {
  const { rows } = await sql<{
    kind: 'territory' | 'crew' | 'depot' | 'kit'
    id: string
    name: string
    region: string | null
  }>`
    select 'territory' as kind, id, name, null as region from territory where deleted_at is null
    union all select 'crew', id, name, region from crew
      where deleted_at is null and ${regionCondition(actor, 'region')}
    union all select 'depot', id, name, region from depot
      where deleted_at is null and ${regionCondition(actor, 'region')}
    union all select 'kit', id, code, null from kit_type where deleted_at is null
    order by 1, 3
  `.execute(db)
  const of = <Kind extends string>(kind: (typeof rows)[number]['kind']) =>
    new Map(
      rows
        .filter((row) => row.kind === kind)
        // The rows of a kind are those of its table.
        .map(({ id, name }) => [name, id as Id<Kind>]),
    )
  const regions = new Map(rows.map(({ kind, name, region }) => [`${kind} ${name}`, region]))
  const regionOf = (kind: string) => (name: string) => {
    const region = regions.get(`${kind} ${name}`)
    return region ? [region] : []
  }
  const territories = of<'Territory'>('territory')
  const crews = of<'Crew'>('crew')
  const depots = of<'Depot'>('depot')
  const kits = of<'KitType'>('kit')
  return {
    territories,
    crews,
    depots,
    kits,
    regionOf: { crew: regionOf('crew'), depot: regionOf('depot') },
    references: {
      territories: [...territories.keys()],
      crews: [...crews.keys()],
      depots: [...depots.keys()],
      kits: [...kits.keys()],
      regions: REGIONS.map(({ code }) => code),
      timeZones: TIME_ZONES,
    },
  }
}

/** The identity behind a name in a cell; null for an empty cell. */
export function idOf(names: ReadonlyMap<string, string>, cell: string | undefined): string | null {
  return cell ? (names.get(cell) ?? null) : null
}

/** The identities behind the names of a cell that holds several. */
export function idsOfNames(names: ReadonlyMap<string, string>, cell: string | undefined): string[] {
  return splitNames(cell ?? '').flatMap((name) => names.get(name) ?? [])
}
