/** Where the fields of a station stand in the rows of one file, and how its words are meant. */
import type { Format } from '../result.ts'
import type { Grain, Source } from '../imported.ts'
import type { Standard } from '../standards.ts'

/** What can be read of a station from a row. */
export const stationFields = [
  'fuel',
  'id',
  'name',
  'network',
  'status',
  'street',
  'city',
  'state',
  'zip',
  'country',
  'latitude',
  'longitude',
  'openDate',
  'access',
  'phone',
  'model',
  'facility',
  'funding',
  'level1',
  'level2',
  'dcFast',
  'connectors',
  'power',
] as const
export type StationField = (typeof stationFields)[number]

/** The plugs of AFDC's per-unit export, by the word in its column names. */
export const UNIT_PLUGS = ['J1772', 'CCS', 'CHAdeMO', 'J3400', 'J3271'] as const
export type UnitPlug = (typeof UNIT_PLUGS)[number]

export interface UnitColumns {
  readonly plug: UnitPlug
  readonly count: number
  readonly power: number
}

export interface StationLayout {
  readonly format: Format
  readonly source: Source
  readonly grain: Grain
  /** Whether a station without a known state is an error; it is where all are in one country. */
  readonly needsState: boolean
  readonly header: readonly string[]
  /** Position in the row; -1 where the file has no such column. */
  readonly at: Readonly<Record<StationField, number>>
  readonly units: readonly UnitColumns[]
  /** Reads a list of connectors into words and what they mean. */
  readonly plugs: PlugWords
}

export interface PlugWords {
  /** The words of a cell. */
  readonly split: RegExp
  /** The standard that a word means, by its upper-case form. */
  readonly meaning: ReadonlyMap<string, Standard>
}

/** Finds each field in a header. */
export function locate(
  header: readonly string[],
  fieldOf: (name: string, index: number) => StationField | undefined,
): Record<StationField, number> {
  const found = header.map(fieldOf)
  // `fromEntries` over all fields gives each of them.
  return Object.fromEntries(stationFields.map((field) => [field, found.indexOf(field)])) as Record<
    StationField,
    number
  >
}
