import {
  Random,
  type AreaType,
  type Bundle,
  type Crew,
  type Depot,
  type PlanningProblem,
  type PlanningSite,
} from '@changeover/shared/planning'
import { addDays, addWeeks, parseDay } from '@changeover/shared/time'

/** Orders of one bundle, and what one takes; 1,000,000 orders make 100,000 bundles. */
const ORDERS_PER_BUNDLE = 10
const MINUTES_PER_ORDER = 45
/** Crews per million orders: 500, five to a territory. */
const CREWS_PER_ORDER = 500 / 1_000_000
const CREWS_PER_TERRITORY = 5
const SITES_PER_BUNDLE = 0.5

const START = parseDay('2026-10-05')
const HORIZON_WEEKS = 78
const KITS = ['AC-48A', 'DC-E250', 'DC-X400'] as const

/**
 * A made-up rollout of `orders` work orders: territories on a grid, each with a depot, five crews and
 * sites around a few towns; AC work now, DC work behind a gate, permits, windows, and kits that come
 * in monthly deliveries, a few of them short. The same seed gives the same problem.
 */
export function generateRollout(orders: number, seed: number): PlanningProblem {
  const random = new Random(seed)
  const crewCount = Math.max(CREWS_PER_TERRITORY, Math.round(orders * CREWS_PER_ORDER))
  const territories = Math.ceil(crewCount / CREWS_PER_TERRITORY)
  const bundleCount = Math.round(orders / ORDERS_PER_BUNDLE)
  const siteCount = Math.max(1, Math.round(bundleCount * SITES_PER_BUNDLE))
  const sites = Array.from({ length: siteCount }, (_unused, index) =>
    makeSite(index, index % territories, random),
  )
  const bundles = Array.from({ length: bundleCount }, (_unused, index) =>
    makeBundle(index, sites[index % siteCount], random),
  )
  return {
    startOn: START,
    horizonWeeks: HORIZON_WEEKS,
    detailedWeeks: 8,
    crews: Array.from({ length: crewCount }, (_unused, index) => makeCrew(index, random)),
    sites,
    depots: makeDepots(territories, bundles, sites, random),
    milestones: [
      { id: 'ac', gateOn: START, targetOn: addWeeks(START, 56), weight: 1 },
      { id: 'dc', gateOn: parseDay('2026-11-02'), targetOn: addWeeks(START, 50), weight: 3 },
    ],
    bundles,
    travel: {
      speedKmh: { urban: 28, suburban: 45, rural: 75 },
      allowanceMinutes: { urban: 20, suburban: 25, rural: 35 },
    },
  }
}

function centreOf(territory: number) {
  return {
    latitude: 30 + (territory % 12) * 1.4,
    longitude: -120 + Math.floor(territory / 12) * 1.8,
  }
}

function makeSite(index: number, territory: number, random: Random): PlanningSite {
  const { latitude, longitude } = centreOf(territory)
  const areaType: AreaType = (['urban', 'suburban', 'rural'] as const)[random.below(3)]
  const spread = areaType === 'rural' ? 0.5 : 0.2
  const share = random.next()
  return {
    id: `site-${index}`,
    territoryId: `territory-${territory}`,
    depotId: `depot-${territory}`,
    latitude: latitude + (random.next() - 0.5) * spread,
    longitude: longitude + (random.next() - 0.5) * spread,
    areaType,
    ...(share < 0.15 ? { accessWindow: { openMinute: 540, closeMinute: 900 } } : {}),
    ...(share > 0.9 ? { accessWeekdays: [1, 2, 3, 4] } : {}),
    ...(share > 0.4 && share < 0.6 ? { permitOn: addDays(START, random.below(180)) } : {}),
  }
}

function makeBundle(index: number, site: PlanningSite, random: Random): Bundle {
  const isDc = random.next() < 0.25
  return {
    id: `bundle-${index}`,
    siteId: site.id,
    milestoneId: isDc ? 'dc' : 'ac',
    orderCount: 1 + random.below(2 * ORDERS_PER_BUNDLE - 1),
    minutesPerOrder: isDc ? MINUTES_PER_ORDER * 1.5 : MINUTES_PER_ORDER * 0.85,
    kitId: KITS[isDc ? 1 + random.below(2) : 0],
    skill: isDc ? 'dc' : 'ac',
    priority: 1 + random.below(3),
  }
}

function makeCrew(index: number, random: Random): Crew {
  const territory = Math.floor(index / CREWS_PER_TERRITORY)
  const { latitude, longitude } = centreOf(territory)
  const shifts = [1, 2, 3, 4, 5].map((weekday) => ({ weekday, startMinute: 420, endMinute: 930 }))
  return {
    id: `crew-${index}`,
    territoryId: `territory-${territory}`,
    skills: index % CREWS_PER_TERRITORY < 3 ? ['ac', 'dc'] : ['ac'],
    latitude: latitude + (random.next() - 0.5) * 0.2,
    longitude: longitude + (random.next() - 0.5) * 0.2,
    shifts,
    daysOff: [addDays(START, random.below(200)), parseDay('2026-11-26'), parseDay('2026-12-25')],
  }
}

/** Enough kits for the need of each depot, in twelve deliveries four weeks apart. */
function makeDepots(
  territories: number,
  bundles: readonly Bundle[],
  sites: readonly PlanningSite[],
  random: Random,
): Depot[] {
  const siteById = new Map(sites.map((site) => [site.id, site]))
  const needs = new Map<string, number>()
  for (const { siteId, kitId, orderCount } of bundles) {
    const key = `${siteById.get(siteId)?.depotId} ${kitId}`
    needs.set(key, (needs.get(key) ?? 0) + orderCount)
  }
  return Array.from({ length: territories }, (_unused, territory) => ({
    id: `depot-${territory}`,
    receipts: KITS.flatMap((kitId) => {
      const need = needs.get(`depot-${territory} ${kitId}`) ?? 0
      const share = random.next() < 0.1 ? 0.9 : 1.05
      return Array.from({ length: 12 }, (_ignored, month) => ({
        kitId,
        on: addWeeks(START, month * 4),
        quantity: Math.ceil((need * share) / 12),
      }))
    }),
  }))
}
