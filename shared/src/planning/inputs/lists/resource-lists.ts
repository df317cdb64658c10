/** What there is to work with: territories, crews and when they work, depots and their kits. */
import type { InputColumn } from './column.ts'
import type { InputList } from './list.ts'
import { WEEKDAYS } from './parse-cell.ts'
import { bothOrNone, inOrder, nothing } from './row-checks.ts'

const latitude = { kind: 'decimal', min: -90, max: 90 } as const
const longitude = { kind: 'decimal', min: -180, max: 180 } as const

export const territories: InputList = {
  name: 'territories',
  columns: [
    { key: 'territory', kind: 'text', isKey: true, isRequired: true, aliases: ['name'] },
    { key: 'regions', kind: 'names', of: 'regions', isRequired: true, aliases: ['states'] },
    { key: 'depot', kind: 'name', of: 'depots' },
  ],
  check: nothing,
}

export const crews: InputList = {
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

export const absences: InputList = {
  name: 'absences',
  columns: [
    { key: 'crew', kind: 'name', of: 'crews', isKey: true, isRequired: true },
    { key: 'from', kind: 'day', isKey: true, isRequired: true, aliases: ['fromon', 'start'] },
    { key: 'to', kind: 'day', isRequired: true, aliases: ['toon', 'end', 'until'] },
    { key: 'reason', kind: 'text', isRequired: true },
  ],
  check: (cells) => inOrder(cells, 'from', 'to'),
}

export const holidays: InputList = {
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

export const depots: InputList = {
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

export const deliveries: InputList = {
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

export const stock: InputList = {
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
