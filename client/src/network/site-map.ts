import type { MapSites } from '@changeover/shared/network'
import type { FeatureCollection, Point } from 'geojson'
import {
  Map as LibreMap,
  NavigationControl,
  type ExpressionSpecification,
  type GeoJSONSource,
  type LngLatBoundsLike,
  type MapMouseEvent,
  type PointLike,
} from 'maplibre-gl'
import { stateOutlines } from '../lib/outline-map.ts'
import { AreaDrawing, type Area, type AreaTool } from './map-area.ts'

/** What the map draws with; taken from the page's theme, so that light and dark are equals. */
export interface MapColours {
  ground: string
  land: string
  border: string
  text: string
  outline: string
  /** Of what is drawn by hand. */
  accent: string
  /** In the order of `siteProgresses`. */
  progress: readonly [unknown: string, none: string, some: string, all: string]
}

/** The contiguous states, in degrees; the rest is one drag away. */
const HOME: LngLatBoundsLike = [-125, 24, -66.5, 50]
const CLUSTER_UNTIL_ZOOM = 10

type PaintName = Parameters<LibreMap['setPaintProperty']>[1]

/** A site as a feature: its place in the columns and what is drawn of it. */
interface SiteProperties {
  index: number
  progress: number
}

/** A map of sites without any tile server: outlines of the states, and clusters of sites. */
export class SiteMap {
  readonly #map: LibreMap
  #ids: MapSites['ids'] = []
  #isReady = false
  #waiting: MapSites | null = null
  #hasFitted: boolean
  #area: AreaDrawing | null = null
  #areaWaiting: Area | undefined

  constructor(
    container: HTMLElement,
    colours: MapColours,
    box: { west: number; south: number; east: number; north: number } | undefined,
    heard: {
      onSite: (siteId: string) => void
      onMove: (box: { west: number; south: number; east: number; north: number }) => void
      onReady: () => void
      /** Everything that was to be drawn is drawn; with the number of sites. */
      onDrawn: (sites: number) => void
    },
  ) {
    this.#hasFitted = box !== undefined
    this.#map = new LibreMap({
      container,
      bounds: box ? [box.west, box.south, box.east, box.north] : HOME,
      style: { version: 8, sources: {}, layers: [] },
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      maxZoom: 17,
      fadeDuration: 0,
    })
    this.#map.touchZoomRotate.disableRotation()
    this.#map.addControl(new NavigationControl({ showCompass: false }), 'top-right')
    this.#map.on('load', () => {
      this.#addLayers(colours)
      this.#area = new AreaDrawing(this.#map, colours.accent)
      this.#area.show(this.#areaWaiting)
      this.#isReady = true
      if (this.#waiting) this.show(this.#waiting)
      heard.onReady()
    })
    this.#map.on('click', 'site', (event) => {
      if (this.#area?.isDrawing) return
      const index = event.features?.[0]?.properties.index as number | undefined // Ours, see SiteProperties.
      if (index !== undefined) heard.onSite(this.#ids[index])
    })
    this.#map.on('click', 'cluster', (event) => {
      if (!this.#area?.isDrawing) void this.#openCluster(event)
    })
    this.#map.on('moveend', (event) => {
      // Only when a person moved it: fitting to a filter is not a wish.
      if (event.originalEvent) heard.onMove(this.box)
    })
    this.#map.on('idle', () => heard.onDrawn(this.#ids.length))
    this.#map.on('mousemove', ({ point }) => this.#pointAt(point))
  }

  /** What the map shows, in degrees. */
  get box() {
    const bounds = this.#map.getBounds()
    return {
      west: bounds.getWest(),
      south: bounds.getSouth(),
      east: bounds.getEast(),
      north: bounds.getNorth(),
    }
  }

  /** Draws these sites instead of those before; the first ones are brought into view. */
  show(sites: MapSites): void {
    if (!this.#isReady) {
      this.#waiting = sites
      return
    }
    this.#ids = sites.ids
    this.#map.getSource<GeoJSONSource>('sites')?.setData(toFeatures(sites))
    if (!this.#hasFitted && sites.ids.length > 0) {
      this.#hasFitted = true
      this.fit(sites)
    }
  }

  /** Brings these sites into view, save the few that lie far from all others. */
  fit({ lat, lon }: MapSites): void {
    if (lat.length === 0) return
    const [west, east] = middleOf(lon)
    const [south, north] = middleOf(lat)
    this.#map.fitBounds([west, south, east, north], { padding: 48, maxZoom: 13, animate: false })
  }

  /** Shows the area of the filter, or none. */
  showArea(area: Area | undefined): void {
    this.#areaWaiting = area
    this.#area?.show(area)
  }

  /** Lets the person draw an area; `done` hears it, or null when it was given up. */
  draw(tool: AreaTool, done: (area: Area | null) => void): void {
    this.#area?.draw(tool, done)
  }

  recolour(colours: MapColours): void {
    if (!this.#isReady) return
    this.#area?.recolour(colours.accent)
    for (const { id, paint } of layersIn(colours))
      // The names are those that the layers below were made with.
      for (const [name, value] of Object.entries(paint))
        this.#map.setPaintProperty(id, name as PaintName, value)
  }

  /** Marks a site, or none. */
  select(siteId: string | undefined): void {
    if (!this.#isReady) return
    const index = siteId === undefined ? -1 : this.#ids.findIndex((id) => id === siteId)
    this.#map.setFilter('selected', ['==', ['get', 'index'], index])
  }

  resize(): void {
    this.#map.resize()
  }

  close(): void {
    this.#area?.cancel()
    this.#map.remove()
  }

  #addLayers(colours: MapColours): void {
    this.#map.addSource('states', stateOutlines())
    this.#map.addSource('sites', {
      type: 'geojson',
      data: { type: 'FeatureCollection', features: [] },
      cluster: true,
      clusterRadius: 46,
      clusterMaxZoom: CLUSTER_UNTIL_ZOOM,
      clusterProperties: { done: ['+', ['case', ['==', ['get', 'progress'], 3], 1, 0]] },
    })
    for (const layer of layersIn(colours)) this.#map.addLayer(layer)
  }

  /** Shows by the pointer what can be opened. Looked for only while the map stands: a drag is for moving it. */
  #pointAt(point: PointLike): void {
    if (!this.#isReady || this.#map.isMoving() || this.#area?.isDrawing) return
    const found = this.#map.queryRenderedFeatures(point, { layers: ['site', 'cluster'] })
    this.#map.getCanvas().style.cursor = found.length > 0 ? 'pointer' : ''
  }

  async #openCluster(
    event: MapMouseEvent & { features?: { properties: Record<string, unknown> }[] },
  ) {
    const id = Number(event.features?.[0]?.properties['cluster_id'])
    const zoom = await this.#map.getSource<GeoJSONSource>('sites')?.getClusterExpansionZoom(id)
    this.#map.easeTo(
      { center: event.lngLat, zoom: zoom ?? this.#map.getZoom() + 2 },
      { originalEvent: event.originalEvent },
    )
  }
}

/** Between which degrees all but the outermost hundredths of the values lie. */
function middleOf(values: readonly number[]): [from: number, to: number] {
  const sorted = values.toSorted((one, other) => one - other)
  const skipped = Math.floor(sorted.length / 100)
  return [sorted[skipped] / 1e5, sorted[sorted.length - 1 - skipped] / 1e5]
}

function toFeatures({
  ids,
  lat,
  lon,
  progress,
}: MapSites): FeatureCollection<Point, SiteProperties> {
  return {
    type: 'FeatureCollection',
    features: ids.map((_id, index) => ({
      type: 'Feature',
      geometry: { type: 'Point', coordinates: [lon[index] / 1e5, lat[index] / 1e5] },
      properties: { index, progress: progress[index] },
    })),
  }
}

/** Clusters are coloured by the share of their sites that are done, sites by their own progress. */
function layersIn(colours: MapColours) {
  const [unknown, none, some, all] = colours.progress
  const isCluster: ExpressionSpecification = ['has', 'point_count']
  const isSite: ExpressionSpecification = ['!', isCluster]
  const share: ExpressionSpecification = ['/', ['get', 'done'], ['get', 'point_count']]
  const byProgress: ExpressionSpecification = [
    'match', ['get', 'progress'], 1, none, 2, some, 3, all, unknown,
  ] // prettier-ignore
  const site = {
    'circle-color': byProgress,
    'circle-radius': ['interpolate', ['linear'], ['zoom'], 3, 3, 10, 5, 15, 9],
    'circle-stroke-color': colours.outline,
    'circle-stroke-width': 1,
  } satisfies Record<string, ExpressionSpecification | string | number>
  return [
    { id: 'ground', type: 'background', paint: { 'background-color': colours.ground } },
    { id: 'land', type: 'fill', source: 'states', paint: { 'fill-color': colours.land } },
    {
      id: 'borders',
      type: 'line',
      source: 'states',
      paint: { 'line-color': colours.border, 'line-width': 1 },
    },
    {
      id: 'cluster',
      type: 'circle',
      source: 'sites',
      filter: isCluster,
      paint: {
        'circle-color': ['step', share, none, 0.01, some, 0.999, all],
        'circle-radius': [
          'interpolate',
          ['linear'],
          ['sqrt', ['get', 'point_count']],
          1,
          10,
          30,
          30,
        ],
        'circle-stroke-color': colours.outline,
        'circle-stroke-width': 1.5,
        'circle-opacity': 0.9,
      },
    },
    {
      id: 'cluster-count',
      type: 'symbol',
      source: 'sites',
      filter: isCluster,
      layout: {
        'text-field': ['get', 'point_count_abbreviated'],
        'text-size': 12,
        'text-font': ['sans-serif'],
        'text-allow-overlap': true,
        'text-ignore-placement': true,
      },
      paint: { 'text-color': colours.text },
    },
    { id: 'site', type: 'circle', source: 'sites', filter: isSite, paint: site },
    {
      id: 'selected',
      type: 'circle',
      source: 'sites',
      filter: ['==', ['get', 'index'], -1],
      paint: {
        'circle-color': byProgress,
        'circle-radius': 10,
        'circle-stroke-color': colours.outline,
        'circle-stroke-width': 3,
      },
    },
  ] satisfies Parameters<LibreMap['addLayer']>[0][]
}
