/** What can be wrong with what a row says. */
export const ROW_PROBLEMS = {
  TEXT_TOO_LONG: {
    severity: 'error',
    why: 'The text is longer than an address or a name can be.',
    fix: 'Look for a missing quotation mark, or shorten it.',
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
    why: 'A value that is needed here is missing.',
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
  DAYS_OUT_OF_ORDER: {
    severity: 'error',
    why: 'The days of ordering, shipping and installing are not in this order.',
    fix: 'Look whether two of them are exchanged.',
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
  POSTAL_CODE_UNKNOWN: {
    severity: 'error',
    why: 'No state or province has this postal code.',
    fix: 'Write five digits, or a Canadian code such as V5K 0A1; a rule puts lost zeros back.',
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
