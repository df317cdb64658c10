/**
 * Corrections of derived sites by hand. A correction changes which site some stations are assigned
 * to, and nothing else; `deriveSites` keeps assignments, so a correction survives every import.
 */
export type SiteCorrection =
  /** All stations of `from` belong to `into`. */
  | { readonly kind: 'merge'; readonly into: string; readonly from: string }
  /** Some stations of a site become a site of their own. */
  | { readonly kind: 'split'; readonly stationIds: readonly string[]; readonly newSiteId: string }
  /** One station belongs to another site. */
  | { readonly kind: 'move'; readonly stationId: string; readonly siteId: string }

/** Station id → site id after some corrections, in their order; the input is left as it is. */
export function correctSites(
  assigned: ReadonlyMap<string, string>,
  corrections: readonly SiteCorrection[],
): Map<string, string> {
  const corrected = new Map(assigned)
  for (const correction of corrections)
    for (const [stationId, siteId] of changesOf(correction, corrected))
      corrected.set(stationId, siteId)
  return corrected
}

function changesOf(
  correction: SiteCorrection,
  assigned: ReadonlyMap<string, string>,
): [stationId: string, siteId: string][] {
  switch (correction.kind) {
    case 'merge':
      return [...assigned]
        .filter(([, siteId]) => siteId === correction.from)
        .map(([stationId]) => [stationId, correction.into])
    case 'split':
      return correction.stationIds.map((stationId) => [stationId, correction.newSiteId])
    case 'move':
      return [[correction.stationId, correction.siteId]]
  }
}
