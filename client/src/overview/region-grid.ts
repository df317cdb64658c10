/**
 * Where each state and province lies on a grid of equal tiles: small regions are as easy to hit as
 * large ones, and a share is not mistaken for an area.
 */
const rows = [
  'AK . . . . . . . . PE NL .',
  'YT BC AB SK MB . ON . QC NB NS ME',
  'NT . . . . . WI . . . VT NH',
  'NU WA ID MT ND MN IL MI . NY MA .',
  '. OR NV WY SD IA IN OH PA NJ CT RI',
  '. CA UT CO NE MO KY WV VA MD DE .',
  '. . AZ NM KS AR TN NC SC DC . .',
  '. . . . OK LA MS AL GA . . .',
  'HI . . . TX . . . . FL . PR',
]
const provinces = new Set([
  'AB',
  'BC',
  'MB',
  'NB',
  'NL',
  'NS',
  'NT',
  'NU',
  'ON',
  'PE',
  'QC',
  'SK',
  'YT',
])

export interface RegionTile {
  region: string
  /** What stands on the tile. */
  letters: string
  /** From 1. */
  row: number
  column: number
}

export const GRID_COLUMNS = 12

export const regionTiles: readonly RegionTile[] = rows.flatMap((line, row) =>
  line
    .split(' ')
    .map((letters, column) => ({
      region: `${provinces.has(letters) ? 'CA' : 'US'}-${letters}`,
      letters,
      row: row + 1,
      column: column + 1,
    }))
    .filter(({ letters }) => letters !== '.'),
)
