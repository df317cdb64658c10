import type { LegendEntry } from './legend.ts'

/** What stands around a chart in its picture. */
interface Words {
  title: string
  subtitle: string
  foot: string
  legend: readonly LegendEntry[]
}

const FONT = 'ui-sans-serif, system-ui, sans-serif'
const DASHES = { solid: [], dashed: [4, 3], dotted: [1.5, 2] }
/** In pixels of the page: above the chart, below it, around it, a line of the legend, its stroke, and gaps. */
const [HEAD, FOOT, EDGE, LINE, STROKE, GAP] = [56, 28, 16, 18, 20, 6]

/** The chart as it is drawn now, with its title, its words and what its lines are. */
export function pictureOf(
  source: HTMLCanvasElement,
  words: Words,
  colours: { background: string; text: string; muted: string },
): HTMLCanvasElement {
  const scale = window.devicePixelRatio || 1
  const width = source.width / scale
  const picture = document.createElement('canvas')
  const pen = picture.getContext('2d')
  if (!pen) throw new Error('This browser cannot draw pictures.')
  pen.font = `12px ${FONT}`
  const places = placesOf(words.legend, width, (text) => pen.measureText(text).width)
  const rows = (places.at(-1)?.row ?? -1) + 1
  picture.width = source.width + 2 * EDGE * scale
  picture.height = source.height + (HEAD + rows * LINE + FOOT + EDGE) * scale
  pen.scale(scale, scale)
  pen.fillStyle = colours.background
  pen.fillRect(0, 0, picture.width, picture.height)
  pen.fillStyle = colours.text
  pen.font = `600 16px ${FONT}`
  pen.fillText(words.title, EDGE, EDGE + 16, width)
  pen.fillStyle = colours.muted
  pen.font = `12px ${FONT}`
  pen.fillText(words.subtitle, EDGE, EDGE + 34, width)
  pen.fillText(words.foot, EDGE, picture.height / scale - 10, width)
  pen.drawImage(source, EDGE, HEAD, width, source.height / scale)
  const top = HEAD + source.height / scale + LINE
  for (const { entry, x, row } of places) {
    const [left, base] = [EDGE + x, top + row * LINE]
    pen.strokeStyle = entry.colour
    pen.lineWidth = 2
    pen.setLineDash(DASHES[entry.stroke])
    pen.beginPath()
    pen.moveTo(left, base - 4)
    pen.lineTo(left + STROKE, base - 4)
    pen.stroke()
    pen.fillText(entry.label, left + STROKE + GAP, base)
  }
  return picture
}

/** Where each entry that is shown stands: side by side, in as many rows as it takes. */
export function placesOf(
  legend: readonly LegendEntry[],
  width: number,
  widthOf: (text: string) => number,
): { entry: LegendEntry; x: number; row: number }[] {
  const places: { entry: LegendEntry; x: number; row: number }[] = []
  let [x, row] = [0, 0]
  for (const entry of legend.filter(({ isShown }) => isShown)) {
    const taken = STROKE + GAP + widthOf(entry.label)
    if (x > 0 && x + taken > width) [x, row] = [0, row + 1]
    places.push({ entry, x, row })
    x += taken + 2 * GAP
  }
  return places
}
