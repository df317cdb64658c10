import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { groupsOf } from './groups.ts'
import type { ForecastInputs } from './inputs.ts'
import type { ForecastModel, ModelPart } from './model.ts'
import { partFinisher } from './part-finishes.ts'
import { modelOf } from './read-model.ts'
import { emptyResult, playRun } from './run.ts'
import { sampleInputs } from './sample-inputs.ts'
import { latest, simulate } from './simulate.ts'
import { explainShift } from './explain-shift.ts'

/** Each territory of the sample as two regions, of which `west` has a quarter of the scope. */
function split(inputs: ForecastInputs, westDone: number, lately = { west: 0, east: 0 }) {
  const parts = <Row extends { connectors: number; territory: string }>(
    rows: readonly Row[],
    west: (row: Row) => number,
  ) =>
    rows.flatMap((row) => [
      { ...row, region: `${row.territory} west`, connectors: west(row) },
      { ...row, region: `${row.territory} east`, connectors: row.connectors - west(row) },
    ])
  return {
    ...inputs,
    scope: parts(inputs.scope, ({ connectors }) => connectors / 4),
    throughput: {
      ...inputs.throughput,
      done: parts(inputs.throughput.done, () => westDone),
      lately: inputs.throughput.done.flatMap(({ milestone, territory }) => [
        { milestone, territory, region: `${territory} west`, connectors: lately.west },
        { milestone, territory, region: `${territory} east`, connectors: lately.east },
      ]),
    },
  } satisfies ForecastInputs
}

/** A model of which `partFinishes` reads no more than this: one milestone, one cell. */
function handMade(parts: readonly Pick<ModelPart, 'scope' | 'done' | 'pace'>[], weeks: number) {
  const [base] = modelOf(sampleInputs({ territories: 1, milestones: ['AC'] }), weeks).cells
  const model = modelOf(sampleInputs({ territories: 1, milestones: ['AC'] }), weeks)
  const whole = parts.map((part, index) => ({
    ...part,
    region: `region ${index}`,
    paceSpread: 0,
    stream: index,
  }))
  return { ...model, cells: [{ ...base, parts: whole }] } satisfies ForecastModel
}

function finishesOf(parts: readonly Pick<ModelPart, 'scope' | 'done' | 'pace'>[], done: number[]) {
  const model = handMade(parts, done.length)
  const result = { ...emptyResult(model), added: Float64Array.from(done) }
  const open = parts.reduce((sum, part) => sum + part.scope - part.done, 0)
  const total = done.reduce((sum, week) => sum + week, 0)
  result.finish[0] = total >= open ? 7 * done.length : Infinity
  return [...partFinisher(model)(1, 0, result)]
}

describe('the regions of a territory', () => {
  it('share its work by their paces, and leave theirs to the others when they are done', () => {
    const parts = [
      { scope: 10, done: 0, pace: 1 },
      { scope: 35, done: 5, pace: 1 },
    ]
    // Alike: the first is done when both have 10, after 20 of 40, at the end of the second of four weeks.
    expect(finishesOf(parts, [10, 10, 10, 10])).toEqual([14, 28])
    // Three to one: 10 and 3⅓, a third of the way into the second week: its third day.
    expect(finishesOf([{ ...parts[0], pace: 3 }, parts[1]], [10, 10, 10, 10])).toEqual([10, 28])
    expect(finishesOf(parts, [10, 10, 10])).toEqual([14, Infinity])
    expect(finishesOf([{ ...parts[0], done: 10 }, parts[1]], [10, 20])).toEqual([0, 14])
  })

  it('are finished one by one, the last of them with the whole, in every run', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 0, max: 250 }), (seed, westDone) => {
        const model = modelOf(split(sampleInputs(), westDone, { west: 5, east: 80 }), 80)
        const result = emptyResult(model)
        const groups = groupsOf(model)
        const finishParts = partFinisher(model)
        for (let run = 0; run < 20; run++) {
          playRun(model, seed, run, result)
          const days = finishParts(seed, run, result)
          model.milestones.forEach((_unused, milestone) => {
            const regions = groups.filter(
              (one) => one.milestone === milestone && one.of === 'region',
            )
            const cells = [...model.cells.keys()].filter(
              (index) => model.cells[index].milestone === milestone,
            )
            const finishes = regions.map(({ parts }) => latest(days, parts))
            expect(Math.max(...finishes)).toBe(latest(result.finish, cells))
          })
        }
      }),
      { numRuns: 20 },
    )
  })

  it('leave what is said of the whole and of the territories as it was', () => {
    const inputs = sampleInputs()
    const [coarse, fine] = [inputs, split(inputs, 100, { west: 40, east: 20 })].map((one) =>
      simulate(one, { seed: 4, runs: 200, weeks: 80 }),
    )
    fine.milestones.forEach((one, index) => {
      const other = coarse.milestones[index]
      if (one.kind === 'refused' || other.kind === 'refused') throw new Error('refused')
      expect({ ...one, regions: [] }).toEqual({ ...other, regions: [] })
      expect(one.regions).toHaveLength(6)
      expect(one.regions.reduce((sum, { done }) => sum + done, 0)).toBe(one.done)
    })
  })

  it('come late where nothing was done lately', () => {
    const chances = (lately: { west: number; east: number }) => {
      const [ac] = simulate(split(sampleInputs({ territories: 1 }), 125, lately), {
        seed: 2,
        runs: 400,
        weeks: 80,
      }).milestones
      if (ac.kind === 'refused') throw new Error('refused')
      return ac.regions.map(({ finish }) => finish.p50 ?? '9999')
    }
    const [busy, idle] = chances({ west: 100, east: 0 })
    expect(busy < idle).toBe(true)
    const [forgotten, served] = chances({ west: 0, east: 400 })
    expect(served < forgotten).toBe(true)
  })

  it('move no date by being told apart', () => {
    const inputs = sampleInputs({ territories: 2 })
    const shifts = explainShift(inputs, split(inputs, 125), { seed: 3, runs: 100, weeks: 80 })
    for (const { days, points, parts } of shifts) {
      expect({ days, points }).toEqual({ days: 0, points: 0 })
      for (const part of parts) expect(part).toMatchObject({ days: 0, points: 0 })
    }
  })
})
