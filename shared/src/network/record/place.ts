/**
 * Where a station is: country, state, postal code and coordinates, checked against one another.
 * Used by every format. What contradicts itself is reported, never repaired but by a rule that the
 * person chose (`RowFix`).
 */
import { countryByText } from '../countries.ts'
import { regionOfPostalCode } from '../postal.ts'
import { isInRegion, regionByCode, regionByText, type Region } from '../regions.ts'
import { readNumber, readText } from './cells.ts'
import type { Findings } from './findings.ts'
import type { RowFix } from './fixes.ts'
import { problemOfPoint } from './point.ts'

/** The words of the file, with the names of their columns for the findings. */
export interface PlaceCells {
  readonly country: string
  readonly state: string
  readonly postalCode: string
  readonly lat: string
  readonly lon: string
  /** Whether a missing or unknown state is an error. */
  readonly needsState: boolean
  readonly columns: Readonly<Record<'country' | 'state' | 'postalCode' | 'lat' | 'lon', string>>
}

export interface Place {
  country: string | null
  region: string | null
  postalCode: string | null
  lat: number
  lon: number
}

/** Reads the place of a row; null when an error makes it unusable. */
export function readPlace(
  cells: PlaceCells,
  findings: Findings,
  fixes: ReadonlySet<RowFix>,
): Place | null {
  const before = findings.rowErrors
  const region = readRegion(cells, findings, fixes)
  const country = readCountry(cells, region, findings, fixes)
  const point = readPoint(cells, region, findings, fixes)
  const postalCode = readPostalCode(cells, country, findings, fixes)
  if (point === null || findings.rowErrors > before) return null
  return { country, region: region?.code ?? null, postalCode, lat: point[0], lon: point[1] }
}

function readRegion(
  cells: PlaceCells,
  findings: Findings,
  fixes: ReadonlySet<RowFix>,
): Region | undefined {
  const text = cells.state.trim()
  const region = regionByText(text)
  if (region) return region
  const told = fixes.has('STATE_FROM_POSTAL_CODE') ? regionOfPostal(cells) : undefined
  if (told) {
    findings.mend('STATE_FROM_POSTAL_CODE')
    return told
  }
  if (!cells.needsState) noteUnclear(cells, text, findings)
  else if (text === '') findings.inRow('VALUE_MISSING', cells.columns.state)
  else findings.inRow('STATE_UNKNOWN', cells.columns.state, text)
  return undefined
}

function regionOfPostal({ postalCode }: PlaceCells): Region | undefined {
  const text = postalCode.trim()
  return regionByCode(
    regionOfPostalCode(/^\d{3,4}$/.test(text) ? text.padStart(5, '0') : text) ?? '',
  )
}

/** Sources of the whole world have states in the United States and Canada only. */
function noteUnclear(cells: PlaceCells, text: string, findings: Findings): void {
  const country = countryByText(cells.country)
  if (country === 'US' || country === 'CA')
    findings.inRow('STATE_UNCLEAR', cells.columns.state, text)
}

/** The country of the row, or that of its state: state codes of the two countries differ. */
function readCountry(
  cells: PlaceCells,
  region: Region | undefined,
  findings: Findings,
  fixes: ReadonlySet<RowFix>,
) {
  const text = cells.country.trim()
  if (text === '') return region?.country ?? null
  const country = countryByText(text)
  if (country !== undefined && (!region || country === region.country)) return country
  if (region && fixes.has('COUNTRY_FROM_STATE')) {
    findings.mend('COUNTRY_FROM_STATE')
    return region.country
  }
  findings.inRow('COUNTRY_UNKNOWN', cells.columns.country, text)
  return country ?? null
}

function readPoint(
  cells: PlaceCells,
  region: Region | undefined,
  findings: Findings,
  fixes: ReadonlySet<RowFix>,
): [lat: number, lon: number] | null {
  const lat = readCoordinate(cells.lat, cells.columns.lat, findings, fixes)
  const lon = readCoordinate(cells.lon, cells.columns.lon, findings, fixes)
  if (lat == null || lon == null) return null
  const code = problemOfPoint(region, { lat, lon })
  if (code === null) return [lat, lon]
  if (code === 'COORDINATES_ZERO') {
    findings.inRow(code, cells.columns.lat, '0, 0')
    return null
  }
  if (code === 'COORDINATES_SWAPPED' && fixes.has('SWAP_COORDINATES')) {
    findings.mend('SWAP_COORDINATES')
    return [lon, lat]
  }
  if (region && isInRegion(region, lat, -lon) && fixes.has('NEGATE_LONGITUDE')) {
    findings.mend('NEGATE_LONGITUDE')
    return [lat, -lon]
  }
  findings.inRow(code, cells.columns.lat, `${lat}, ${lon}`, {
    ...(region && code !== 'COORDINATES_IMPOSSIBLE' ? { state: region.code } : {}),
    ...(code === 'COORDINATES_SWAPPED' ? { fix: 'SWAP_COORDINATES' } : {}),
  })
  return code === 'OUTSIDE_STATE' ? [lat, lon] : null
}

function readCoordinate(
  cell: string,
  column: string,
  findings: Findings,
  fixes: ReadonlySet<RowFix>,
): number | null {
  const isComma = fixes.has('DECIMAL_COMMA') && /^\s*[+-]?\d{1,3},\d+\s*$/.test(cell)
  if (isComma) findings.mend('DECIMAL_COMMA')
  const value = readNumber(isComma ? cell.replace(',', '.') : cell)
  if (value === null) findings.inRow('COORDINATES_MISSING', column)
  else if (value === undefined) findings.inRow('NOT_A_NUMBER', column, cell)
  return value ?? null
}

/**
 * A ZIP of five digits (nine with a hyphen), a Canadian code, or whatever other countries have; null
 * where it is none. Three or
 * four digits are a ZIP that lost its zeros in a spreadsheet, put back by the rule only.
 */
function readPostalCode(
  cells: PlaceCells,
  country: string | null,
  findings: Findings,
  fixes: ReadonlySet<RowFix>,
): string | null {
  const text = readText(cells.postalCode)
  if (text === null) return null
  if (country === 'US' && /^\d{3,4}$/.test(text)) {
    if (fixes.has('ZIP_LEADING_ZERO')) {
      findings.mend('ZIP_LEADING_ZERO')
      return text.padStart(5, '0')
    }
    findings.inRow('ZIP_SHORT', cells.columns.postalCode, text, { fix: 'ZIP_LEADING_ZERO' })
    return null
  }
  if (country !== 'US' && country !== 'CA' && country !== null) return text
  const pattern = country === 'CA' ? /^[A-Z]\d[A-Z] ?\d[A-Z]\d$/i : /^\d{5}(-\d{4})?$/
  if (pattern.test(text)) return text
  findings.inRow('POSTAL_CODE_UNUSUAL', cells.columns.postalCode, text)
  return null
}
