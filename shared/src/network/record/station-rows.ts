/**
 * Reads the rows of a station file into records, whatever the layout of the file.
 *
 * Every row has one outcome: a station, another fuel, another network, or rejected with at least
 * one error that says why; a test holds this. Rows of other fuels and networks are not judged
 * further than to tell that they are such. Changed when a format brings a new field.
 */
import { unitPorts } from '../afdc/unit.ts'
import type { ImportedPort, ImportedStation, StationStatus } from '../imported.ts'
import type { Standard } from '../standards.ts'
import { MAX_TEXT, readDay, readNumber, readText, readWhole } from './cells.ts'
import type { RowOutcome, StationCollector } from './collect.ts'
import type { Findings } from './findings.ts'
import type { StationField, StationLayout } from './layout.ts'
import { readPlace, type Place, type PlaceFix } from './place.ts'
import { derivePorts, type PortCounts } from './ports.ts'

type StationPorts = Pick<ImportedStation, 'ports' | 'asks'>

const FUELS = new Set(['BD', 'CNG', 'E85', 'ELEC', 'HY', 'LNG', 'LPG', 'RD'])
const STATUSES = new Map<string, StationStatus>([
  ['E', 'open'],
  ['P', 'planned'],
  ['T', 'unavailable'],
])

/** Programmes under 23 CFR 680, which require a permanently attached CCS1 on each DC port. */
const FEDERAL = /\b(NEVI|CFI|EVC[- _]?RAA)\b/i

/** More ports than this at one row is another column's number. */
const MAX_PORTS = 2_000
const MANY_PORTS = 24

export class StationRows {
  readonly #layout: StationLayout
  readonly #findings: Findings
  readonly #collector: StationCollector
  readonly #fixes: ReadonlySet<PlaceFix>
  readonly #placeColumns
  #cells: readonly string[] = []

  constructor(
    layout: StationLayout,
    findings: Findings,
    collector: StationCollector,
    fixes: ReadonlySet<PlaceFix> = new Set(),
  ) {
    this.#layout = layout
    this.#findings = findings
    this.#collector = collector
    this.#fixes = fixes
    this.#placeColumns = {
      country: this.#column('country'),
      state: this.#column('state'),
      postalCode: this.#column('zip'),
      lat: this.#column('latitude'),
      lon: this.#column('longitude'),
    }
  }

  /**
   * Reads one row. Its findings are in `findings`, which must have been told the line.
   * @param given the ports, where the source lists them one by one
   */
  read(cells: readonly string[], line: number, given: StationPorts | null = null): RowOutcome {
    this.#cells = cells
    const fuel = this.#fuel()
    if (fuel !== 'ELEC') return this.#readOtherFuel(fuel)
    const network = readText(this.#cell('network'))
    if (!this.#collector.isWanted(network)) return 'other-network'
    return this.#readStation(network, line, given) ?? 'rejected'
  }

  /** Whether a row is one that would be read: electric, if the file tells fuels apart. */
  concerns(cells: readonly string[]): boolean {
    this.#cells = cells
    return !FUELS.has(this.#fuel()) || this.#fuel() === 'ELEC'
  }

  #fuel(): string {
    return this.#layout.at.fuel < 0 ? 'ELEC' : this.#cell('fuel').trim().toUpperCase()
  }

  #readOtherFuel(fuel: string): RowOutcome {
    if (FUELS.has(fuel)) return 'other-fuel'
    this.#findings.inRow('FUEL_UNKNOWN', this.#column('fuel'), fuel)
    return 'rejected'
  }

  #readStation(
    network: string | null,
    line: number,
    given: StationPorts | null,
  ): ImportedStation | null {
    const id = this.#text('id', 'ID_MISSING')
    const name = this.#text('name', 'NAME_MISSING')
    const place = readPlace(
      {
        country: this.#cell('country'),
        state: this.#cell('state'),
        postalCode: this.#cell('zip'),
        lat: this.#cell('latitude'),
        lon: this.#cell('longitude'),
        needsState: this.#layout.needsState,
        columns: this.#placeColumns,
      },
      this.#findings,
      this.#fixes,
    )
    const station: Omit<ImportedStation, keyof Place> = {
      source: this.#layout.source,
      sourceId: id ?? '',
      grain: this.#layout.grain,
      line,
      name: name ?? '',
      network,
      status: this.#status(),
      street: this.#text('street'),
      city: this.#text('city'),
      openedOn: this.#day('openDate'),
      access: this.#access(),
      phone: this.#text('phone'),
      model: this.#text('model'),
      facilityType: this.#text('facility'),
      isFunded: FEDERAL.test(this.#cell('funding')) ? true : null,
      ...this.#ports(given),
    }
    return place !== null && this.#findings.rowErrors === 0 ? { ...station, ...place } : null
  }

  #ports(given: StationPorts | null): Pick<ImportedStation, 'connectors' | 'ports' | 'asks'> {
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
    const { ports, asks, without, homeless } = derivePorts(counts, connectors)
    const column = this.#column('connectors')
    for (const level of without)
      this.#findings.inRow('PORT_WITHOUT_CONNECTOR', column, null, { level })
    for (const plug of total > 0 ? homeless : [])
      this.#findings.inRow('CONNECTOR_WITHOUT_PORT', column, plug)
    if (total === 0) this.#findings.inRow('PORTS_NONE')
    if (total >= MANY_PORTS && this.#layout.grain === 'station')
      this.#findings.inRow('PORTS_MANY', null, String(total))
    this.#givePower(ports)
    return { connectors, ports, asks }
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
    const { split, meaning } = this.#layout.plugs
    const plugs: Standard[] = []
    for (const word of this.#cell('connectors').split(split)) {
      if (word.trim() === '') continue
      const plug = meaning.get(word) ?? meaning.get(word.trim().toUpperCase())
      if (plug === undefined)
        this.#findings.inRow('CONNECTOR_UNKNOWN', this.#column('connectors'), word)
      else if (!plugs.includes(plug)) plugs.push(plug)
    }
    return plugs
  }

  #status(): StationStatus | null {
    const cell = this.#cell('status').trim()
    if (cell === '') return null
    if (cell === 'REMOVED') this.#findings.inRow('STATION_REMOVED', this.#column('status'))
    const status = cell === 'REMOVED' ? null : STATUSES.get(cell.toUpperCase())
    if (status === undefined) this.#findings.inRow('STATUS_UNKNOWN', this.#column('status'), cell)
    return status ?? null
  }

  #access(): 'public' | 'private' | null {
    const cell = this.#cell('access').trim().toLowerCase()
    return cell === 'public' || cell === 'private' ? cell : null
  }

  #day(field: StationField) {
    const cell = this.#cell(field)
    const day = readDay(cell)
    if (day === undefined) this.#findings.inRow('DATE_UNREADABLE', this.#column(field), cell)
    return day ?? null
  }

  #count(field: StationField): number {
    return this.#countAt(this.#layout.at[field])
  }

  #countAt(index: number): number {
    const cell = index < 0 ? '' : this.#cells[index]
    if (cell === '') return 0
    const column = this.#layout.header[index]
    const count = readWhole(cell)
    if (count === undefined) this.#findings.inRow('NOT_A_NUMBER', column, cell)
    else if (count !== null && count < 0) this.#findings.inRow('COUNT_NEGATIVE', column, cell)
    else if (count !== null && count > MAX_PORTS)
      this.#findings.inRow('COUNT_TOO_LARGE', column, cell)
    return count ?? 0
  }

  #powerAt(index: number): number | null {
    const cell = index < 0 ? '' : this.#cells[index]
    const power = readNumber(cell)
    if (power === null) return null
    if (power !== undefined && power > 0 && power < 10_000) return power
    this.#findings.inRow('POWER_UNUSUAL', this.#layout.header[index], cell)
    return null
  }

  #text(field: StationField, missing?: 'ID_MISSING' | 'NAME_MISSING'): string | null {
    const text = readText(this.#cell(field))
    if (text === null && missing) this.#findings.inRow(missing, this.#column(field))
    if (text !== null && text.length > MAX_TEXT)
      this.#findings.inRow('TEXT_TOO_LONG', this.#column(field), text)
    return text
  }

  #cell(field: StationField): string {
    const index = this.#layout.at[field]
    return index < 0 ? '' : this.#cells[index]
  }

  #column(field: StationField): string {
    const index = this.#layout.at[field]
    return index < 0 ? field : this.#layout.header[index]
  }
}
