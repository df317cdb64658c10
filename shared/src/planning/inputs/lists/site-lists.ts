/** When work can be done at a site: access, permits, blackouts; and what the way to one takes. */
import type { InputColumn } from './column.ts'
import type { InputList } from './list.ts'
import { bothOrNone, inOrder, nothing } from './row-checks.ts'

const AREAS = ['urban', 'suburban', 'rural'] as const

/** What a site is known by: its id in CSV, its name on screen. */
const siteColumns = [
  { key: 'siteId', kind: 'text', isHidden: true, isFixed: true, aliases: ['id'] },
  { key: 'site', kind: 'text', isKey: true, isFixed: true, aliases: ['sitename', 'name'] },
  { key: 'city', kind: 'text', isReadOnly: true },
  { key: 'region', kind: 'text', isReadOnly: true, aliases: ['state'] },
] as const satisfies readonly InputColumn[]

export const access: InputList = {
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

export const permits: InputList = {
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

export const blackouts: InputList = {
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

export const travel: InputList = {
  name: 'travel',
  columns: [
    { key: 'area', kind: 'choice', of: AREAS, isKey: true, isRequired: true, isFixed: true },
    { key: 'speed', kind: 'decimal', min: 1, max: 200, unit: 'km/h', isRequired: true },
    { key: 'allowance', kind: 'whole', min: 0, max: 480, unit: 'min', isRequired: true },
  ],
  check: nothing,
  isClosed: true,
}
