/**
 * Orders of home kits: shipped and installed at people's homes, without sites of ours. An order is
 * known by its id, so the same file twice changes nothing. Counted by region and by ISO week.
 */
import { columnKey } from '../csv/columns.ts'
import type { Problem } from '../problems/problem.ts'
import { regionOfPostalCode } from '../postal.ts'
import { weekOf, type Day } from '../../time/index.ts'
import { KeyedList, type ListOptions, type ListRow } from './keyed-list.ts'

export interface HomeKitOrder {
  readonly orderId: string
  readonly line: number
  readonly postalCode: string
  readonly region: string
  readonly kitType: string
  readonly orderedOn: Day
  readonly shippedOn: Day | null
  readonly installedOn: Day | null
}

const fields = [
  'orderId',
  'postalCode',
  'kitType',
  'orderedOn',
  'shippedOn',
  'installedOn',
] as const
type Field = (typeof fields)[number]

const COLUMNS: Record<Field, readonly string[]> = {
  orderId: ['orderid', 'order', 'id', 'ordernumber'],
  postalCode: ['postalcode', 'zip', 'zipcode', 'postcode'],
  kitType: ['kittype', 'kit', 'type'],
  orderedOn: ['orderedon', 'ordered', 'dayordered', 'orderdate'],
  shippedOn: ['shippedon', 'shipped', 'dayshipped', 'shipdate'],
  installedOn: ['installedon', 'installed', 'dayinstalled', 'installdate'],
}

/** Whether a table with these columns is a list of home kit orders, whole or nearly so. */
export function isHomeKitHeader(header: readonly string[]): boolean {
  const keys = new Set(header.map(columnKey))
  const found = fields.filter((field) => COLUMNS[field].some((name) => keys.has(name)))
  return found.includes('orderId') && found.includes('kitType') && found.length >= fields.length - 1
}

/** A reader of such a file; it has the methods of `StationTable`. */
export function homeKits(options: ListOptions = {}): KeyedList<Field, HomeKitOrder> {
  return new KeyedList<Field, HomeKitOrder>(
    {
      columns: COLUMNS,
      key: 'orderId',
      needs: fields,
      read: readOrder,
    },
    options,
  )
}

function readOrder(row: ListRow<Field>): HomeKitOrder {
  const { postalCode, region } = readPlace(row)
  row.needed('orderedOn')
  const [ordered, shipped, installed] = [
    row.day('orderedOn'),
    row.day('shippedOn'),
    row.day('installedOn'),
  ]
  const days = [ordered, shipped, installed].filter((day) => day !== null)
  if (days.some((day, index) => index > 0 && day < days[index - 1]))
    row.findings.inRow('DAYS_OUT_OF_ORDER', row.column('installedOn'), days.join(', '))
  return {
    orderId: row.text('orderId') ?? '',
    line: row.line,
    postalCode,
    region,
    kitType: row.needed('kitType'),
    // A row without a readable day has an error by now and is not kept.
    orderedOn: ordered ?? ('' as Day),
    shippedOn: shipped,
    installedOn: installed,
  }
}

function readPlace(row: ListRow<Field>) {
  const written = row.needed('postalCode')
  const isShort = /^\d{3,4}$/.test(written)
  const isPadded = isShort && row.fixes.has('ZIP_LEADING_ZERO')
  if (isPadded) row.findings.mend('ZIP_LEADING_ZERO')
  const postalCode = isPadded ? written.padStart(5, '0') : written
  const region = regionOfPostalCode(postalCode)
  if (written !== '' && region === null) {
    const data: Problem['data'] = isShort ? { fix: 'ZIP_LEADING_ZERO' } : {}
    row.findings.inRow('POSTAL_CODE_UNKNOWN', row.column('postalCode'), written, data)
  }
  return { postalCode, region: region ?? '' }
}

/** How many kits were ordered, shipped and installed in one region in one week. */
export interface HomeKitWeek {
  readonly region: string
  /** The Monday of the ISO week. */
  readonly week: Day
  readonly ordered: number
  readonly shipped: number
  readonly installed: number
}

/** Counts orders by region and week, in that order. */
export function countHomeKits(orders: readonly HomeKitOrder[]): HomeKitWeek[] {
  const weeks = new Map<string, { -readonly [Key in keyof HomeKitWeek]: HomeKitWeek[Key] }>()
  const count = (region: string, day: Day | null, what: 'ordered' | 'shipped' | 'installed') => {
    if (day === null) return
    const week = weekOf(day)
    const key = `${region} ${week}`
    const counted = weeks.get(key) ?? { region, week, ordered: 0, shipped: 0, installed: 0 }
    counted[what]++
    weeks.set(key, counted)
  }
  for (const { region, orderedOn, shippedOn, installedOn } of orders) {
    count(region, orderedOn, 'ordered')
    count(region, shippedOn, 'shipped')
    count(region, installedOn, 'installed')
  }
  return [...weeks].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, week]) => week)
}
