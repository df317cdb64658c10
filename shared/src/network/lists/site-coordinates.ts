/**
 * A table of places: a row each site, by its id or the source's id of one of its stations. Pasted
 * from a sheet or a file. Whether the place can be right is judged where the site is known.
 */
import type { ProblemCode } from '../problems/problem.ts'
import { readNumber } from '../record/cells.ts'
import { KeyedList, type ListOptions, type ListRow } from './keyed-list.ts'

export interface PlacedSite {
  readonly line: number
  /** The id of the site, or that which the source has for one of its stations. */
  readonly key: string
  readonly lat: number
  readonly lon: number
}

type Field = 'key' | 'lat' | 'lon'

const COLUMNS: Record<Field, readonly string[]> = {
  key: ['siteid', 'site', 'id', 'stationid', 'sourceid', 'afdcid', 'sitenumber', 'number'],
  lat: ['latitude', 'lat', 'y'],
  lon: ['longitude', 'lon', 'lng', 'long', 'x'],
}

/** A reader of such a table; it has the methods of `StationTable`. */
export function siteCoordinates(options: ListOptions = {}): KeyedList<Field, PlacedSite> {
  return new KeyedList<Field, PlacedSite>(
    {
      columns: COLUMNS,
      key: 'key',
      needs: ['key', 'lat', 'lon'],
      read: (row) => ({
        line: row.line,
        key: row.text('key') ?? '',
        // A row without either is rejected, so 0 is read by nobody.
        lat: readDegrees(row, 'lat') ?? 0,
        lon: readDegrees(row, 'lon') ?? 0,
      }),
    },
    options,
  )
}

/** Degrees, with a point or, as a cell holds one number only, a comma. */
function readDegrees(row: ListRow<Field>, field: 'lat' | 'lon'): number | null {
  const text = row.text(field) ?? ''
  const value = readNumber(/^[+-]?\d{1,3},\d+$/.test(text) ? text.replace(',', '.') : text)
  if (typeof value === 'number') return value
  const code: ProblemCode = value === null ? 'COORDINATES_MISSING' : 'NOT_A_NUMBER'
  row.findings.inRow(code, row.column(field), text === '' ? null : text)
  return null
}

/**
 * A pasted table with a header: where its first row is an id and two numbers already, the header that
 * it lacks is put above it.
 */
export function withCoordinatesHeader(text: string): string {
  const first = text.trimStart().split(/[\r\n]/, 1)[0] ?? ''
  const mark = ['\t', ';', ','].find((each) => first.split(each).length === 3)
  if (mark === undefined) return text
  const [, lat, lon] = first.split(mark).map((cell) => cell.trim().replace(/^(-?\d+),/, '$1.'))
  const isNumber = (cell: string) => typeof readNumber(cell) === 'number'
  return isNumber(lat) && isNumber(lon) ? `Id${mark}Latitude${mark}Longitude\n${text}` : text
}
