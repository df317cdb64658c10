/**
 * What an owner knows of stations that no public file says: model, serial, kit family, federal
 * funding. Joined to stations by the id of the source. Changed when a new fact is to be joined.
 */
import { columnKey } from '../csv/columns.ts'
import { isFederallyFunded } from '../record/funding.ts'
import { KeyedList, type ListOptions } from './keyed-list.ts'

export interface ListedStation {
  readonly stationId: string
  readonly line: number
  readonly model: string | null
  readonly serial: string | null
  readonly kitFamily: string | null
  /** True where a federal programme is named; null where the file says nothing. */
  readonly isFunded: boolean | null
}

type Field = 'stationId' | 'model' | 'serial' | 'kitFamily' | 'funding'

const COLUMNS: Record<Field, readonly string[]> = {
  stationId: ['stationid', 'id', 'afdcid', 'chargerid', 'sourceid'],
  model: ['model', 'hardwaremodel', 'chargermodel'],
  serial: ['serial', 'serialnumber', 'serialno', 'sn'],
  kitFamily: ['kitfamily', 'kit', 'kittype'],
  funding: ['fundingsources', 'fundingsource', 'funding'],
}

/** Whether a table with these columns says what hardware stations are, and not where they stand. */
export function isStationDetailsHeader(header: readonly string[]): boolean {
  const keys = new Set(header.map(columnKey))
  const has = (names: readonly string[]) => names.some((name) => keys.has(name))
  const isPlaced = has(['latitude', 'lat', 'streetaddress', 'orderedon', 'ordered'])
  return (
    has(COLUMNS.stationId) &&
    !isPlaced &&
    (has(COLUMNS.serial) || has(COLUMNS.model) || keys.has('kitfamily'))
  )
}

/** A reader of such a file; it has the methods of `StationTable`. */
export function stationDetails(options: ListOptions = {}): KeyedList<Field, ListedStation> {
  return new KeyedList<Field, ListedStation>(
    {
      columns: COLUMNS,
      key: 'stationId',
      needs: ['stationId'],
      read: (row) => ({
        stationId: row.text('stationId') ?? '',
        line: row.line,
        model: row.text('model'),
        serial: row.text('serial'),
        kitFamily: row.text('kitFamily'),
        isFunded: isFederallyFunded(row.text('funding') ?? ''),
      }),
    },
    options,
  )
}
