/**
 * The ports and connectors of one row: from numbers by level and a list of plugs, from the numbers
 * of plugs of a charging unit, or as the source lists them.
 *
 * Rows repeat the same few combinations, so what follows from one is worked out once; the arrays of
 * connectors of such ports are shared and never changed in place.
 */
import { unitPorts } from '../afdc/unit.ts'
import type { ImportedPort, ImportedStation } from '../imported.ts'
import { inOrder, type Standard } from '../standards.ts'
import { readNumber, readWhole } from './cells.ts'
import type { Findings } from './findings.ts'
import type { RowFix } from './fixes.ts'
import type { StationField, StationLayout } from './layout.ts'
import { derivePorts, type DerivedPorts, type PortCounts } from './ports.ts'

export type StationPorts = Pick<ImportedStation, 'ports' | 'asks'>
export type RowPortsResult = StationPorts & Pick<ImportedStation, 'connectors'>

/** More ports than this at one row is another column's number. */
const MAX_PORTS = 2_000
const MANY_PORTS = 24

/** Most combinations that are remembered. */
const MAX_DERIVED = 5_000

export class RowPorts {
  readonly #layout: StationLayout
  readonly #findings: Findings
  readonly #fixes: ReadonlySet<RowFix>
  readonly #derived = new Map<string, DerivedPorts>()
  readonly #plugLists = new Map<string, { plugs: Standard[]; unknown: string[] }>()
  #cells: readonly string[] = []

  constructor(layout: StationLayout, findings: Findings, fixes: ReadonlySet<RowFix>) {
    this.#layout = layout
    this.#findings = findings
    this.#fixes = fixes
  }

  /** The ports of the row; `given` are those that the source lists one by one. */
  read(cells: readonly string[], given: StationPorts | null): RowPortsResult {
    this.#cells = cells
    const counts = {
      L1: this.#count('level1'),
      L2: this.#count('level2'),
      DC: this.#count('dcFast'),
    }
    const total = counts.L1 + counts.L2 + counts.DC
    const connectors = this.#plugs()
    if (this.#findings.rowErrors > 0) return { connectors, ports: [], asks: [] }
    if (given) return { connectors, ...this.#checkGiven(given, total) }
    if (this.#layout.units.length > 0) return { connectors, ...this.#unitPorts(counts) }
    return { connectors, ...this.#fromCounts(counts, total, connectors) }
  }

  #fromCounts(counts: PortCounts, total: number, connectors: readonly Standard[]): StationPorts {
    const { ports, asks, without, homeless } = this.#derive(counts, connectors)
    const column = this.#column('connectors')
    for (const level of without)
      this.#findings.inRow('PORT_WITHOUT_CONNECTOR', column, null, { level })
    if (total > 0)
      for (const plug of homeless) this.#findings.inRow('CONNECTOR_WITHOUT_PORT', column, plug)
    if (total === 0) this.#findings.inRow('PORTS_NONE')
    if (total >= MANY_PORTS && this.#layout.grain === 'station')
      this.#findings.inRow('PORTS_MANY', null, String(total))
    const own = ports.map(({ level, powerKw, connectors: plugs }) => ({
      level,
      powerKw,
      connectors: plugs,
    }))
    if (this.#layout.at.power >= 0) this.#givePower(own)
    return { ports: own, asks: asks.length === 0 ? [] : [...asks] }
  }

  #derive(counts: PortCounts, connectors: readonly Standard[]): DerivedPorts {
    const key = `${counts.L1},${counts.L2},${counts.DC},${connectors.join()}`
    let derived = this.#derived.get(key)
    if (derived === undefined) {
      if (this.#derived.size > MAX_DERIVED) this.#derived.clear()
      derived = derivePorts(counts, connectors)
      this.#derived.set(key, derived)
    }
    return derived
  }

  /** A single power of a row is that of its ports where they are all of one level. */
  #givePower(ports: ImportedPort[]): void {
    const powerKw = this.#powerAt(this.#layout.at.power)
    const isOfOneLevel = new Set(ports.map(({ level }) => level)).size === 1
    if (powerKw !== null && isOfOneLevel) for (const port of ports) port.powerKw = powerKw
  }

  #checkGiven(given: StationPorts, total: number): StationPorts {
    const { ports, asks } = given
    if (ports.length === 0 && asks.length === 0) this.#findings.inRow('PORTS_NONE')
    if (asks.some(({ code }) => code === 'WHICH_LEVEL')) this.#findings.inRow('LEVEL_UNKNOWN')
    if (total > 0 && total !== ports.length)
      this.#findings.inRow('PORT_COUNTS_DIFFER', null, String(total), { listed: ports.length })
    return given
  }

  #unitPorts(counts: PortCounts): StationPorts {
    const plugs = this.#layout.units.map(({ plug, count, power }) => ({
      plug,
      count: this.#countAt(count),
      powerKw: this.#powerAt(power),
    }))
    if (this.#findings.rowErrors > 0) return { ports: [], asks: [] }
    const { ports, asks } = unitPorts(plugs, counts)
    if (ports.length === 0) this.#findings.inRow('PORTS_NONE')
    if (asks.some(({ code }) => code === 'WHICH_LEVEL')) this.#findings.inRow('LEVEL_UNKNOWN')
    return { ports, asks }
  }

  #plugs(): Standard[] {
    const index = this.#layout.at.connectors
    const cell = index < 0 ? '' : this.#cells[index]
    let list = this.#plugLists.get(cell)
    if (list === undefined) {
      if (this.#plugLists.size > MAX_DERIVED) this.#plugLists.clear()
      list = this.#readPlugs(cell)
      this.#plugLists.set(cell, list)
    }
    for (const word of list.unknown)
      this.#findings.inRow('CONNECTOR_UNKNOWN', this.#column('connectors'), word)
    return list.plugs.slice()
  }

  #readPlugs(cell: string): { plugs: Standard[]; unknown: string[] } {
    const { split, meaning } = this.#layout.plugs
    const plugs = new Set<Standard>()
    const unknown: string[] = []
    for (const word of cell.split(split).map((part) => part.trim())) {
      const plug = meaning.get(word) ?? meaning.get(word.toUpperCase())
      if (plug) plugs.add(plug)
      else if (word !== '') unknown.push(word)
    }
    return { plugs: inOrder(plugs), unknown }
  }

  #count(field: StationField): number {
    return this.#countAt(this.#layout.at[field])
  }

  #countAt(index: number): number {
    const cell = index < 0 ? '' : this.#cells[index]
    if (cell === '') return 0
    const count = readWhole(cell)
    const fault = faultOfCount(count)
    if (fault === null) return count ?? 0
    if (this.#fixes.has('LEAVE_COUNT_OPEN')) this.#findings.mend('LEAVE_COUNT_OPEN')
    else this.#findings.inRow(fault, this.#layout.header[index], cell)
    return 0
  }

  #powerAt(index: number): number | null {
    const cell = index < 0 ? '' : this.#cells[index]
    const power = readNumber(cell)
    if (power === null) return null
    if (power !== undefined && power > 0 && power < 10_000) return power
    this.#findings.inRow('POWER_UNUSUAL', this.#layout.header[index], cell)
    return null
  }

  #column(field: StationField): string {
    const index = this.#layout.at[field]
    return index < 0 ? field : this.#layout.header[index]
  }
}

/** What is wrong with a number of ports; null where nothing is. */
function faultOfCount(count: number | null | undefined) {
  if (count === null) return null
  if (count === undefined) return 'NOT_A_NUMBER'
  if (count < 0) return 'COUNT_NEGATIVE'
  return count > MAX_PORTS ? 'COUNT_TOO_LARGE' : null
}
