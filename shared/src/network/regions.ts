/**
 * The states and territories of the United States and the provinces of Canada.
 *
 * `box` is a rough bounding box in degrees, [west, south, east, north], rounded outwards: good to
 * notice coordinates in the wrong state, not to assign one. `timeZone` is the zone of most of its
 * people, the default for a site until its coordinates say better. Alaska's box leaves out the
 * Aleutian Islands beyond 180°.
 */
import { z } from 'zod'

export interface Region {
  /** ISO 3166-2. */
  readonly code: string
  readonly name: string
  readonly country: 'US' | 'CA'
  readonly timeZone: string
  readonly box: readonly [west: number, south: number, east: number, north: number]
}

const ROWS = `
US-AL|Alabama|America/Chicago|-88.5 30.1 -84.8 35.1
US-AK|Alaska|America/Anchorage|-180 51 -129.9 71.5
US-AZ|Arizona|America/Phoenix|-114.9 31.3 -109 37.1
US-AR|Arkansas|America/Chicago|-94.7 33 -89.6 36.6
US-CA|California|America/Los_Angeles|-124.5 32.5 -114.1 42.1
US-CO|Colorado|America/Denver|-109.1 36.9 -102 41.1
US-CT|Connecticut|America/New_York|-73.8 40.9 -71.7 42.1
US-DE|Delaware|America/New_York|-75.8 38.4 -74.9 39.9
US-DC|District of Columbia|America/New_York|-77.2 38.7 -76.9 39
US-FL|Florida|America/New_York|-87.7 24.3 -79.9 31.1
US-GA|Georgia|America/New_York|-85.7 30.3 -80.7 35.1
US-HI|Hawaii|Pacific/Honolulu|-160.6 18.8 -154.7 22.3
US-ID|Idaho|America/Boise|-117.3 41.9 -111 49.1
US-IL|Illinois|America/Chicago|-91.6 36.9 -87 42.6
US-IN|Indiana|America/Indiana/Indianapolis|-88.1 37.7 -84.7 41.8
US-IA|Iowa|America/Chicago|-96.7 40.3 -90.1 43.6
US-KS|Kansas|America/Chicago|-102.1 36.9 -94.5 40.1
US-KY|Kentucky|America/New_York|-89.6 36.4 -81.9 39.2
US-LA|Louisiana|America/Chicago|-94.1 28.9 -88.8 33.1
US-ME|Maine|America/New_York|-71.2 42.9 -66.9 47.5
US-MD|Maryland|America/New_York|-79.5 37.8 -75 39.8
US-MA|Massachusetts|America/New_York|-73.6 41.2 -69.8 42.9
US-MI|Michigan|America/Detroit|-90.5 41.6 -82.3 48.4
US-MN|Minnesota|America/Chicago|-97.3 43.4 -89.4 49.5
US-MS|Mississippi|America/Chicago|-91.7 30.1 -88 35.1
US-MO|Missouri|America/Chicago|-95.8 35.9 -89 40.7
US-MT|Montana|America/Denver|-116.1 44.3 -104 49.1
US-NE|Nebraska|America/Chicago|-104.1 39.9 -95.3 43.1
US-NV|Nevada|America/Los_Angeles|-120.1 35 -114 42.1
US-NH|New Hampshire|America/New_York|-72.6 42.6 -70.5 45.4
US-NJ|New Jersey|America/New_York|-75.6 38.8 -73.8 41.4
US-NM|New Mexico|America/Denver|-109.1 31.3 -102.9 37.1
US-NY|New York|America/New_York|-79.8 40.4 -71.8 45.1
US-NC|North Carolina|America/New_York|-84.4 33.7 -75.4 36.6
US-ND|North Dakota|America/Chicago|-104.1 45.9 -96.5 49.1
US-OH|Ohio|America/New_York|-84.9 38.3 -80.5 42.4
US-OK|Oklahoma|America/Chicago|-103.1 33.6 -94.4 37.1
US-OR|Oregon|America/Los_Angeles|-124.7 41.9 -116.4 46.3
US-PA|Pennsylvania|America/New_York|-80.6 39.7 -74.6 42.6
US-RI|Rhode Island|America/New_York|-71.9 41.1 -71.1 42.1
US-SC|South Carolina|America/New_York|-83.4 32 -78.4 35.3
US-SD|South Dakota|America/Chicago|-104.1 42.4 -96.4 46
US-TN|Tennessee|America/Chicago|-90.4 34.9 -81.6 36.7
US-TX|Texas|America/Chicago|-106.7 25.8 -93.5 36.6
US-UT|Utah|America/Denver|-114.1 36.9 -109 42.1
US-VT|Vermont|America/New_York|-73.5 42.7 -71.4 45.1
US-VA|Virginia|America/New_York|-83.7 36.5 -75.2 39.5
US-WA|Washington|America/Los_Angeles|-124.9 45.5 -116.9 49.1
US-WV|West Virginia|America/New_York|-82.7 37.1 -77.7 40.7
US-WI|Wisconsin|America/Chicago|-92.9 42.4 -86.7 47.2
US-WY|Wyoming|America/Denver|-111.1 40.9 -104 45.1
US-AS|American Samoa|Pacific/Pago_Pago|-171.2 -14.6 -168.1 -11
US-GU|Guam|Pacific/Guam|144.5 13.2 145 13.8
US-MP|Northern Mariana Islands|Pacific/Saipan|144.8 14 146.2 20.7
US-PR|Puerto Rico|America/Puerto_Rico|-68 17.8 -65.2 18.6
US-VI|U.S. Virgin Islands|America/St_Thomas|-65.2 17.6 -64.5 18.5
CA-AB|Alberta|America/Edmonton|-120.1 48.9 -109.9 60.1
CA-BC|British Columbia|America/Vancouver|-139.1 48.2 -114 60.1
CA-MB|Manitoba|America/Winnipeg|-102.1 48.9 -88.9 60.1
CA-NB|New Brunswick|America/Moncton|-69.1 44.5 -63.7 48.1
CA-NL|Newfoundland and Labrador|America/St_Johns|-67.9 46.5 -52.5 60.5
CA-NS|Nova Scotia|America/Halifax|-66.5 43.3 -59.6 47.1
CA-NT|Northwest Territories|America/Yellowknife|-136.6 59.9 -101.9 78.9
CA-NU|Nunavut|America/Iqaluit|-120.9 51.6 -61 83.2
CA-ON|Ontario|America/Toronto|-95.2 41.6 -74.3 56.9
CA-PE|Prince Edward Island|America/Halifax|-64.5 45.9 -61.9 47.1
CA-QC|Quebec|America/Toronto|-79.8 44.9 -57.1 62.7
CA-SK|Saskatchewan|America/Regina|-110.1 48.9 -101.3 60.1
CA-YT|Yukon|America/Whitehorse|-141.1 59.9 -123.8 69.7`

/** All regions, the United States first. */
export const REGIONS: readonly Region[] = ROWS.trim().split('\n').map(readRegion)

function readRegion(row: string): Region {
  const [code, name, timeZone, corners] = row.split('|')
  const [west, south, east, north] = corners.split(' ').map(Number)
  const country = code.startsWith('CA') ? 'CA' : 'US'
  return { code, name, country, timeZone, box: [west, south, east, north] }
}

const byCode = new Map(REGIONS.map((region) => [region.code, region]))

// The postal letters of states and provinces do not overlap between the two countries.
const byText = new Map(
  REGIONS.flatMap((region) => [
    [region.code.slice(3), region],
    [region.code.slice(3).toLowerCase(), region],
    [region.name.toLowerCase(), region],
  ]),
)
byText.set('québec', byText.get('quebec')!) // It is in the table above.

export const RegionCodeSchema = z.string().refine((code) => byCode.has(code), {
  error: 'A region is written as US-WA or CA-BC.',
})

/** The region of an ISO 3166-2 code. */
export function regionByCode(code: string): Region | undefined {
  return byCode.get(code)
}

/** The countries by their ISO 3166-1 code; one can stand for all of its regions. */
export const COUNTRIES = { US: 'United States', CA: 'Canada' } as const

/** The regions that codes of regions and countries name: `CA` is every province. */
export function regionsWithin(codes: readonly string[]): string[] {
  return codes.flatMap((code) =>
    code in COUNTRIES
      ? REGIONS.filter(({ country }) => country === code).map((region) => region.code)
      : [code],
  )
}

/**
 * Regions and countries as a heading names them: up to `most` by name, more by the first and a count.
 * All regions of a country are named by the country.
 */
export function nameRegions(codes: readonly string[], most = 2): string {
  const within = new Set(regionsWithin(codes))
  const whole = (['US', 'CA'] as const).filter((country) =>
    regionsWithin([country]).every((code) => within.has(code)),
  )
  const ofWhole = new Set(regionsWithin(whole))
  const names = [
    ...whole.map((country) => COUNTRIES[country]),
    ...[...within]
      .filter((code) => !ofWhole.has(code))
      .map((code) => regionByCode(code)?.name ?? code),
  ]
  return names.length > most ? `${names[0]} + ${names.length - 1}` : names.join(', ')
}

/** The region that a file means by `WA`, `wa`, `US-WA` or `Washington`. */
export function regionByText(text: string): Region | undefined {
  return byText.get(text) ?? byText.get(text.toLowerCase()) ?? byCode.get(text.toUpperCase())
}

/** Whether a place lies in the region's box, widened by `marginDegrees`. */
export function isInRegion(region: Region, lat: number, lon: number, marginDegrees = 0.05) {
  const [west, south, east, north] = region.box
  return (
    lon >= west - marginDegrees &&
    lon <= east + marginDegrees &&
    lat >= south - marginDegrees &&
    lat <= north + marginDegrees
  )
}

/** Whether a place lies in or within about 110 km of any region of the country. */
export function isInCountry(country: 'US' | 'CA', lat: number, lon: number) {
  return REGIONS.some((region) => region.country === country && isInRegion(region, lat, lon, 1))
}
