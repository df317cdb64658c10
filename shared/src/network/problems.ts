/**
 * Everything that can be wrong with an imported file, as a closed list.
 *
 * An `error` keeps its row (or the whole file, where `line` is null) out; a `warning` goes in and
 * is shown. Each code has why and fix as sentences for the command line; the screen looks its own
 * up by the code. A code is permanent: it is never renamed or given another meaning.
 */
export const PROBLEMS = {
  EMPTY_FILE: {
    severity: 'error',
    why: 'The file has no rows.',
    fix: 'Export it again; a station file has a header and at least one row.',
  },
  NOT_A_TABLE: {
    severity: 'error',
    why: 'The file is neither CSV nor one of the formats that can be read.',
    fix: 'Export the stations as CSV, JSON, GeoJSON or XLSX.',
  },
  UNKNOWN_FORMAT: {
    severity: 'error',
    why: 'The columns are not those of a known station file.',
    fix: 'Say which column is which; the answer is kept for files with the same header.',
  },
  TRUNCATED_FILE: {
    severity: 'error',
    why: 'The file ends in the middle.',
    fix: 'Download or copy it again.',
  },
  CORRUPT_FILE: {
    severity: 'error',
    why: 'The compressed file is damaged.',
    fix: 'Download or copy it again.',
  },
  HAS_FORMULAS: {
    severity: 'error',
    why: 'The workbook has formulas; only values can be imported.',
    fix: 'Copy the sheet and paste it as values, or save it as CSV.',
  },
  SHEETS_LEFT_OUT: {
    severity: 'warning',
    why: 'The workbook has several sheets; only the first is read.',
    fix: 'Move the stations to the first sheet, or import the others one by one.',
  },
  TOO_LARGE: {
    severity: 'error',
    why: 'The file is larger than this server reads.',
    fix: 'Split the file, or ask the administrator to raise the limit.',
  },
  TOO_COMPRESSED: {
    severity: 'error',
    why: 'The file grows far more when unpacked than a station file does.',
    fix: 'Unpack it yourself and look at what is in it.',
  },
  TOO_MANY_COLUMNS: {
    severity: 'error',
    why: 'The table has more columns than any station file.',
    fix: 'Export only the columns of the stations.',
  },
  TOO_MANY_ROWS: {
    severity: 'error',
    why: 'The file has more stations than are read at once.',
    fix: 'Split the file by state or network.',
  },
  ROW_TOO_LONG: {
    severity: 'error',
    why: 'A row does not end; often a quotation mark is missing.',
    fix: 'Look for an opening quotation mark without its closing one at this line.',
  },
  BAD_QUOTES: {
    severity: 'error',
    why: 'There is text after a closing quotation mark.',
    fix: 'Write a quotation mark inside a quoted field twice.',
  },
  WRONG_ENCODING: {
    severity: 'error',
    why: 'Some characters cannot be read: the text is not UTF-8, or mixes encodings.',
    fix: 'Save the file as UTF-8, or have it read as Windows-1252.',
  },
  UNPRINTABLE: {
    severity: 'error',
    why: 'The text has a character that is no text (NUL).',
    fix: 'Remove the character.',
  },
  TEXT_TOO_LONG: {
    severity: 'error',
    why: 'The text is longer than an address or a name can be.',
    fix: 'Look for a missing quotation mark, or shorten it.',
  },
  JSON_DAMAGED: {
    severity: 'error',
    why: 'The JSON is damaged: a bracket, comma or quotation mark is missing or too many.',
    fix: 'Download the file again.',
  },
  JSON_SHAPE: {
    severity: 'error',
    why: 'A member of this object is missing or of another kind than the source describes.',
    fix: 'Compare the object with the documentation of its source.',
  },
  COLUMN_MISSING: {
    severity: 'error',
    why: 'A column that the stations need is missing.',
    fix: 'Export the file with this column.',
  },
  COLUMN_TWICE: {
    severity: 'error',
    why: 'Two columns have the same name.',
    fix: 'Remove or rename one of them.',
  },
  COLUMN_UNKNOWN: {
    severity: 'warning',
    why: 'This column is not known and is not imported.',
    fix: 'Nothing, if you do not need it; otherwise map it to a field.',
  },
  COLUMN_COUNT: {
    severity: 'error',
    why: 'The row has another number of cells than the header.',
    fix: 'Look for a missing quotation mark or an extra comma in this row.',
  },
  ID_MISSING: {
    severity: 'error',
    why: 'The row has no id.',
    fix: 'Fill in the id of the source; it is how the next import finds the station again.',
  },
  ID_TWICE: {
    severity: 'error',
    why: 'Another row has the same id.',
    fix: 'Keep one of the two rows.',
  },
  NAME_MISSING: {
    severity: 'error',
    why: 'The station has no name.',
    fix: 'Fill in a name.',
  },
  VALUE_MISSING: {
    severity: 'error',
    why: 'A value that the station needs is missing.',
    fix: 'Fill in the value.',
  },
  NOT_A_NUMBER: {
    severity: 'error',
    why: 'This is not a number.',
    fix: 'Write digits, with a point for decimals.',
  },
  COUNT_NEGATIVE: {
    severity: 'error',
    why: 'A number of ports cannot be negative.',
    fix: 'Write how many ports there are, or leave the cell empty.',
  },
  COUNT_TOO_LARGE: {
    severity: 'error',
    why: 'No station has that many ports.',
    fix: 'Look whether another column slipped into this one.',
  },
  DATE_UNREADABLE: {
    severity: 'error',
    why: 'This is not a day of the calendar.',
    fix: 'Write it as 2025-02-09 or 2/9/2025.',
  },
  FUEL_UNKNOWN: {
    severity: 'error',
    why: 'The fuel of this row is not known, so neither is whether it is a charging station.',
    fix: 'Write ELEC for charging stations.',
  },
  STATUS_UNKNOWN: {
    severity: 'error',
    why: 'The status is none of E (open), P (planned) and T (temporarily unavailable).',
    fix: 'Write E, P or T.',
  },
  COUNTRY_UNKNOWN: {
    severity: 'error',
    why: 'The country is not known.',
    fix: 'Write its two-letter code, such as US or CA.',
  },
  STATE_UNKNOWN: {
    severity: 'error',
    why: 'The state or province is not known.',
    fix: 'Write its two-letter code, such as WA.',
  },
  STATE_UNCLEAR: {
    severity: 'warning',
    why: 'The state or province is missing or not known; it is left open.',
    fix: 'Write its two-letter code, such as WA.',
  },
  COORDINATES_MISSING: {
    severity: 'error',
    why: 'The station has no coordinates.',
    fix: 'Fill in latitude and longitude in degrees.',
  },
  COORDINATES_ZERO: {
    severity: 'error',
    why: 'Coordinates 0, 0 lie in the Gulf of Guinea.',
    fix: 'Fill in the latitude and longitude of the station.',
  },
  COORDINATES_SWAPPED: {
    severity: 'error',
    why: 'Latitude and longitude are exchanged: the other way round they lie in the state.',
    fix: 'Exchange the two, for this row or by rule for all such rows.',
  },
  COORDINATES_IMPOSSIBLE: {
    severity: 'error',
    why: 'A latitude lies between −90 and 90, a longitude between −180 and 180.',
    fix: 'Look for a lost decimal point.',
  },
  OUTSIDE_COUNTRY: {
    severity: 'error',
    why: 'The coordinates lie far from the country of the address.',
    fix: 'Look for a lost minus sign, or correct the coordinates.',
  },
  OUTSIDE_STATE: {
    severity: 'warning',
    why: 'The coordinates lie outside the state of the address.',
    fix: 'Compare the address with the map.',
  },
  ZIP_SHORT: {
    severity: 'warning',
    why: 'The ZIP has fewer than five digits: a spreadsheet has dropped its leading zero.',
    fix: 'Put the leading zero back, by rule for all such rows.',
  },
  POSTAL_CODE_UNUSUAL: {
    severity: 'warning',
    why: 'This is not what a postal code of the country looks like; it is left out.',
    fix: 'Correct the postal code.',
  },
  CONNECTOR_UNKNOWN: {
    severity: 'warning',
    why: 'This connector is not known; it is left out.',
    fix: 'Look whether it is a spelling of a known one.',
  },
  CONNECTOR_WITHOUT_PORT: {
    severity: 'warning',
    why: 'A connector is listed that no port of the row can carry.',
    fix: 'Look at the numbers of ports by level.',
  },
  PORT_WITHOUT_CONNECTOR: {
    severity: 'warning',
    why: 'The row has ports of a level for which it lists no connector.',
    fix: 'Say which connectors these ports have.',
  },
  LEVEL_UNKNOWN: {
    severity: 'warning',
    why: 'The file does not say whether these ports are L1, L2 or DC.',
    fix: 'Say which level they are.',
  },
  PORT_COUNTS_DIFFER: {
    severity: 'warning',
    why: 'The numbers of ports by level do not add up to the ports that are listed; the list counts.',
    fix: 'Look which of the two is right.',
  },
  STATION_REMOVED: {
    severity: 'error',
    why: 'The source says that this station was removed or listed twice.',
    fix: 'Nothing, if that is so: the row stays out.',
  },
  PORTS_MANY: {
    severity: 'warning',
    why: 'A single station with 24 or more ports is unusual; it may be a whole site.',
    fix: 'Look whether the row stands for one station.',
  },
  PORTS_NONE: {
    severity: 'warning',
    why: 'The station has no ports.',
    fix: 'Fill in the numbers of ports, or leave it if they are not known yet.',
  },
  POWER_UNUSUAL: {
    severity: 'warning',
    why: 'The power is not a positive number of kW; it is left out.',
    fix: 'Write the power of the port in kW.',
  },
} as const satisfies Record<string, { severity: 'error' | 'warning'; why: string; fix: string }>

export type ProblemCode = keyof typeof PROBLEMS
export type Severity = (typeof PROBLEMS)[ProblemCode]['severity']

/** One finding. `line` and `column` are null where it concerns the whole file or the whole row. */
export interface Problem {
  readonly code: ProblemCode
  readonly severity: Severity
  readonly line: number | null
  readonly column: string | null
  /** What stands in the file, cut to 200 characters; null where nothing does. */
  readonly value: string | null
  /** What the sentence needs besides: the line of the other row, the expected state, a fix. */
  readonly data: Readonly<Record<string, string | number>>
}

/** A finding at a place of the file; the severity is that of the code. */
export function problem(
  code: ProblemCode,
  place: { line?: number; column?: string | null; value?: string | null } = {},
  data: Problem['data'] = {},
): Problem {
  return {
    code,
    severity: PROBLEMS[code].severity,
    line: place.line ?? null,
    column: place.column ?? null,
    value: place.value == null ? null : place.value.slice(0, 200),
    data,
  }
}

/** The finding as a sentence in English, for the command line and for logs. */
export function describeProblem({ code, line, column, value }: Problem): string {
  const place = [line === null ? '' : `line ${line}`, column ?? ''].filter(Boolean).join(', ')
  const found = value === null ? '' : ` Found: “${value}”.`
  return `${place ? `${place}: ` : ''}${PROBLEMS[code].why}${found} ${PROBLEMS[code].fix}`
}
