/** Whether a place on the map can be where a record says it is. Pure; degrees, WGS 84. */
import { isInCountry, isInRegion, type Region } from '../regions.ts'

export interface Point {
  readonly lat: number
  readonly lon: number
}

/** What can be wrong with a point, by the code under which a file's findings name it. */
export const pointProblems = [
  'COORDINATES_ZERO',
  'COORDINATES_SWAPPED',
  'COORDINATES_IMPOSSIBLE',
  'OUTSIDE_COUNTRY',
  'OUTSIDE_STATE',
] as const
export type PointProblem = (typeof pointProblems)[number]

/**
 * What is wrong with a point in a region; null when nothing is. Of places outside the United States
 * and Canada no region is known: there only the range is looked at.
 */
export function problemOfPoint(
  region: Region | undefined,
  { lat, lon }: Point,
): PointProblem | null {
  if (lat === 0 && lon === 0) return 'COORDINATES_ZERO'
  if (region && isInRegion(region, lat, lon)) return null
  if (region && isInRegion(region, lon, lat)) return 'COORDINATES_SWAPPED'
  if (!(Math.abs(lat) <= 90 && Math.abs(lon) <= 180)) return 'COORDINATES_IMPOSSIBLE'
  if (!region) return null
  return isInCountry(region.country, lat, lon) ? 'OUTSIDE_STATE' : 'OUTSIDE_COUNTRY'
}

/** A point as one text, `47.6038, -122.3301`: what an edit keeps and shows. */
export function pointText({ lat, lon }: Point): string {
  return `${lat}, ${lon}`
}

/** The point that `pointText` wrote; null where the text is none. */
export function pointOf(text: string): Point | null {
  const [lat, lon, ...more] = text
    .split(',')
    .map((part) => (part.trim() === '' ? NaN : Number(part)))
  return more.length === 0 && Number.isFinite(lat) && Number.isFinite(lon) ? { lat, lon } : null
}
