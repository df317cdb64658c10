import { setWorkerUrl, type GeoJSONSourceSpecification } from 'maplibre-gl'
import 'maplibre-gl/dist/maplibre-gl.css'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url'
import { feature } from 'topojson-client'
import states from 'us-atlas/states-10m.json'

setWorkerUrl(workerUrl)

/** The outlines of the states as a source: a map without any tile server. */
export function stateOutlines(): GeoJSONSourceSpecification {
  // The package's JSON is TopoJSON; its types know only that it is JSON.
  const atlas = states as unknown as Parameters<typeof feature>[0]
  return { type: 'geojson', data: feature(atlas, atlas.objects['states']) }
}
