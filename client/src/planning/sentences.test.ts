// @vitest-environment happy-dom
import { parseDay } from '@changeover/shared/time'
import { expect, it } from 'vitest'
import { i18n } from '../lib/i18n.ts'
import { findingOf, loadOf } from './load.ts'
import { sentencesOf } from './sentences.ts'

const names = { kit: 'NACS-DC-E250-L', depot: 'Sacramento', north: 'North', site: 'Alder Lot' }
const { reason, wayOut, rule } = sentencesOf(
  (key, values, count) => i18n.global.t(key, values ?? {}, count ?? 0),
  names,
)
const on = parseDay('2026-12-09')

it('tells a reason with names and days that a manager can act on', () => {
  const short = { code: 'KIT_SHORT', kitId: 'kit', depotId: 'depot', shortBy: 38 } as const
  expect(reason({ ...short, untilOn: on })).toBe(
    'kit NACS-DC-E250-L short by 38 at depot Sacramento until December 9, 2026',
  )
  expect(reason(short)).toBe(
    'kit NACS-DC-E250-L short by 38 at depot Sacramento, and no delivery is enough',
  )
  expect(
    reason({
      code: 'DISPLACED_BY',
      bundleId: 'site ac kit 2 60 3',
      territoryId: 'north',
      weekOn: on,
    }),
  ).toBe('crews in North are full with work for Alder Lot that weighs more')
})

it('tells the way out, and a broken rule, in words', () => {
  expect(
    wayOut({ kind: 'ORDER_KITS', kitId: 'kit', depotId: 'depot', quantity: 38, byOn: on }),
  ).toBe('Order 38 NACS-DC-E250-L for Sacramento, to arrive by Dec 9, 2026.')
  expect(rule({ rule: 'OUTSIDE_SHIFT', by: 10.2 })).toBe('11 min beyond the shift')
})

it('finds the worst of the grid first', () => {
  const cell = {
    territoryId: 'north',
    weekOn: on,
    loadMinutes: 600,
    capacityMinutes: 480,
    waitingForKits: 2,
  }
  const grid = {
    planId: null,
    asOf: null,
    weeks: [on],
    territories: [{ id: 'north', name: 'North' }],
    cells: [cell],
  }
  expect(loadOf(cell)).toMatchObject({ isOver: true, share: 1.25 })
  expect(findingOf(grid)).toEqual({ kind: 'over', territory: 'North', count: 1, weeks: 1 })
  expect(findingOf({ ...grid, cells: [{ ...cell, loadMinutes: 240 }] })).toEqual({
    kind: 'short',
    count: 1,
  })
  expect(
    findingOf({ ...grid, cells: [{ ...cell, loadMinutes: 240, waitingForKits: 0 }] }),
  ).toMatchObject({ kind: 'free', share: 0.5 })
})
