import { newId } from '@changeover/shared/commands'
import { addWeeks, parseDay } from '@changeover/shared/time'
import { describe, expect, it } from 'vitest'
import type { KitRow, ReceiptRow } from './inputs-repository.ts'
import { supplyOf } from './supply.ts'

const asOf = parseDay('2026-11-22')
const kits: KitRow[] = [
  { charge: 'AC', minutes: 60, onHand: 40, isCounted: true },
  { charge: 'DC', minutes: 90, onHand: 0, isCounted: false },
]
const counted = new Map([
  ['AC', { scope: 1000, done: 300 }],
  ['DC', { scope: 100, done: 0 }],
] as const)

function receipt(more: Partial<ReceiptRow> = {}): ReceiptRow {
  return {
    id: newId(),
    charge: 'AC',
    dueOn: addWeeks(asOf, 2),
    receivedOn: null,
    quantity: 50,
    ...more,
  }
}

describe('the supply of kits', () => {
  it('has received what is on hand and what was fitted', () => {
    expect(supplyOf(kits, [], counted, asOf).types).toEqual([{ kitType: 'AC', received: 340 }])
  })

  it('limits nothing where nobody counts the kits', () => {
    const supply = supplyOf(kits, [receipt({ charge: 'DC' })], counted, asOf)
    expect(supply.receipts.map(({ kitType }) => kitType)).toEqual(['AC'])
  })

  it('ends with an ample receipt four weeks after the last promised one', () => {
    const promised = receipt()
    expect(supplyOf(kits, [promised], counted, asOf).receipts).toEqual([
      { id: promised.id, kitType: 'AC', on: '2026-12-06', kits: 50 },
      { id: 'AC not promised yet', kitType: 'AC', on: '2027-01-03', kits: 1024 },
    ])
  })

  it('learns from receipts that came late, and counts them no second time', () => {
    const late = receipt({ dueOn: parseDay('2026-11-01'), receivedOn: parseDay('2026-11-08') })
    const supply = supplyOf(kits, [late], counted, asOf)
    expect(supply.pastDelaysDays).toEqual([7])
    expect(supply.receipts).toHaveLength(1)
  })
})
