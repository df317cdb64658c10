import { siteOf, stationsAt, type Model } from './ledger-model.ts'

/** Corrections of sites by hand: stations go from one site to another with all that stands on them. */
export type CorrectionStep =
  | { kind: 'merge'; from: number; into: number }
  /** The first stations of the site become a site of their own. */
  | { kind: 'split'; site: number; take: number }
  | { kind: 'move'; station: number; to: number }
  | { kind: 'undoCorrection'; of: number }

/** Plays a correction. @returns as `play` does. */
export function playCorrection(model: Model, step: CorrectionStep): 'done' | string | null {
  switch (step.kind) {
    case 'merge': {
      const { from, into } = step
      if (!model.sites[from] || !model.sites[into]) return null
      if (model.sites[from].isGone || model.sites[into].isGone) return 'NOT_FOUND'
      if (from === into) return 'INVALID'
      return correct(model, stationsAt(model, from), from, into)
    }
    case 'split': {
      if (!model.sites[step.site]) return null
      const there = stationsAt(model, step.site)
      if (there.length === 0) return null
      if (step.take >= there.length) return 'INVALID'
      return correct(model, there.slice(0, step.take), step.site, model.sites.length)
    }
    case 'move': {
      const station = model.stations[step.station]
      if (!station || !model.sites[step.to]) return null
      if (station.isGone || model.sites[step.to].isGone) return 'NOT_FOUND'
      if (station.site === step.to) return 'INVALID'
      return correct(model, [step.station], station.site, step.to)
    }
    case 'undoCorrection': {
      const made = model.corrections[step.of]
      if (!made) return null
      if (made.isUndone) return 'NOTHING_TO_DO'
      const { stations, from, to } = made
      const isThere = (index: number) =>
        model.stations[index].site === to && !model.stations[index].isGone
      if (!stations.every(isThere) || isTorn(model, stations)) return 'BUILT_UPON'
      made.isUndone = true
      send(model, stations, to, from)
      return 'done'
    }
  }
}

function correct(model: Model, stations: number[], from: number, to: number): string {
  if (isTorn(model, stations)) return 'BUILT_UPON'
  model.sites[to] ??= { isGone: false }
  send(model, stations, from, to)
  model.corrections.push({ stations, from, to, isUndone: false })
  return 'done'
}

function send(model: Model, stations: readonly number[], from: number, to: number): void {
  for (const station of stations) model.stations[station].site = to
  for (const site of [from, to]) model.sites[site].isGone = stationsAt(model, site).length === 0
}

/** Whether an open order would have ports at both sites. */
function isTorn(model: Model, stations: readonly number[]): boolean {
  const goes = (port: number) => stations.includes(model.ports[port].station)
  return model.orders.some(({ ports, isOpen }) => isOpen && ports.some(goes) && !ports.every(goes))
}

/** What no state may ever be, in words: an open order at two sites, a port at a site that is gone. */
export function misplaced(model: Model): string[] {
  const torn = model.orders.filter(
    ({ ports, isOpen }) => isOpen && new Set(ports.map((port) => siteOf(model, port))).size > 1,
  )
  const lost = model.ports.filter(
    ({ isGone }, port) => !isGone && model.sites[siteOf(model, port)].isGone,
  )
  return [
    ...torn.map(({ ports }) => `an open order lies at two sites: ports ${ports.join(', ')}`),
    ...lost.map(({ station }) => `station ${station} stands at a site that is gone`),
  ]
}
