/**
 * Reads the rows of an AFDC station file into records.
 *
 * Every row has one outcome: a station, another fuel, another network, or rejected with at least
 * one error that says why; a test holds this. Rows of other fuels and networks are not judged
 * further than to tell that they are such. Changed when AFDC changes its file.
 */
import type { Grain, ImportedStation, StationStatus } from '../imported.ts'
import { readDay, readNumber, readText, readWhole, MAX_TEXT } from '../record/cells.ts'
import type { Findings } from '../record/findings.ts'
import { readPlace, type Place, type PlaceFix } from '../record/place.ts'
import { derivePorts, type PortCounts } from '../record/ports.ts'
import type { Standard } from '../standards.ts'
import { grainOf, USED, type AfdcField, type AfdcLayout } from './columns.ts'
import { unitPorts } from './unit.ts'

export interface RowOptions {
  /** Keep the rows of this network only; all when absent. */
  readonly network?: string
  readonly fixes?: ReadonlySet<PlaceFix>
}

export type RowOutcome = ImportedStation | 'other-fuel' | 'other-network' | 'rejected'

const FUELS = new Set(['BD', 'CNG', 'E85', 'ELEC', 'HY', 'LNG', 'LPG', 'RD'])
const STATUSES = new Map<string, StationStatus>([
  ['E', 'open'],
  ['P', 'planned'],
  ['T', 'unavailable'],
])

/** AFDC's words for plugs. `TESLA` is how its station files write NACS. */
const PLUGS = new Map<string, Standard>([
  ['J1772', 'J1772'],
  ['J1772COMBO', 'CCS1'],
  ['CHADEMO', 'CHADEMO'],
  ['TESLA', 'NACS'],
  ['J3400', 'NACS'],
  ['J3271', 'MCS'],
  ['NEMA515', 'NEMA515'],
  ['NEMA520', 'NEMA520'],
  ['NEMA1450', 'NEMA1450'],
])

/** Programmes under 23 CFR 680, which require a permanently attached CCS1 on each DC port. */
const FEDERAL = /\b(NEVI|CFI|EVC[- _]?RAA)\b/i

/** More ports than this at one row is another column's number. */
const MAX_PORTS = 2_000
const MANY_PORTS = 24

export class AfdcRows {
  readonly grain: Grain
  /** Electric rows of each network, whether kept or not. */
  readonly networks = new Map<string, number>()
  electricRows = 0

  readonly #layout: AfdcLayout
  readonly #findings: Findings
  readonly #network: string | undefined
  readonly #fixes: ReadonlySet<PlaceFix>
  readonly #placeColumns
  #cells: readonly string[] = []

  constructor(layout: AfdcLayout, findings: Findings, options: RowOptions = {}) {
    this.#layout = layout
    this.#findings = findings
    this.#network = options.network
    this.#fixes = options.fixes ?? new Set()
    this.grain = grainOf(layout)
    this.#placeColumns = {
      country: this.#column('country'),
      state: this.#column('state'),
      postalCode: this.#column('zip'),
      lat: this.#column('latitude'),
      lon: this.#column('longitude'),
    }
  }

  /** Reads one row. Its findings are in `findings`, which must have been told the line. */
  read(cells: readonly string[], line: number): RowOutcome {
    this.#cells = cells
    const fuel = this.#cell('fuel').trim().toUpperCase()
    if (fuel !== 'ELEC') return this.#readOtherFuel(fuel)
    this.electricRows++
    const network = readText(this.#cell('network'))
    const name = network ?? ''
    this.networks.set(name, (this.networks.get(name) ?? 0) + 1)
    if (this.#network !== undefined && name !== this.#network) return 'other-network'
    return this.#readStation(network, line) ?? 'rejected'
  }

  #readOtherFuel(fuel: string): RowOutcome {
    if (FUELS.has(fuel)) return 'other-fuel'
    this.#findings.inRow('FUEL_UNKNOWN', this.#column('fuel'), fuel)
    return 'rejected'
  }

  #readStation(network: string | null, line: number): ImportedStation | null {
    const id = this.#text('id', 'ID_MISSING')
    const name = this.#text('name', 'NAME_MISSING')
    const place = readPlace(
      {
        country: this.#cell('country'),
        state: this.#cell('state'),
        postalCode: this.#cell('zip'),
        lat: this.#cell('latitude'),
        lon: this.#cell('longitude'),
        columns: this.#placeColumns,
      },
      this.#findings,
      this.#fixes,
    )
    const station: Omit<ImportedStation, keyof Place> = {
      source: 'afdc',
      sourceId: id ?? '',
      grain: this.grain,
      line,
      name: name ?? '',
      network,
      status: this.#status(),
      street: this.#text('street'),
      city: this.#text('city'),
      openedOn: this.#day('openDate'),
      access: this.#access(),
      phone: this.#text('phone'),
      model: null,
      facilityType: this.#text('facility'),
      isFunded: FEDERAL.test(this.#cell('funding')) ? true : null,
      ...this.#ports(),
    }
    return place !== null && this.#findings.rowErrors === 0 ? { ...station, ...place } : null
  }

  #ports(): Pick<ImportedStation, 'connectors' | 'ports' | 'asks'> {
    const counts = {
      L1: this.#count('level1'),
      L2: this.#count('level2'),
      DC: this.#count('dcFast'),
    }
    const total = counts.L1 + counts.L2 + counts.DC
    const connectors = this.#plugs()
    if (this.#findings.rowErrors > 0) return { connectors, ports: [], asks: [] }
    if (this.grain === 'unit') return { connectors, ...this.#unitPorts(counts) }
    const { ports, asks, without, homeless } = derivePorts(counts, connectors)
    const column = this.#column('connectors')
    for (const level of without)
      this.#findings.inRow('PORT_WITHOUT_CONNECTOR', column, null, { level })
    for (const plug of total > 0 ? homeless : [])
      this.#findings.inRow('CONNECTOR_WITHOUT_PORT', column, plug)
    if (total === 0) this.#findings.inRow('PORTS_NONE')
    if (total >= MANY_PORTS && this.grain === 'station')
      this.#findings.inRow('PORTS_MANY', null, String(total))
    return { connectors, ports, asks }
  }

  #unitPorts(counts: PortCounts): Pick<ImportedStation, 'ports' | 'asks'> {
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
    const plugs: Standard[] = []
    for (const word of this.#cell('connectors').split(/[\s,;|]+/)) {
      if (word === '') continue
      const plug = PLUGS.get(word) ?? PLUGS.get(word.toUpperCase())
      if (plug === undefined)
        this.#findings.inRow('CONNECTOR_UNKNOWN', this.#column('connectors'), word)
      else if (!plugs.includes(plug)) plugs.push(plug)
    }
    return plugs
  }

  #status(): StationStatus | null {
    const cell = this.#cell('status').trim()
    if (cell === '') return null
    const status = STATUSES.get(cell.toUpperCase())
    if (status === undefined) this.#findings.inRow('STATUS_UNKNOWN', this.#column('status'), cell)
    return status ?? null
  }

  #access(): 'public' | 'private' | null {
    const cell = this.#cell('access').trim().toLowerCase()
    return cell === 'public' || cell === 'private' ? cell : null
  }

  #day(field: AfdcField) {
    const cell = this.#cell(field)
    const day = readDay(cell)
    if (day === undefined) this.#findings.inRow('DATE_UNREADABLE', this.#column(field), cell)
    return day ?? null
  }

  #count(field: AfdcField): number {
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

  #text(field: AfdcField, missing?: 'ID_MISSING' | 'NAME_MISSING'): string | null {
    const text = readText(this.#cell(field))
    if (text === null && missing) this.#findings.inRow(missing, this.#column(field))
    if (text !== null && text.length > MAX_TEXT)
      this.#findings.inRow('TEXT_TOO_LONG', this.#column(field), text)
    return text
  }

  #cell(field: AfdcField): string {
    const index = this.#layout.at[field]
    return index < 0 ? '' : this.#cells[index]
  }

  #column(field: AfdcField): string {
    const index = this.#layout.at[field]
    return index < 0 ? USED[field] : this.#layout.header[index]
  }
}
