import type { MultiPolygon, Polygon, Position } from 'geojson'

/** Something with a place that is counted. */
export interface PlacedCount {
  lat: number
  lon: number
  scope: number
  done: number
}

interface Area {
  id: string
  shape: { geometry: Polygon | MultiPolygon }
}

/**
 * Sums what lies in each area. A place outside all of them, such as one off the coast of a coarse
 * outline, falls to `unplaced`, so that the sums add up to all that was given.
 */
export function sumByArea(areas: readonly Area[], places: readonly PlacedCount[]) {
  const boxes = areas.map((area) => ({ area, box: boxOf(area) }))
  const sums = new Map<string, { scope: number; done: number }>()
  const unplaced = { scope: 0, done: 0 }
  for (const place of places) {
    const home = boxes.find(
      ({ area, box }) =>
        place.lon >= box[0] &&
        place.lat >= box[1] &&
        place.lon <= box[2] &&
        place.lat <= box[3] &&
        holds(area.shape.geometry, [place.lon, place.lat]),
    )
    const sum = home ? (sums.get(home.area.id) ?? { scope: 0, done: 0 }) : unplaced
    sum.scope += place.scope
    sum.done += place.done
    if (home) sums.set(home.area.id, sum)
  }
  return { sums, unplaced }
}

function ringsOf(geometry: Polygon | MultiPolygon): Position[][] {
  return geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates.flat()
}

function boxOf({ shape }: Area): [number, number, number, number] {
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const [lon, lat] of ringsOf(shape.geometry).flat()) {
    box[0] = Math.min(box[0], lon)
    box[1] = Math.min(box[1], lat)
    box[2] = Math.max(box[2], lon)
    box[3] = Math.max(box[3], lat)
  }
  return box
}

/** Whether a ray from the point crosses the outline an odd number of times: holes and islands come right by themselves. */
function holds(geometry: Polygon | MultiPolygon, [x, y]: [number, number]): boolean {
  let isInside = false
  for (const ring of ringsOf(geometry))
    for (let here = 0, before = ring.length - 1; here < ring.length; before = here++) {
      const [hx, hy] = ring[here]
      const [bx, by] = ring[before]
      if (hy > y !== by > y && x < ((bx - hx) * (y - hy)) / (by - hy) + hx) isInside = !isInside
    }
  return isInside
}
