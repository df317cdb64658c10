import { describe, expect, it } from 'vitest'
import { ScenarioPatchSchema } from '../planning/index.ts'
import { sampleInputs } from './sample-inputs.ts'
import { patchForecast } from './scenario.ts'

const none = new Map<string, never>()

describe('a what-if in a forecast', () => {
  const inputs = sampleInputs({ milestones: ['AC'] })
  const placed = {
    ...inputs,
    throughput: {
      ...inputs.throughput,
      done: inputs.throughput.done.map((row) => ({
        ...row,
        region: row.territory === 'T1' ? 'OR' : 'WA',
      })),
    },
  }
  const territoriesOf = (regions: { region: string; territoryId: string }[]) => {
    const patched = patchForecast(placed, ScenarioPatchSchema.parse({ regions }), none)
    return {
      scope: patched.scope.map(({ territory }) => territory),
      done: patched.throughput.done.map(({ territory }) => territory),
    }
  }

  it('takes a region with what is done there to the territory that it is given to', () => {
    const moved = ['T0', 'T0', 'T2']
    expect(territoriesOf([{ region: 'OR', territoryId: 'T0' }])).toEqual({
      scope: moved,
      done: moved,
    })
  })

  it('leaves a region where it is when nobody works in the other territory', () => {
    expect(territoriesOf([{ region: 'OR', territoryId: 'T9' }]).scope).toEqual(['T0', 'T1', 'T2'])
  })

  it('adds five days a week for each crew, and overtime to every day', () => {
    const patch = ScenarioPatchSchema.parse({
      crews: [{ territoryId: 'T0', count: 2 }],
      overtime: [{ territoryId: null, minutes: 48 }],
    })
    const { crews } = patchForecast(inputs, patch, none)
    // (20 + 2 × 5) × 1.1, and 20 × 1.1.
    expect(crews.map(({ afterwards }) => Math.round(afterwards))).toEqual([33, 22, 22])
  })
})
