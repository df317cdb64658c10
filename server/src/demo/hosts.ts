import type { Chance } from './chance.ts'

const firstWords = [
  'Alder',
  'Birchwood',
  'Canyon',
  'Cedar',
  'Clearwater',
  'Copper',
  'Elm Street',
  'Foothill',
  'Granite',
  'Harbor',
  'Heron',
  'Juniper',
  'Lakeside',
  'Larkspur',
  'Maple',
  'Meadow',
  'Northgate',
  'Orchard',
  'Pioneer',
  'Prairie',
  'Quarry',
  'Ridgeline',
  'Riverside',
  'Sequoia',
  'Silver Creek',
  'Summit',
  'Sunrise',
  'Tamarack',
  'Union',
  'Willow',
]
const places: readonly (readonly [string, string, number])[] = [
  ['Office Park', 'OFFICE_BLDG', 18],
  ['Parking Garage', 'PARKING_GARAGE', 16],
  ['Inn', 'HOTEL', 10],
  ['Hotel', 'HOTEL', 8],
  ['Apartments', 'MULTI_UNIT_DWELLING', 12],
  ['Shopping Center', 'SHOPPING_CENTER', 9],
  ['Medical Center', 'HOSPITAL', 7],
  ['College', 'COLLEGE_CAMPUS', 7],
  ['City Lot', 'MUNI_GOV', 7],
  ['Library', 'LIBRARY', 4],
  ['Market', 'GROCERY', 6],
  ['Depot', 'FLEET_GARAGE', 4],
]
const streets = [
  'Main St',
  'Oak Ave',
  '1st Ave',
  'Park Blvd',
  'Station Rd',
  'Mill St',
  '5th St',
  'Market St',
]

/** The host of a site: an invented name, a street, and what kind of place it is. */
export function hostOf(chance: Chance, city: string) {
  const [place, facility] = chance.weighted(
    places.map(([name, type, weight]) => [[name, type] as const, weight] as const),
  )
  return {
    name: `${chance.pick(firstWords)} ${place}${chance.happens(0.4) ? `, ${city}` : ''}`,
    street: `${chance.between(10, 9900)} ${chance.pick(streets)}`,
    facility,
  }
}
