import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays } from '../time/index.ts'
import type { ForecastInputs } from './inputs.ts'
import { sampleInputs, withBothMeasured } from './sample-inputs.ts'
import { simulate } from './simulate.ts'

describe('with the same seed', () => {
  const chances = (inputs: ForecastInputs, seed: number) =>
    simulate(inputs, { seed, runs: 60, weeks: 60 }).milestones.map((one) =>
      one.kind === 'forecast' ? one.hitProbability : NaN,
    )
  const tight = sampleInputs({ territories: 2 })

  it('more crews never lower a chance', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.double({ min: 0, max: 30, noNaN: true }),
        fc.integer({ min: 0, max: 1 }),
        (seed, more, where) => {
          const crews = tight.crews.map((crew, index) =>
            index === where ? { ...crew, afterwards: crew.afterwards + more } : crew,
          )
          const [before, after] = [chances(tight, seed), chances({ ...tight, crews }, seed)]
          after.forEach((chance, index) => expect(chance).toBeGreaterThanOrEqual(before[index]))
        },
      ),
      { numRuns: 25 },
    )
  })

  it('more or earlier kits never lower the chance of their milestone', () => {
    const earlier = fc.integer({ min: 0, max: 60 })
    const more = fc.integer({ min: 0, max: 400 })
    fc.assert(
      fc.property(
        fc.integer(),
        earlier,
        more,
        fc.constantFrom('AC', 'DC'),
        (seed, days, kits, milestone) => {
          const receipts = tight.kits.receipts.map((receipt) =>
            receipt.kitType === `kit ${milestone}`
              ? { ...receipt, on: addDays(receipt.on, -days), kits: receipt.kits + kits }
              : receipt,
          )
          const index = ['AC', 'DC'].indexOf(milestone)
          const after = chances({ ...tight, kits: { ...tight.kits, receipts } }, seed)
          expect(after[index]).toBeGreaterThanOrEqual(chances(tight, seed)[index])
        },
      ),
      { numRuns: 25 },
    )
  })

  it('a later gate, more scope or a stricter target never raise it', () => {
    // Measured, so that no ramp begins at the gate: an early start at a low rate can cost more than it gives.
    const steady = withBothMeasured(tight)
    const gated = { ...steady, gate: tight.gate }
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 0, max: 90 }), (seed, days) => {
        const before = chances(gated, seed)
        const gate = gated.gate.map((dates) => ({
          ...dates,
          gate: dates.gate && addDays(dates.gate, days),
        }))
        const stricter = gated.gate.map((dates) => ({
          ...dates,
          target: addDays(dates.target, -days),
        }))
        const dc = 1
        expect(chances({ ...gated, gate }, seed)[dc]).toBeLessThanOrEqual(before[dc])
        chances({ ...gated, gate: stricter }, seed).forEach((chance, index) =>
          expect(chance).toBeLessThanOrEqual(before[index]),
        )
      }),
      { numRuns: 25 },
    )
  })
})
