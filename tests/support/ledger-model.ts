/**
 * A small network as a bare model: its sites and what stands there, orders, waivers, imports and
 * corrections. Decides by the rules of `shared` alone; `ledger-sequence.ts` says what may happen to it.
 */
export interface Model {
  /** A site that was merged or emptied is gone, until a correction brings stations back. */
  sites: { isGone: boolean }[]
  stations: { site: number; isGone: boolean }[]
  ports: ModelPort[]
  /** Ports with a waiver that waits. */
  waived: Set<number>
  /** Orders: the ports that wait for an outcome while it is open. */
  orders: { ports: number[]; isOpen: boolean }[]
  /** Imports that may be taken back, with the station and the ports they brought. */
  imports: { station: number; ports: number[]; isUndone: boolean }[]
  corrections: { stations: number[]; from: number; to: number; isUndone: boolean }[]
}

export interface ModelPort {
  station: number
  isFunded: boolean
  standards: string[]
  /** Ports of an import that was taken back do not stand any more. */
  isGone: boolean
}

/** The standard that every order of a sequence adds. */
export const ADDED = 'NACS'

export function emptyModel(): Model {
  return {
    sites: [],
    stations: [],
    ports: [],
    waived: new Set(),
    orders: [],
    imports: [],
    corrections: [],
  }
}

export function siteOf(model: Model, port: number): number {
  return model.stations[model.ports[port].station].site
}

/** The stations that stand at a site, in the order they came. */
export function stationsAt(model: Model, site: number): number[] {
  return model.stations.flatMap((station, index) =>
    station.site === site && !station.isGone ? [index] : [],
  )
}

/** How many connectors of a standard stand at a site, or in all. */
export function countOf(model: Model, standard: string, site?: number): number {
  return model.ports
    .filter((port, index) => !port.isGone && (site === undefined || siteOf(model, index) === site))
    .flatMap(({ standards }) => standards)
    .filter((each) => each === standard).length
}

/** Those of some ports that an order can take up: of one site, without the standard, in no other order. */
export function freePorts(model: Model, asked: readonly number[]): number[] {
  const free = asked.filter(
    (port) =>
      model.ports[port] !== undefined &&
      !model.ports[port].isGone &&
      !model.ports[port].standards.includes(ADDED) &&
      !model.orders.some(({ ports, isOpen }) => isOpen && ports.includes(port)),
  )
  return free.filter((port) => siteOf(model, port) === siteOf(model, free[0]))
}

/** Where each port stands and what stands on it, as text to compare. */
export function standing(model: Model): string[] {
  return model.ports.map(({ standards, isGone }, port) =>
    isGone ? '' : [siteOf(model, port), ...standards.toSorted()].join(' '),
  )
}
