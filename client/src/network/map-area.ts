import type { SiteFilter } from '@changeover/shared/network'
import type { Feature, LineString, Polygon } from 'geojson'
import type { GeoJSONSource, Map as LibreMap, MapMouseEvent } from 'maplibre-gl'

export type Area = NonNullable<SiteFilter['area']>
export type AreaTool = 'polygon' | 'rectangle'
type Corner = Area[number]

/** Corners of a drawn area that the filter takes. */
const MOST_CORNERS = 100

/**
 * Draws an area on the map: a polygon by its corners, or a rectangle by dragging. While it is drawn,
 * the map does not move; Escape leaves it as it was.
 */
export class AreaDrawing {
  readonly #map: LibreMap
  #stop: (() => void) | null = null

  constructor(map: LibreMap, colour: string) {
    this.#map = map
    map.addSource('area', { type: 'geojson', data: polygonOf([]) })
    map.addLayer({
      id: 'area',
      type: 'fill',
      source: 'area',
      paint: { 'fill-color': colour, 'fill-opacity': 0.12 },
    })
    map.addLayer({
      id: 'area-line',
      type: 'line',
      source: 'area',
      paint: { 'line-color': colour, 'line-width': 2, 'line-dasharray': [2, 1] },
    })
  }

  /** Shows the area of the filter, or none. */
  show(area: Area | undefined): void {
    this.#map.getSource<GeoJSONSource>('area')?.setData(polygonOf(area ?? []))
  }

  recolour(colour: string): void {
    this.#map.setPaintProperty('area', 'fill-color', colour)
    this.#map.setPaintProperty('area-line', 'line-color', colour)
  }

  get isDrawing(): boolean {
    return this.#stop !== null
  }

  /** Lets the person draw; `done` hears the area, or null when it was given up. */
  draw(tool: AreaTool, done: (area: Area | null) => void): void {
    this.cancel()
    const end = (area: Area | null) => {
      this.cancel()
      done(area)
    }
    const stop = tool === 'polygon' ? this.#drawPolygon(end) : this.#drawRectangle(end)
    const onKey = (event: KeyboardEvent) => event.key === 'Escape' && end(null)
    window.addEventListener('keydown', onKey)
    this.#map.getCanvas().style.cursor = 'crosshair'
    this.#map.dragPan.disable()
    this.#map.doubleClickZoom.disable()
    this.#map.boxZoom.disable()
    this.#stop = () => {
      stop()
      window.removeEventListener('keydown', onKey)
      this.#map.getCanvas().style.cursor = ''
      this.#map.dragPan.enable()
      this.#map.doubleClickZoom.enable()
      this.#map.boxZoom.enable()
    }
  }

  cancel(): void {
    this.#stop?.()
    this.#stop = null
  }

  #drawPolygon(end: (area: Area | null) => void): () => void {
    const corners: Corner[] = []
    const add = (event: MapMouseEvent) => {
      if (corners.length < MOST_CORNERS) corners.push(cornerOf(event))
      this.show(corners)
    }
    const follow = (event: MapMouseEvent) => {
      if (corners.length > 0) this.show([...corners, cornerOf(event)])
    }
    const finish = () => end(corners.length >= 3 ? withoutDoubles(corners) : null)
    const onDouble = (event: MapMouseEvent) => {
      event.preventDefault()
      finish()
    }
    const onKey = (event: KeyboardEvent) => event.key === 'Enter' && finish()
    this.#map.on('click', add)
    this.#map.on('mousemove', follow)
    this.#map.on('dblclick', onDouble)
    window.addEventListener('keydown', onKey)
    return () => {
      this.#map.off('click', add)
      this.#map.off('mousemove', follow)
      this.#map.off('dblclick', onDouble)
      window.removeEventListener('keydown', onKey)
    }
  }

  #drawRectangle(end: (area: Area | null) => void): () => void {
    let from: Corner | null = null
    const down = (event: MapMouseEvent) => {
      event.preventDefault()
      from = cornerOf(event)
    }
    const move = (event: MapMouseEvent) => {
      if (from) this.show(rectangle(from, cornerOf(event)))
    }
    const up = (event: MapMouseEvent) => {
      if (!from) return
      const to = cornerOf(event)
      end(from[0] === to[0] || from[1] === to[1] ? null : rectangle(from, to))
    }
    this.#map.on('mousedown', down)
    this.#map.on('mousemove', move)
    this.#map.on('mouseup', up)
    return () => {
      this.#map.off('mousedown', down)
      this.#map.off('mousemove', move)
      this.#map.off('mouseup', up)
    }
  }
}

function cornerOf({ lngLat }: MapMouseEvent): Corner {
  const rounded = (degrees: number) => Math.round(degrees * 10_000) / 10_000
  return [rounded(lngLat.lng), rounded(lngLat.lat)]
}

function rectangle([west, south]: Corner, [east, north]: Corner): Area {
  return [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
  ]
}

/** A double-click sets its corner twice. */
function withoutDoubles(corners: readonly Corner[]): Area | null {
  const kept = corners.filter(
    ([lon, lat], index) => lon !== corners[index - 1]?.[0] || lat !== corners[index - 1]?.[1],
  )
  return kept.length >= 3 ? kept : null
}

function polygonOf(corners: Area): Feature<Polygon | LineString> {
  return {
    type: 'Feature',
    properties: {},
    geometry:
      corners.length < 3
        ? { type: 'LineString', coordinates: corners.length < 2 ? [] : corners }
        : { type: 'Polygon', coordinates: [[...corners, corners[0]]] },
  }
}
