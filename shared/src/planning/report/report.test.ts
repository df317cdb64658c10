import { describe, expect, it } from 'vitest'
import { addDays, addWeeks } from '../../time/index.ts'
import { aBundle, aCrew, aProblem, aSite, MONDAY, QUICK } from '../examples/problems.ts'
import {
  kitNeeds,
  plan,
  reasonGroups,
  reportOf,
  worthOfMore,
  type PlanningProblem,
} from '../index.ts'

const receipt = (week: number, quantity: number) => ({
  kitId: 'kit',
  on: addWeeks(MONDAY, week),
  quantity,
})
const depots = (...receipts: ReturnType<typeof receipt>[]) => [{ id: 'depot-1', receipts }]
const groupsOf = (problem: PlanningProblem) => reasonGroups(problem, plan(problem, QUICK))

describe('kit runway of a plan', () => {
  it('is what arrived less what is planned, and never below zero where kits last', () => {
    const problem = aProblem({ depots: depots(receipt(0, 5)) })
    const [need] = kitNeeds(problem, plan(problem, QUICK))
    expect(need).toMatchObject({ depotId: 'depot-1', firstBelowZeroOn: null, shortBy: 0 })
    expect(need.points.at(-1)?.balance).toBe(3)
  })

  it('names the day: arrivals on theirs, routed work on its own, the rest on Mondays', () => {
    const problem = aProblem({
      depots: depots(receipt(0, 1), { ...receipt(1, 2), on: addDays(MONDAY, 9) }),
    })
    const visit = { part: 0, territoryId: 'north', minutes: 60, bundleId: problem.bundles[0].id }
    const [need] = kitNeeds(problem, {
      visits: [
        { ...visit, orderCount: 1, weekOn: MONDAY, dayOn: addDays(MONDAY, 2) },
        { ...visit, orderCount: 1, weekOn: addWeeks(MONDAY, 1), dayOn: addDays(MONDAY, 8) },
        { ...visit, orderCount: 1, weekOn: addWeeks(MONDAY, 2) },
      ],
      unscheduled: [],
    })
    const moved = need.points.map(({ on, balance }) => [on, balance])
    expect(moved.slice(0, 5)).toEqual([
      [MONDAY, 1],
      [addDays(MONDAY, 2), 0],
      [addDays(MONDAY, 8), -1],
      [addDays(MONDAY, 9), 1],
      [addWeeks(MONDAY, 2), 0],
    ])
    // In the weekly sum nothing is short: the kits come in the same week, a day too late.
    expect(need).toMatchObject({ firstBelowZeroOn: addDays(MONDAY, 8), shortBy: 1 })
  })

  it('counts work in vain on the day on which it was due', () => {
    const problem = aProblem({
      depots: depots(receipt(0, 1)),
      bundles: [aBundle({ orderCount: 4 })],
    })
    const [need] = kitNeeds(problem, plan(problem, QUICK))
    expect(need.shortBy).toBe(3)
    expect(need.firstBelowZeroOn).toBe(addWeeks(MONDAY, 5))
  })
})

describe('the cheapest way out', () => {
  it('of short kits: those that another depot has to spare', () => {
    const [group] = groupsOf(
      aProblem({
        depots: [...depots(), { id: 'depot-2', receipts: [receipt(0, 50)] }],
      }),
    )
    expect(group.wayOut).toEqual({
      kind: 'TRANSFER_KITS',
      kitId: 'kit',
      fromDepotId: 'depot-2',
      toDepotId: 'depot-1',
      quantity: 2,
    })
  })

  it('of short kits: a delivery that comes sooner, before one that is to be ordered', () => {
    const early = { id: 'ac', gateOn: MONDAY, targetOn: addWeeks(MONDAY, 2), weight: 1 }
    const late = groupsOf(aProblem({ depots: depots(receipt(4, 9)), milestones: [early] }))
    expect(late[0]).toMatchObject({ lateOrders: 2, wayOut: { kind: 'EXPEDITE_KITS' } })
    const never = groupsOf(aProblem({ depots: depots(), milestones: [early] }))
    expect(never[0]).toMatchObject({ unscheduledOrders: 2, wayOut: { kind: 'ORDER_KITS' } })
  })

  it('of a missing skill: a skilled crew nearby, else training', () => {
    const bundles = [aBundle({ skill: 'dc' })]
    const crews = [aCrew({ skills: ['ac'] })]
    expect(groupsOf(aProblem({ bundles, crews }))[0].wayOut).toEqual({
      kind: 'TRAIN_CREW',
      crewId: 'crew-1',
      skill: 'dc',
    })
    const guest = aCrew({ id: 'guest', territoryId: 'south' })
    expect(groupsOf(aProblem({ bundles, crews: [...crews, guest] }))[0].wayOut).toEqual({
      kind: 'LEND_CREW',
      crewId: 'guest',
      territoryId: 'north',
    })
  })

  it('of work that is too long: overtime, two visits, or a nearer crew', () => {
    const wayOf = (minutes: number, latitude = 38.55) =>
      groupsOf(
        aProblem({
          bundles: [aBundle({ orderCount: 1, minutesPerOrder: minutes })],
          sites: [aSite({ latitude })],
        }),
      )[0].wayOut.kind
    expect(wayOf(500)).toBe('LONGER_SHIFT')
    expect(wayOf(900)).toBe('SPLIT_ORDERS')
    expect(wayOf(60, 42)).toBe('NEARER_CREW')
  })

  it('of a late permit: to ask for it sooner, or to move the target', () => {
    const wayOf = (weeks: number) =>
      groupsOf(
        aProblem({ sites: [aSite({ permitOn: addWeeks(MONDAY, weeks) })], horizonWeeks: 30 }),
      )[0].wayOut
    expect(wayOf(7)).toEqual({ kind: 'ASK_PERMIT', sites: 1, days: 15 })
    expect(wayOf(20)).toMatchObject({ kind: 'MOVE_TARGET', milestoneId: 'ac' })
  })

  it('is told once for work that shares it, the most orders first', () => {
    const bundles = [
      aBundle({ id: 'a', orderCount: 1 }),
      aBundle({ id: 'b', orderCount: 3 }),
      aBundle({ id: 'c', orderCount: 1, skill: 'none' }),
    ]
    const groups = groupsOf(aProblem({ bundles, depots: depots() }))
    expect(groups.map(({ unscheduledOrders }) => unscheduledOrders)).toEqual([4, 1])
  })
})

describe('the report', () => {
  it('marks the weeks in which work waits for kits', () => {
    const early = { id: 'ac', gateOn: MONDAY, targetOn: addWeeks(MONDAY, 1), weight: 1 }
    const problem = aProblem({ depots: depots(receipt(4, 9)), milestones: [early] })
    const { cells, milestones } = reportOf(problem, plan(problem, QUICK))
    const waiting = cells.filter(({ waitingForKits }) => waitingForKits > 0)
    expect(waiting.map(({ weekOn }) => weekOn)).toEqual(
      [1, 2, 3].map((week) => addWeeks(MONDAY, week)),
    )
    expect(milestones).toMatchObject([{ milestoneId: 'ac', orders: 2, lateOrders: 2 }])
  })

  it('says what more kits would bring, by planning again with them', () => {
    const problem = aProblem({
      depots: depots(receipt(0, 1)),
      bundles: [aBundle({ orderCount: 4 })],
    })
    const price = { kind: 'KITS', depotId: 'depot-1', kitId: 'kit', week: 0, price: 5 } as const
    expect(worthOfMore(problem, { prices: [price] }, { seed: 1 })).toMatchObject([
      { what: { kind: 'KITS', quantity: 100 }, ordersOnTime: 4, milestoneId: 'ac' },
    ])
    expect(worthOfMore(problem, { prices: [] }, { seed: 1 })).toEqual([])
  })
})
