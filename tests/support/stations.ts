/** The columns that AFDC's station files have at every grain. */
export const STATION_COLUMNS = [
  'Fuel Type Code',
  'Station Name',
  'Street Address',
  'City',
  'State',
  'ZIP',
  'Status Code',
  'Station Phone',
  'Access Code',
  'EV Level1 EVSE Num',
  'EV Level2 EVSE Num',
  'EV DC Fast Count',
  'EV Network',
  'Latitude',
  'Longitude',
  'ID',
  'Open Date',
  'EV Connector Types',
  'Facility Type',
  'Country',
] as const

const HEADER = [...STATION_COLUMNS, 'Funding Sources'] as const

type Column = (typeof HEADER)[number]
export type StationCells = Partial<Record<Column, string>> & { ID: string }

const ORDINARY: Record<Exclude<Column, 'ID'>, string> = {
  'Fuel Type Code': 'ELEC',
  'Station Name': 'CITY HALL STATION 1',
  'Street Address': '600 4th Ave',
  City: 'Seattle',
  State: 'WA',
  ZIP: '98104',
  'Status Code': 'E',
  'Station Phone': '888-758-4389',
  'Access Code': 'public',
  'EV Level1 EVSE Num': '',
  'EV Level2 EVSE Num': '2',
  'EV DC Fast Count': '',
  'EV Network': 'ChargePoint Network',
  Latitude: '47.6038',
  Longitude: '-122.3301',
  'Open Date': '2023-05-01',
  'EV Connector Types': 'J1772',
  'Facility Type': 'MUNI_GOV',
  Country: 'US',
  'Funding Sources': '',
}

/** A small file in AFDC's shape with these stations, a row each, and whatever a test wants to be different. */
export function stationCsv(...stations: StationCells[]): string {
  const rows = stations.map((cells) => {
    const full: Record<Column, string> = { ...ORDINARY, ...cells }
    return HEADER.map((column) => quote(full[column])).join(',')
  })
  return [HEADER.join(','), ...rows, ''].join('\n')
}

function quote(cell: string): string {
  return /[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}

/** Three public stations with an AC port each, a few streets apart. */
export const garages = ['Pine', 'Cedar', 'Maple'].map((street, index) => ({
  ID: String(100 + index),
  'Station Name': `${street.toUpperCase()} GARAGE`,
  'Street Address': `${index + 1} ${street} St`,
  Latitude: String(47.6 + index / 100),
}))

/** A station with one federally funded DC port. */
export const fundedPlaza = {
  ID: '200',
  'Station Name': 'OAK PLAZA',
  'Street Address': '9 Oak Rd',
  Latitude: '47.7',
  'EV Level2 EVSE Num': '',
  'EV DC Fast Count': '1',
  'EV Connector Types': 'J1772COMBO',
  'Funding Sources': 'FEDERAL NEVI',
}
