/** A stop of a crew's day. `position` is what the plan says; null when no plan ordered it. */
export interface Stop {
  lat: number | null
  lon: number | null
  position: number | null
}

/**
 * A day's stops in the order to drive them: by the plan where it gave positions, the rest by the
 * nearest next from `home`. Stops without coordinates come last, as they were given.
 */
export function inRouteOrder<S extends Stop>(
  stops: readonly S[],
  home: { lat: number; lon: number } | null,
): S[] {
  const planned = stops.filter((stop) => stop.position !== null)
  planned.sort((left, right) => (left.position ?? 0) - (right.position ?? 0))
  const open = stops.filter(
    (stop) => stop.position === null && stop.lat !== null && stop.lon !== null,
  )
  const ordered: S[] = []
  let here: { lat: number | null; lon: number | null } | null = planned.at(-1) ?? home
  while (open.length > 0) {
    const from = here
    const next = from
      ? open.reduce((best, stop) =>
          squaredDistance(from, stop) < squaredDistance(from, best) ? stop : best,
        )
      : open[0]
    open.splice(open.indexOf(next), 1)
    ordered.push(next)
    here = next
  }
  const nowhere = stops.filter(
    (stop) => stop.position === null && (stop.lat === null || stop.lon === null),
  )
  return [...planned, ...ordered, ...nowhere]
}

/** Enough to compare near distances: degrees, with longitude shrunk by latitude. */
function squaredDistance(from: Omit<Stop, 'position'>, to: Omit<Stop, 'position'>): number {
  const north = (to.lat ?? 0) - (from.lat ?? 0)
  const east = ((to.lon ?? 0) - (from.lon ?? 0)) * Math.cos(((from.lat ?? 0) * Math.PI) / 180)
  return north * north + east * east
}
