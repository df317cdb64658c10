import { download } from '../lib/download.ts'
import { toCsv, type ChartTable } from './table.ts'

export function downloadCsv(name: string, table: ChartTable): void {
  // The mark tells spreadsheets that the file is UTF-8.
  download(`${name}.csv`, new Blob(['\uFEFF', toCsv(table)], { type: 'text/csv;charset=utf-8' }))
}

/**
 * Puts a picture of the chart, with its title and its words, on the clipboard; where the browser
 * keeps the clipboard to itself, downloads it. Returns which of the two it did.
 */
export async function copyPicture(
  canvas: HTMLCanvasElement,
  words: { title: string; subtitle: string; foot: string; name: string },
  colours: { background: string; text: string; muted: string },
): Promise<'copied' | 'downloaded'> {
  const blob = await pictureOf(canvas, words, colours)
  try {
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })])
    return 'copied'
  } catch {
    download(`${words.name}.png`, blob)
    return 'downloaded'
  }
}

function pictureOf(
  source: HTMLCanvasElement,
  words: { title: string; subtitle: string; foot: string },
  colours: { background: string; text: string; muted: string },
): Promise<Blob> {
  const scale = window.devicePixelRatio || 1
  const [head, foot, edge] = [56 * scale, 28 * scale, 16 * scale]
  const picture = document.createElement('canvas')
  picture.width = source.width + 2 * edge
  picture.height = source.height + head + foot + edge
  const pen = picture.getContext('2d')
  if (!pen) throw new Error('This browser cannot draw pictures.')
  pen.fillStyle = colours.background
  pen.fillRect(0, 0, picture.width, picture.height)
  pen.fillStyle = colours.text
  pen.font = `600 ${16 * scale}px ui-sans-serif, system-ui, sans-serif`
  pen.fillText(words.title, edge, edge + 16 * scale, source.width)
  pen.fillStyle = colours.muted
  pen.font = `${12 * scale}px ui-sans-serif, system-ui, sans-serif`
  pen.fillText(words.subtitle, edge, edge + 34 * scale, source.width)
  pen.fillText(words.foot, edge, picture.height - 10 * scale, source.width)
  pen.drawImage(source, edge, head)
  return new Promise((resolve, reject) =>
    picture.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('No picture was made.')))),
  )
}
