/** How the objects of one JSON source are read: into the words of a row, and its ports. */
import type { ImportedStation } from '../imported.ts'
import { stationFields, type StationField, type StationLayout } from '../record/layout.ts'
import { standards, type Standard } from '../standards.ts'

export type Words = Partial<Record<StationField, string | number | null | undefined>>

export interface JsonStation {
  /** The words of the station in the order of the layout's header. */
  readonly cells: string[]
  /** The ports as the source lists them; null where it only gives numbers by level. */
  readonly ports: Pick<ImportedStation, 'ports' | 'asks'> | null
}

export interface JsonDialect {
  readonly layout: StationLayout
  /**
   * Reads one object.
   * @throws ZodError when it has not the shape of the source.
   */
  readonly read: (object: unknown) => JsonStation
}

/** Plugs in our own words, into which the dialects translate. */
export const OUR_PLUGS = {
  split: /\|/,
  meaning: new Map<string, Standard>(standards.map((standard) => [standard, standard])),
}

/** The layout of rows whose cells are the fields in order, named by their paths in the source. */
export function jsonLayout(
  kind: Pick<StationLayout, 'format' | 'source' | 'grain' | 'needsState' | 'plugs'>,
  paths: Partial<Record<StationField, string>>,
): StationLayout {
  const header = stationFields.map((field) => paths[field] ?? '')
  const at = Object.fromEntries(
    stationFields.map((field, index) => [field, paths[field] === undefined ? -1 : index]),
  ) as StationLayout['at'] // It is built from all fields.
  return { ...kind, header, at, units: [] }
}

/** The words of a station as the cells of a row of `jsonLayout`. */
export function toCells(words: Words): string[] {
  return stationFields.map((field) => {
    const word = words[field]
    return word === null || word === undefined ? '' : String(word)
  })
}
