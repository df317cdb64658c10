import type { AreaType, TravelModel } from '../problem.ts'

/** Roads are longer than the straight line: the mean detour in North American road networks. */
const DETOUR = 1.3
const EARTH_RADIUS_KM = 6371.0088

export interface Place {
  readonly latitude: number
  readonly longitude: number
}

/** Great-circle distance in km (haversine). */
export function kilometresBetween(from: Place, to: Place): number {
  const toRadians = Math.PI / 180
  const latitude = ((to.latitude - from.latitude) * toRadians) / 2
  const longitude = ((to.longitude - from.longitude) * toRadians) / 2
  const half =
    Math.sin(latitude) ** 2 +
    Math.cos(from.latitude * toRadians) *
      Math.cos(to.latitude * toRadians) *
      Math.sin(longitude) ** 2
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(half)))
}

/** Minutes on the road at the speed of the area travelled in, rounded to tenths. */
export function minutesBetween(
  from: Place,
  to: Place,
  area: AreaType,
  travel: TravelModel,
): number {
  const hours = (kilometresBetween(from, to) * DETOUR) / Math.max(1, travel.speedKmh[area])
  return Math.round(hours * 600) / 10
}
