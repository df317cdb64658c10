import { describe, expect, it } from 'vitest'
import type { LegendEntry } from './legend.ts'
import { placesOf } from './picture.ts'

const entry = (label: string, isShown = true): LegendEntry => ({
  name: label,
  label,
  stroke: 'solid',
  colour: '#000000',
  isShown,
})
/** Ten pixels a letter. */
const widthOf = (text: string) => 10 * text.length

describe('the legend in a picture of a chart', () => {
  it('goes on in the next row where the width is used up', () => {
    const places = placesOf([entry('Done'), entry('Planned'), entry('Blocked')], 190, widthOf)
    expect(places.map(({ x, row }) => [x, row])).toEqual([
      [0, 0],
      [78, 0],
      [0, 1],
    ])
  })

  it('leaves out what is hidden, and keeps a name that is wider than the picture', () => {
    const places = placesOf([entry('Done', false), entry('A very long name of a kit')], 60, widthOf)
    expect(places.map(({ entry: { label }, row }) => [label, row])).toEqual([
      ['A very long name of a kit', 0],
    ])
  })
})
