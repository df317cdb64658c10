/** What a plan should come to: what things cost, which orders come first, and what was promised. */
import { isDay, weekdayOf } from '../../../time/index.ts'
import type { InputList } from './list.ts'
import { bothOrNone, inOrder } from './row-checks.ts'

/** Of the countries where networks stand; ISO 4217. */
const CURRENCIES = ['USD', 'CAD'] as const

export const costs: InputList = {
  name: 'costs',
  columns: [
    { key: 'cost', kind: 'text', isKey: true, isRequired: true, isFixed: true, aliases: ['of'] },
    { key: 'price', kind: 'decimal', min: 0, max: 10_000_000, aliases: ['amount'] },
    { key: 'currency', kind: 'choice', of: CURRENCIES },
  ],
  check: (cells) => bothOrNone(cells, 'price', 'currency'),
  isClosed: true,
}

export const priorities: InputList = {
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

export const milestones: InputList = {
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
