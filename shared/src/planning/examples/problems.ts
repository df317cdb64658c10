import fc from 'fast-check'
import { addDays, addWeeks, parseDay } from '../../time/index.ts'
import type { Bundle, Crew, PlanningProblem, PlanningSite } from '../problem.ts'

/** Problems for tests: one plain one to vary by hand, and arbitrary ones for properties. */
export const MONDAY = parseDay('2026-10-05')

export const aCrew = (more: Partial<Crew> = {}): Crew => ({
  id: 'crew-1',
  territoryId: 'north',
  skills: ['ac', 'dc'],
  latitude: 38.5,
  longitude: -121.5,
  shifts: [1, 2, 3, 4, 5].map((weekday) => ({ weekday, startMinute: 480, endMinute: 960 })),
  ...more,
})

export const aSite = (more: Partial<PlanningSite> = {}): PlanningSite => ({
  id: 'site-1',
  territoryId: 'north',
  depotId: 'depot-1',
  latitude: 38.55,
  longitude: -121.45,
  areaType: 'urban',
  ...more,
})

export const aBundle = (more: Partial<Bundle> = {}): Bundle => ({
  id: 'bundle-1',
  siteId: 'site-1',
  milestoneId: 'ac',
  orderCount: 2,
  minutesPerOrder: 60,
  kitId: 'kit',
  skill: 'ac',
  ...more,
})

export const aProblem = (more: Partial<PlanningProblem> = {}): PlanningProblem => ({
  startOn: MONDAY,
  horizonWeeks: 6,
  detailedWeeks: 2,
  crews: [aCrew()],
  sites: [aSite()],
  depots: [{ id: 'depot-1', receipts: [{ kitId: 'kit', on: MONDAY, quantity: 100 }] }],
  milestones: [
    { id: 'ac', gateOn: MONDAY, targetOn: addWeeks(MONDAY, 5), weight: 1 },
    { id: 'dc', gateOn: addWeeks(MONDAY, 1), targetOn: addWeeks(MONDAY, 4), weight: 3 },
  ],
  bundles: [aBundle()],
  travel: {
    speedKmh: { urban: 30, suburban: 45, rural: 70 },
    allowanceMinutes: { urban: 20, suburban: 25, rural: 35 },
  },
  ...more,
})

/** Options that keep a test short. */
export const QUICK = { seed: 7, iterations: 60, routeIterations: 150 } as const

/** A rollout of a few territories with windows, permits, kits in deliveries, and mixed skills. */
export const anyProblem = (most: { readonly bundles: number } = { bundles: 25 }) =>
  fc
    .record({
      crews: fc.array(anyCrewParts, { minLength: 1, maxLength: 4 }),
      sites: fc.array(anySiteParts, { minLength: 1, maxLength: 8 }),
      bundles: fc.array(anyBundleParts, { minLength: 1, maxLength: most.bundles }),
      receipts: fc.array(fc.tuple(fc.nat(5), fc.nat(30)), { maxLength: 4 }),
    })
    .map(({ crews, sites, bundles, receipts }) =>
      aProblem({
        crews: crews.map((parts, index) => aCrew({ ...parts, id: `crew-${index}` })),
        sites: sites.map((parts, index) => aSite({ ...parts, id: `site-${index}` })),
        bundles: bundles.map(({ site, ...parts }, index) =>
          aBundle({ ...parts, id: `bundle-${index}`, siteId: `site-${site % sites.length}` }),
        ),
        depots: [
          {
            id: 'depot-1',
            receipts: receipts.map(([week, quantity]) => ({
              kitId: 'kit',
              on: addWeeks(MONDAY, week),
              quantity,
            })),
          },
        ],
      }),
    )

const anyCrewParts = fc.record({
  territoryId: fc.constantFrom('north', 'south'),
  skills: fc.constantFrom(['ac'], ['ac', 'dc']),
  latitude: fc.double({ min: 38.4, max: 38.7, noNaN: true }),
  longitude: fc.double({ min: -121.7, max: -121.3, noNaN: true }),
  daysOff: fc.array(
    fc.nat(40).map((day) => addDays(MONDAY, day)),
    { maxLength: 3 },
  ),
})

const anySiteParts = fc.record(
  {
    territoryId: fc.constantFrom('north', 'south'),
    latitude: fc.double({ min: 38.4, max: 38.7, noNaN: true }),
    longitude: fc.double({ min: -121.7, max: -121.3, noNaN: true }),
    areaType: fc.constantFrom('urban', 'suburban', 'rural'),
    accessWindow: fc.constant({ openMinute: 540, closeMinute: 840 }),
    accessWeekdays: fc.constantFrom([1, 2], [3, 4, 5]),
    permitOn: fc.nat(40).map((day) => addDays(MONDAY, day)),
    blackoutDays: fc.constant([addDays(MONDAY, 1), addDays(MONDAY, 8)]),
  },
  { requiredKeys: ['territoryId', 'latitude', 'longitude', 'areaType'] },
)

const anyBundleParts = fc.record(
  {
    site: fc.nat(100),
    milestoneId: fc.constantFrom('ac', 'dc'),
    orderCount: fc.integer({ min: 1, max: 12 }),
    minutesPerOrder: fc.integer({ min: 20, max: 150 }),
    skill: fc.constantFrom('ac', 'dc'),
    priority: fc.integer({ min: 1, max: 3 }),
    notBeforeOn: fc.nat(30).map((day) => addDays(MONDAY, day)),
  },
  { requiredKeys: ['site', 'milestoneId', 'orderCount', 'minutesPerOrder', 'skill', 'priority'] },
)
