/**
 * What a real network looks like, in numbers: counted from public lists (AFDC, 2020 to 2026) by
 * hand and written down here; no list is part of the project. Canada's shares are our choice.
 * Whoever has newer counts changes them here; the demo follows.
 */

/** Open stations by state in 10,000 of the United States, all networks, April 2026. */
const stateShares =
  'CA 2411 NY 645 FL 539 MA 526 TX 470 WA 379 CO 343 GA 291 MI 249 PA 247 OH 242 VA 235 NC 235 ' +
  'NJ 225 IL 219 MD 215 OR 205 CT 200 AZ 185 MO 163 TN 145 MN 134 UT 123 WI 108 IN 90 SC 85 ME 81 ' +
  'NV 81 AL 78 KS 73 VT 66 IA 60 NM 59 HI 51 OK 50 KY 49 DC 48 AR 46 RI 43 NH 39 LA 39 NE 39 ID 32 ' +
  'DE 29 MS 29 WV 25 MT 19 WY 15 SD 15 ND 13 AK 10'
const provinceShares = 'ON 260 QC 230 BC 170 AB 60 MB 20 NS 18 SK 14 NB 14 NL 8 PE 4'

function shares(country: string, text: string): [string, number][] {
  const words = text.split(' ')
  return Array.from({ length: words.length / 2 }, (_unused, index) => [
    `${country}-${words[index * 2]}`,
    Number(words[index * 2 + 1]),
  ])
}

/** ISO 3166-2 code and weight of every region that has stations. */
export const REGION_WEIGHTS: readonly (readonly [string, number])[] = [
  ...shares('US', stateShares),
  ...shares('CA', provinceShares),
]

/** Stations at one site and how many of 546 sites have so many (Washington, February 2025). */
export const STATIONS_PER_SITE: readonly (readonly [number, number])[] = [
  [1, 308],
  [2, 128],
  [3, 41],
  [4, 25],
  [5, 11],
  [6, 9],
  [7, 8],
  [8, 4],
  [10, 4],
  [11, 2],
  [12, 1],
  [13, 1],
  [14, 2],
  [15, 4],
  [17, 2],
  [18, 1],
  [27, 1],
  [30, 1],
]

/** About one port in ten is DC (41,000 of 385,000 managed ports, fiscal year 2026). */
export const DC_SHARE = 0.13

/** GeoNames numbers Canada's provinces; ISO 3166-2 spells them. */
export const CANADA_BY_GEONAMES: Readonly<Record<string, string>> = {
  '01': 'AB',
  '02': 'BC',
  '03': 'MB',
  '04': 'NB',
  '05': 'NL',
  '07': 'NS',
  '08': 'ON',
  '09': 'PE',
  '10': 'QC',
  '11': 'SK',
  '12': 'YT',
  '13': 'NT',
  '14': 'NU',
}

/** Territories of crews, each with the depot its kits come from. */
export const TERRITORIES: readonly {
  name: string
  depot: { name: string; region: string; lat: number; lon: number }
  regions: string
}[] = [
  {
    name: 'California',
    depot: { name: 'Fresno', region: 'US-CA', lat: 36.74, lon: -119.78 },
    regions: 'US-CA US-HI US-NV',
  },
  {
    name: 'Northwest',
    depot: { name: 'Portland', region: 'US-OR', lat: 45.52, lon: -122.68 },
    regions: 'US-WA US-OR US-ID US-AK US-MT CA-BC CA-AB',
  },
  {
    name: 'Mountain and South',
    depot: { name: 'Denver', region: 'US-CO', lat: 39.74, lon: -104.99 },
    regions: 'US-CO US-UT US-AZ US-NM US-WY US-TX US-OK US-KS US-NE',
  },
  {
    name: 'Midwest',
    depot: { name: 'Chicago', region: 'US-IL', lat: 41.88, lon: -87.63 },
    regions: 'US-IL US-MI US-OH US-WI US-MN US-IA US-MO US-IN US-ND US-SD CA-MB CA-SK',
  },
  {
    name: 'Southeast',
    depot: { name: 'Atlanta', region: 'US-GA', lat: 33.75, lon: -84.39 },
    regions: 'US-FL US-GA US-NC US-SC US-TN US-AL US-MS US-LA US-AR US-KY US-VA US-WV',
  },
  {
    name: 'Northeast',
    depot: { name: 'Albany', region: 'US-NY', lat: 42.65, lon: -73.75 },
    regions:
      'US-NY US-MA US-NJ US-PA US-MD US-CT US-DC US-RI US-NH US-VT US-ME US-DE CA-ON CA-QC CA-NS CA-NB CA-NL CA-PE',
  },
]
