/**
 * The outlines of states and counties, from the packaged atlas: loaded when a map is first drawn, the
 * large file of counties only when somebody looks at them.
 */
import { REGIONS } from '@changeover/shared/network'
import type { Feature, FeatureCollection, Geometry, MultiPolygon, Polygon } from 'geojson'
import { feature } from 'topojson-client'

export interface Outline {
  /** A state: its ISO 3166-2 code; a county: its FIPS code. */
  id: string
  name: string
  shape: Feature<Polygon | MultiPolygon>
}

type Atlas = Parameters<typeof feature>[0]

const stateByName = new Map(
  REGIONS.filter(({ country }) => country === 'US').map(({ name, code }) => [name, code]),
)
let states: Promise<Outline[]> | null = null
let counties: Promise<{ state: string; outline: Outline }[]> | null = null

/** The states and the capital, by their ISO codes. */
export function stateOutlines(): Promise<Outline[]> {
  states ??= import('us-atlas/states-10m.json').then(({ default: atlas }) =>
    outlinesOf(atlas, 'states').flatMap((outline) => {
      const code = stateByName.get(outline.name)
      return code ? [{ ...outline, id: code }] : []
    }),
  )
  return states
}

/** The counties of a state, given by its ISO code. */
export async function countyOutlines(state: string): Promise<Outline[]> {
  counties ??= import('us-atlas/counties-10m.json').then(({ default: atlas }) => {
    const stateByFips = new Map(
      outlinesOf(atlas, 'states').map(({ id, name }) => [id, stateByName.get(name)]),
    )
    return outlinesOf(atlas, 'counties').map((outline) => ({
      state: stateByFips.get(outline.id.slice(0, 2)) ?? '',
      outline,
    }))
  })
  return (await counties).flatMap((one) => (one.state === state ? [one.outline] : []))
}

function outlinesOf(file: unknown, level: 'states' | 'counties'): Outline[] {
  const atlas = file as Atlas // The package publishes plain JSON without types.
  // Each level of the atlas is a collection, which the types of the library do not tell.
  const shapes = feature(atlas, atlas.objects[level]) as unknown as FeatureCollection<
    Geometry,
    { name: string }
  >
  return shapes.features.flatMap((shape) =>
    shape.geometry.type === 'Polygon' || shape.geometry.type === 'MultiPolygon'
      ? [
          {
            id: String(shape.id).padStart(level === 'states' ? 2 : 5, '0'),
            name: shape.properties.name,
            // Narrowed by the check above, which TypeScript does not carry to the feature.
            shape: shape as Feature<Polygon | MultiPolygon>,
          },
        ]
      : [],
  )
}
