/**
 * Reads the rows of a station file into records, whatever the layout of the file.
 *
 * Every row has one outcome: a station, another fuel, another network, or rejected with at least
 * one error that says why; a test holds this. Rows of other fuels and networks are not judged
 * further than to tell that they are such. Changed when a format brings a new field.
 */
import type { ImportedStation, StationStatus } from '../imported.ts'
import { MAX_TEXT, readText } from './cells.ts'
import { readDayCell } from './days.ts'
import type { RowOutcome, StationCollector } from './collect.ts'
import type { Findings } from './findings.ts'
import { isFederallyFunded } from './funding.ts'
import type { StationField, StationLayout } from './layout.ts'
import type { RowFix } from './fixes.ts'
import { readPlace } from './place.ts'
import { RowPorts, type StationPorts } from './row-ports.ts'

const FUELS = new Set(['BD', 'CNG', 'E85', 'ELEC', 'HY', 'LNG', 'LPG', 'RD'])
const STATUSES = new Map<string, StationStatus>([
  ['E', 'open'],
  ['P', 'planned'],
  ['T', 'unavailable'],
])

/** What people write instead, under a rule only; the first that matches. */
const STATUS_WORDS: readonly [RegExp, StationStatus][] = [
  [/planned|coming|construction|pending|future/i, 'planned'],
  [/unavailable|out of|offline|closed|down|inactive|repair|maintenance/i, 'unavailable'],
  [/available|open|operational|active|online|live|in service|^(yes|ok)$/i, 'open'],
]

/** Most different texts that are held to be shared. */
const MAX_HELD = 100_000

export class StationRows {
  readonly #layout: StationLayout
  readonly #findings: Findings
  readonly #collector: StationCollector
  readonly #fixes: ReadonlySet<RowFix>
  readonly #placeColumns
  readonly #ports: RowPorts
  readonly #held = new Map<string, string>()
  #cells: readonly string[] = []

  constructor(
    layout: StationLayout,
    findings: Findings,
    collector: StationCollector,
    fixes: ReadonlySet<RowFix> = new Set(),
  ) {
    this.#layout = layout
    this.#findings = findings
    this.#collector = collector
    this.#fixes = fixes
    this.#ports = new RowPorts(layout, findings, fixes)
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
    const name = readText(this.#cell('network'))
    const network = name === null ? null : this.#hold(name)
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
    const { connectors, ports, asks } = this.#ports.read(this.#cells, given)
    const rest = {
      status: this.#status(),
      street: this.#text('street'),
      city: this.#shared('city'),
      openedOn: this.#day('openDate'),
      phone: this.#shared('phone'),
      model: this.#shared('model'),
      facilityType: this.#shared('facility'),
    }
    if (id === null || name === null || place === null || this.#findings.rowErrors > 0) return null
    return {
      source: this.#layout.source,
      sourceId: id,
      grain: this.#layout.grain,
      line,
      name,
      network,
      status: rest.status,
      street: rest.street,
      city: rest.city,
      region: place.region,
      postalCode: place.postalCode,
      country: place.country,
      lat: place.lat,
      lon: place.lon,
      openedOn: rest.openedOn,
      access: this.#access(),
      phone: rest.phone,
      model: rest.model,
      facilityType: rest.facilityType,
      isFunded: isFederallyFunded(this.#cell('funding')),
      connectors,
      ports,
      asks,
    }
  }

  #status(): StationStatus | null {
    const cell = this.#cell('status').trim()
    if (cell === '') return null
    if (cell === 'REMOVED') this.#findings.inRow('STATION_REMOVED', this.#column('status'))
    const status = cell === 'REMOVED' ? null : this.#statusOf(cell)
    if (status === undefined) this.#findings.inRow('STATUS_UNKNOWN', this.#column('status'), cell)
    return status ?? null
  }

  #statusOf(cell: string): StationStatus | undefined {
    const status = STATUSES.get(cell.toUpperCase())
    if (status !== undefined || !this.#fixes.has('STATUS_FROM_WORD')) return status
    const meant = STATUS_WORDS.find(([words]) => words.test(cell))?.[1]
    if (meant) this.#findings.mend('STATUS_FROM_WORD')
    return meant
  }

  #access(): 'public' | 'private' | null {
    const cell = this.#cell('access').trim().toLowerCase()
    return cell === 'public' || cell === 'private' ? cell : null
  }

  #day(field: StationField) {
    return readDayCell(this.#cell(field), this.#column(field), this.#findings, this.#fixes)
  }

  #text(field: StationField, missing?: 'ID_MISSING' | 'NAME_MISSING'): string | null {
    const text = readText(this.#cell(field))
    if (text === null && missing) this.#findings.inRow(missing, this.#column(field))
    if (text !== null && text.length > MAX_TEXT)
      this.#findings.inRow('TEXT_TOO_LONG', this.#column(field), text)
    return text
  }

  /** A text that many stations share; it is held once, not as a piece of each row's. */
  #shared(field: StationField): string | null {
    const text = this.#text(field)
    return text === null ? null : this.#hold(text)
  }

  #hold(text: string): string {
    const held = this.#held.get(text)
    if (held !== undefined) return held
    if (this.#held.size > MAX_HELD) this.#held.clear()
    this.#held.set(text, text)
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
