import { encode } from 'uqr'
import { writeFile } from 'node:fs/promises'

const WIDTH = 640
const HEIGHT = 480
const MODULE_PX = 10

/** Writes a still film of a QR code, as a phone's camera would see it: raw frames in Y4M. */
export async function filmCode(path: string, text: string): Promise<void> {
  const { data, size } = encode(text, { border: 4 })
  const luma = Buffer.alloc(WIDTH * HEIGHT, 200)
  const left = Math.floor((WIDTH - size * MODULE_PX) / 2)
  const top = Math.floor((HEIGHT - size * MODULE_PX) / 2)
  for (let y = 0; y < size * MODULE_PX; y++)
    for (let x = 0; x < size * MODULE_PX; x++) {
      const isDark = data[Math.floor(y / MODULE_PX)][Math.floor(x / MODULE_PX)]
      luma[(top + y) * WIDTH + left + x] = isDark ? 16 : 235
    }
  const grey = Buffer.alloc((WIDTH * HEIGHT) / 2, 128)
  const frame = Buffer.concat([Buffer.from('FRAME\n'), luma, grey])
  const header = Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F10:1 Ip A1:1 C420mpeg2\n`)
  await writeFile(path, Buffer.concat([header, ...Array.from({ length: 5 }, () => frame)]))
}
