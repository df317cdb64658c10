import { describe, expect, it } from 'vitest'
import { siteCoordinates, withCoordinatesHeader } from './site-coordinates.ts'

function read(text: string) {
  const list = siteCoordinates()
  list.push(withCoordinatesHeader(text))
  return list.finish()
}
const placed = (text: string) => read(text).items.map(({ key, lat, lon }) => [key, lat, lon])

describe('a table of coordinates', () => {
  it('is read as it is pasted: with any separator, other columns, or no header', () => {
    const wanted = [
      ['7', 47.6, -122.3],
      ['8', 47.5, -122.25],
    ]
    expect(placed('Id,Latitude,Longitude\n7,47.6,-122.3\n8,47.5,-122.25')).toEqual(wanted)
    expect(placed('7\t47.6\t-122.3\n8\t47.5\t-122.25\n')).toEqual(wanted)
    expect(placed('7;47,6;-122,3\n8;47,5;-122,25')).toEqual(wanted)
    expect(
      placed('Site\tName\tLng\tLat\n7\tPine, North\t-122.3\t47.6\n8\t\t-122.25\t47.5'),
    ).toEqual(wanted)
  })

  it('names every row without a number where one is needed, and reads the others', () => {
    const { items, rejected } = read(
      'id,lat,lon\n1,,-122\n2,north,-122\n5,47,-122\n5,48,-122\n,47,-122',
    )
    expect(items.map(({ key }) => key)).toEqual(['5'])
    expect(rejected.map(({ line, problems: [{ code }] }) => `${line} ${code}`)).toEqual([
      '2 COORDINATES_MISSING',
      '3 NOT_A_NUMBER',
      '5 ID_TWICE',
      '6 VALUE_MISSING',
    ])
  })

  it('is refused as a whole without the columns it needs', () => {
    expect(read('id,lat\n1,47')).toMatchObject({ isUnusable: true })
    expect(read('')).toMatchObject({ isUnusable: true })
  })
})
