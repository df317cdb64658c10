import { ref } from 'vue'

interface Place {
  lat: number | null
  lon: number | null
}

/** Where the phone is, if the crew let us know; it never leaves the phone. */
export const position = ref<{ lat: number; lon: number } | null>(null)

/** Asks for the position: only when the crew tapped for it, or allowed it before. */
export async function locate(isAsked: boolean): Promise<void> {
  if (!navigator.geolocation) return
  if (!isAsked) {
    const permission = await navigator.permissions?.query({ name: 'geolocation' }).catch(() => null)
    if (permission?.state !== 'granted') return
  }
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => (position.value = { lat: coords.latitude, lon: coords.longitude }),
    () => undefined,
    { maximumAge: 120_000, timeout: 20_000 },
  )
}

const EARTH_KM = 6371
const radians = (degrees: number) => (degrees * Math.PI) / 180

/** Kilometres as the crow flies (haversine), or null where either place is unknown. */
export function distanceKm(from: Place | null, to: Place): number | null {
  if (!from || from.lat === null || from.lon === null || to.lat === null || to.lon === null)
    return null
  const north = Math.sin(radians(to.lat - from.lat) / 2) ** 2
  const east = Math.sin(radians(to.lon - from.lon) / 2) ** 2
  const chord = north + Math.cos(radians(from.lat)) * Math.cos(radians(to.lat)) * east
  return 2 * EARTH_KM * Math.asin(Math.sqrt(chord))
}

/** A link that opens the phone's own maps. */
export function directionsTo(site: Place, name: string): string | null {
  if (site.lat === null || site.lon === null) return null
  const place = `${site.lat},${site.lon}`
  return /iPhone|iPad/.test(navigator.userAgent)
    ? `maps:?daddr=${place}`
    : `geo:${place}?q=${place}(${encodeURIComponent(name)})`
}
