/**
 * The lists of inputs: their columns, in the order of grid and CSV, and what must hold within a row.
 * Grid, CSV, commands and history are made from these; a new column is added here and in its store.
 */
import { isDay, weekdayOf } from '../../../time/index.ts'
import type { ProblemCode } from '../../../network/index.ts'
import type { Cells, InputColumn } from './column.ts'
import { WEEKDAYS } from './parse-cell.ts'

export const inputListNames = [
  'territories',
  'crews',
  'absences',
  'holidays',
  'depots',
  'deliveries',
  'stock',
  'access',
  'permits',
  'blackouts',
  'travel',
  'costs',
  'priorities',
  'milestones',
] as const
export type InputListName = (typeof inputListNames)[number]

/** How a permit or a delivery may stand: rows can be filtered by it. */
export const INPUT_STATES: Readonly<Partial<Record<InputListName, readonly string[]>>> = {
  permits: ['missing', 'late', 'applied', 'expiring', 'expired', 'granted'],
  deliveries: ['overdue', 'coming', 'received'],
}

/** What is wrong with a row beyond its single cells. */
export interface RowFault {
  readonly column: string
  readonly code: ProblemCode
}

export interface InputList {
  readonly name: InputListName
  readonly columns: readonly InputColumn[]
  /** Looks at a row whose cells are each readable. */
  readonly check: (cells: Cells) => readonly RowFault[]
  /** Rows that are always there: they are changed, never added or removed. */
  readonly isClosed?: boolean
  /** What was promised: only who may set a milestone changes it. */
  readonly isPromise?: boolean
}

const AREAS = ['urban', 'suburban', 'rural'] as const
/** Of the countries where networks stand; ISO 4217. */
const CURRENCIES = ['USD', 'CAD'] as const
const latitude = { kind: 'decimal', min: -90, max: 90 } as const
const longitude = { kind: 'decimal', min: -180, max: 180 } as const
const nothing = (): readonly RowFault[] => []

/** What a site is known by: its id in CSV, its name on screen. */
const siteColumns = [
  { key: 'siteId', kind: 'text', isHidden: true, isFixed: true, aliases: ['id'] },
  { key: 'site', kind: 'text', isKey: true, isFixed: true, aliases: ['sitename', 'name'] },
  { key: 'city', kind: 'text', isReadOnly: true },
  { key: 'region', kind: 'text', isReadOnly: true, aliases: ['state'] },
] as const satisfies readonly InputColumn[]

const territories: InputList = {
  name: 'territories',
  columns: [
    { key: 'territory', kind: 'text', isKey: true, isRequired: true, aliases: ['name'] },
    { key: 'regions', kind: 'names', of: 'regions', isRequired: true, aliases: ['states'] },
    { key: 'depot', kind: 'name', of: 'depots' },
  ],
  check: nothing,
}

const crews: InputList = {
  name: 'crews',
  columns: [
    { key: 'crew', kind: 'text', isKey: true, isRequired: true, aliases: ['name', 'crewname'] },
    { key: 'territory', kind: 'name', of: 'territories' },
    { key: 'alsoIn', kind: 'names', of: 'territories', aliases: ['alsoterritories'] },
    { key: 'skills', kind: 'choices', of: ['AC', 'DC', 'HOME'], isRequired: true },
    { key: 'region', kind: 'name', of: 'regions', isRequired: true, aliases: ['state'] },
    ...WEEKDAYS.map((day) => ({ key: day, kind: 'shift' }) as const),
    { key: 'holidaysOf', kind: 'name', of: 'regions', aliases: ['calendar', 'calendarregion'] },
    { key: 'timeZone', kind: 'name', of: 'timeZones', isRequired: true, aliases: ['tz'] },
    { key: 'homeLat', ...latitude, aliases: ['lat', 'latitude'] },
    { key: 'homeLon', ...longitude, aliases: ['lon', 'lng', 'longitude'] },
  ],
  check: (cells) => bothOrNone(cells, 'homeLat', 'homeLon'),
}

const absences: InputList = {
  name: 'absences',
  columns: [
    { key: 'crew', kind: 'name', of: 'crews', isKey: true, isRequired: true },
    { key: 'from', kind: 'day', isKey: true, isRequired: true, aliases: ['fromon', 'start'] },
    { key: 'to', kind: 'day', isRequired: true, aliases: ['toon', 'end', 'until'] },
    { key: 'reason', kind: 'text', isRequired: true },
  ],
  check: (cells) => inOrder(cells, 'from', 'to'),
}

const holidays: InputList = {
  name: 'holidays',
  columns: [
    { key: 'region', kind: 'name', of: 'regions', isKey: true, isRequired: true, isFixed: true },
    { key: 'day', kind: 'day', isKey: true, isRequired: true, isFixed: true, aliases: ['date'] },
    { key: 'name', kind: 'text', isRequired: true, aliases: ['holiday'] },
    { key: 'dayOff', kind: 'yesNo', isRequired: true, aliases: ['off'] },
    { key: 'source', kind: 'text', isReadOnly: true },
  ],
  check: nothing,
}

const depots: InputList = {
  name: 'depots',
  columns: [
    { key: 'depot', kind: 'text', isKey: true, isRequired: true, aliases: ['name'] },
    { key: 'region', kind: 'name', of: 'regions', isRequired: true, aliases: ['state'] },
    { key: 'lat', ...latitude, aliases: ['latitude'] },
    { key: 'lon', ...longitude, aliases: ['lng', 'longitude'] },
  ],
  check: (cells) => bothOrNone(cells, 'lat', 'lon'),
}

const kitOf = [
  { key: 'depot', kind: 'name', of: 'depots', isKey: true, isRequired: true },
  { key: 'kit', kind: 'name', of: 'kits', isKey: true, isRequired: true, aliases: ['kittype'] },
] as const satisfies readonly InputColumn[]

const deliveries: InputList = {
  name: 'deliveries',
  columns: [
    {
      key: 'delivery',
      kind: 'text',
      isKey: true,
      isRequired: true,
      isGenerated: true,
      isFixed: true,
      aliases: ['reference', 'ref', 'shipment'],
    },
    ...kitOf.map((column) => ({ ...column, isKey: false })),
    { key: 'quantity', kind: 'whole', min: 1, max: 1_000_000, isRequired: true, aliases: ['kits'] },
    { key: 'due', kind: 'day', isRequired: true, aliases: ['dueon', 'eta'] },
    { key: 'received', kind: 'day', aliases: ['receivedon', 'arrived'] },
    { key: 'state', kind: 'text', isReadOnly: true },
  ],
  check: nothing,
}

const stock: InputList = {
  name: 'stock',
  columns: [
    ...kitOf.map((column) => ({ ...column, isFixed: true })),
    {
      key: 'onHand',
      kind: 'whole',
      min: 0,
      max: 1_000_000,
      isRequired: true,
      aliases: ['quantity', 'count', 'counted'],
    },
  ],
  check: nothing,
}

const access: InputList = {
  name: 'access',
  columns: [
    ...siteColumns,
    { key: 'opens', kind: 'time', aliases: ['from'] },
    { key: 'closes', kind: 'time', aliases: ['to'] },
    { key: 'weekdays', kind: 'weekdays', aliases: ['days'] },
    { key: 'area', kind: 'choice', of: AREAS, aliases: ['areatype'] },
    { key: 'areaGuess', kind: 'text', isReadOnly: true },
  ],
  check: (cells) => [...bothOrNone(cells, 'opens', 'closes'), ...inOrder(cells, 'opens', 'closes')],
}

const permits: InputList = {
  name: 'permits',
  columns: [
    ...siteColumns,
    { key: 'state', kind: 'text', isReadOnly: true, aliases: ['permitstate'] },
    { key: 'leadDays', kind: 'whole', min: 0, max: 1000, unit: 'days', isRequired: true },
    { key: 'applied', kind: 'day', aliases: ['appliedon'] },
    { key: 'expected', kind: 'day', aliases: ['expectedon'] },
    { key: 'granted', kind: 'day', aliases: ['grantedon'] },
    { key: 'expires', kind: 'day', aliases: ['expireson', 'validuntil'] },
    { key: 'note', kind: 'text' },
  ],
  check: (cells) => [
    ...inOrder(cells, 'applied', 'granted'),
    ...inOrder(cells, 'granted', 'expires'),
  ],
}

const blackouts: InputList = {
  name: 'blackouts',
  columns: [
    { key: 'siteId', kind: 'text', isHidden: true, isFixed: true },
    { key: 'site', kind: 'text', isKey: true, isFixed: true, aliases: ['sitename'] },
    { key: 'region', kind: 'name', of: 'regions', isKey: true, isFixed: true, aliases: ['state'] },
    { key: 'from', kind: 'day', isKey: true, isRequired: true, aliases: ['fromon', 'start'] },
    { key: 'to', kind: 'day', isRequired: true, aliases: ['toon', 'end', 'until'] },
    { key: 'reason', kind: 'text', isRequired: true },
  ],
  check: (cells) => [
    ...inOrder(cells, 'from', 'to'),
    ...((cells.site || cells.siteId ? 1 : 0) + (cells.region ? 1 : 0) === 1
      ? []
      : [{ column: 'region', code: 'ONE_OF_TWO' } as const]),
  ],
}

const travel: InputList = {
  name: 'travel',
  columns: [
    { key: 'area', kind: 'choice', of: AREAS, isKey: true, isRequired: true, isFixed: true },
    { key: 'speed', kind: 'decimal', min: 1, max: 200, unit: 'km/h', isRequired: true },
    { key: 'allowance', kind: 'whole', min: 0, max: 480, unit: 'min', isRequired: true },
  ],
  check: nothing,
  isClosed: true,
}

const costs: InputList = {
  name: 'costs',
  columns: [
    { key: 'cost', kind: 'text', isKey: true, isRequired: true, isFixed: true, aliases: ['of'] },
    { key: 'price', kind: 'decimal', min: 0, max: 10_000_000, aliases: ['amount'] },
    { key: 'currency', kind: 'choice', of: CURRENCIES },
  ],
  check: (cells) => bothOrNone(cells, 'price', 'currency'),
  isClosed: true,
}

const priorities: InputList = {
  name: 'priorities',
  columns: [
    {
      key: 'order',
      kind: 'whole',
      min: 1,
      max: Number.MAX_SAFE_INTEGER,
      isKey: true,
      isRequired: true,
      isFixed: true,
      aliases: ['number', 'ordernumber'],
    },
    { key: 'site', kind: 'text', isReadOnly: true },
    { key: 'priority', kind: 'whole', min: 1, max: 5, isRequired: true },
    { key: 'week', kind: 'day', aliases: ['weekon'] },
    { key: 'day', kind: 'day', aliases: ['dayon'] },
    { key: 'crew', kind: 'name', of: 'crews' },
  ],
  check: ({ week = '' }) =>
    isDay(week) && weekdayOf(week) !== 1 ? [{ column: 'week', code: 'NOT_A_MONDAY' }] : [],
}

const milestones: InputList = {
  name: 'milestones',
  columns: [
    { key: 'program', kind: 'text', isKey: true, isRequired: true, isFixed: true },
    {
      key: 'milestone',
      kind: 'text',
      isKey: true,
      isRequired: true,
      isFixed: true,
      aliases: ['name'],
    },
    { key: 'track', kind: 'text', isReadOnly: true },
    { key: 'gate', kind: 'day', isRequired: true, aliases: ['gateon', 'notbefore'] },
    { key: 'target', kind: 'day', isRequired: true, aliases: ['targeton'] },
    { key: 'weight', kind: 'decimal', min: 0.01, max: 10_000, isRequired: true },
  ],
  check: (cells) => inOrder(cells, 'gate', 'target'),
  isClosed: true,
  isPromise: true,
}

/** All lists by name. */
export const INPUT_LISTS: Readonly<Record<InputListName, InputList>> = {
  territories,
  crews,
  absences,
  holidays,
  depots,
  deliveries,
  stock,
  access,
  permits,
  blackouts,
  travel,
  costs,
  priorities,
  milestones,
}

function bothOrNone(cells: Cells, one: string, other: string): RowFault[] {
  if (Boolean(cells[one]) === Boolean(cells[other])) return []
  return [{ column: cells[one] ? other : one, code: 'BOTH_OR_NONE' }]
}

/** Canonical days and times sort as text. */
function inOrder(cells: Cells, from: string, to: string): RowFault[] {
  const [start = '', end = ''] = [cells[from], cells[to]]
  return start !== '' && end !== '' && end < start
    ? [{ column: to, code: 'ENDS_BEFORE_START' }]
    : []
}
