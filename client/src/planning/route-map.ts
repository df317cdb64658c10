import type { FeatureCollection, LineString, Point } from 'geojson'
import { Map as LibreMap, NavigationControl, type GeoJSONSource } from 'maplibre-gl'
import { stateOutlines } from '../lib/outline-map.ts'

/** A stop of the day; the home is the first and the last. */
export interface RouteStop {
  latitude: number
  longitude: number
  label: string
  isHome: boolean
}

type Colour = (name: string) => string

/** A day's route: straight lines from stop to stop over the outlines of the states. */
export class RouteMap {
  readonly #map: LibreMap
  #waiting: { stops: readonly RouteStop[]; colour: Colour } | null = null
  #isReady = false

  constructor(container: HTMLElement) {
    this.#map = new LibreMap({
      container,
      style: { version: 8, sources: {}, layers: [] },
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      fadeDuration: 0,
    })
    this.#map.touchZoomRotate.disableRotation()
    this.#map.addControl(new NavigationControl({ showCompass: false }), 'top-right')
    this.#map.on('load', () => {
      this.#isReady = true
      if (this.#waiting) this.show(this.#waiting.stops, this.#waiting.colour)
    })
  }

  /** Draws this route instead of the one before, in the page's colours, and brings it into view. */
  show(stops: readonly RouteStop[], colour: Colour): void {
    if (!this.#isReady) {
      this.#waiting = { stops, colour }
      return
    }
    for (const id of ['stop-label', 'stop', 'way', 'border', 'land', 'ground'])
      if (this.#map.getLayer(id)) this.#map.removeLayer(id)
    this.#source('way', wayOf(stops))
    this.#source('stops', pointsOf(stops))
    if (!this.#map.getSource('states')) this.#map.addSource('states', stateOutlines())
    for (const layer of layersIn(colour)) this.#map.addLayer(layer)
    this.#fit(stops)
  }

  close(): void {
    this.#map.remove()
  }

  #source(id: string, data: FeatureCollection): void {
    const known = this.#map.getSource<GeoJSONSource>(id)
    if (known) known.setData(data)
    else this.#map.addSource(id, { type: 'geojson', data })
  }

  #fit(stops: readonly RouteStop[]): void {
    if (stops.length === 0) return
    const lon = stops.map(({ longitude }) => longitude)
    const lat = stops.map(({ latitude }) => latitude)
    this.#map.fitBounds([Math.min(...lon), Math.min(...lat), Math.max(...lon), Math.max(...lat)], {
      padding: 40,
      maxZoom: 13,
      animate: false,
    })
  }
}

function wayOf(stops: readonly RouteStop[]): FeatureCollection<LineString> {
  const coordinates = stops.map(({ longitude, latitude }) => [longitude, latitude])
  return {
    type: 'FeatureCollection',
    features:
      coordinates.length < 2
        ? []
        : [{ type: 'Feature', geometry: { type: 'LineString', coordinates }, properties: {} }],
  }
}

function pointsOf(stops: readonly RouteStop[]): FeatureCollection<Point> {
  return {
    type: 'FeatureCollection',
    features: stops.map(({ longitude, latitude, label, isHome }) => ({
      type: 'Feature',
      geometry: { type: 'Point', coordinates: [longitude, latitude] },
      properties: { label, isHome },
    })),
  }
}

function layersIn(colour: Colour) {
  return [
    { id: 'ground', type: 'background', paint: { 'background-color': colour('--ui-bg-muted') } },
    { id: 'land', type: 'fill', source: 'states', paint: { 'fill-color': colour('--ui-bg') } },
    {
      id: 'border',
      type: 'line',
      source: 'states',
      paint: { 'line-color': colour('--ui-border-accented') },
    },
    {
      id: 'way',
      type: 'line',
      source: 'way',
      paint: { 'line-color': colour('--ui-primary'), 'line-width': 2 },
    },
    {
      id: 'stop',
      type: 'circle',
      source: 'stops',
      paint: {
        'circle-radius': ['case', ['get', 'isHome'], 6, 10],
        'circle-color': [
          'case',
          ['get', 'isHome'],
          colour('--ui-text-toned'),
          colour('--ui-primary'),
        ],
        'circle-stroke-color': colour('--ui-bg'),
        'circle-stroke-width': 2,
      },
    },
    {
      id: 'stop-label',
      type: 'symbol',
      source: 'stops',
      layout: {
        'text-field': ['case', ['get', 'isHome'], '', ['get', 'label']],
        'text-size': 11,
        'text-font': ['sans-serif'],
        'text-allow-overlap': true,
      },
      paint: { 'text-color': colour('--ui-bg') },
    },
  ] satisfies Parameters<LibreMap['addLayer']>[0][]
}
