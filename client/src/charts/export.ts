import { download } from '../lib/download.ts'
import { toCsv, type ChartTable } from './table.ts'

export function downloadCsv(name: string, table: ChartTable): void {
  // The mark tells spreadsheets that the file is UTF-8.
  download(`${name}.csv`, new Blob(['\uFEFF', toCsv(table)], { type: 'text/csv;charset=utf-8' }))
}

/**
 * Puts a picture on the clipboard; where the browser keeps the clipboard to itself, downloads it.
 * Returns which of the two it did.
 */
export async function copyPicture(
  picture: HTMLCanvasElement,
  name: string,
): Promise<'copied' | 'downloaded'> {
  const blob = await new Promise<Blob>((resolve, reject) =>
    picture.toBlob((made) => (made ? resolve(made) : reject(new Error('No picture was made.')))),
  )
  try {
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })])
    return 'copied'
  } catch {
    download(`${name}.png`, blob)
    return 'downloaded'
  }
}
