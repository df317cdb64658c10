/**
 * Reads the page's colours for drawings that know no CSS variables and no oklch: a canvas turns
 * whatever the theme says into plain numbers.
 */
export function themeColours(element: HTMLElement): (name: string) => string {
  const style = getComputedStyle(element)
  const probe = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
  return (name) => {
    const value = style.getPropertyValue(name).trim()
    if (!probe) return '#888888'
    probe.fillStyle = value
    probe.fillRect(0, 0, 1, 1)
    const [red, green, blue] = probe.getImageData(0, 0, 1, 1).data
    return `rgb(${red}, ${green}, ${blue})`
  }
}
