const SIZE = 6

/** A pattern of lines across in `colour`: of what is too few to be told by its shade. */
export function hatched(colour: string, background: string): CanvasPattern | string {
  const tile = document.createElement('canvas')
  tile.width = SIZE
  tile.height = SIZE
  const pen = tile.getContext('2d')
  if (!pen) return background
  pen.fillStyle = background
  pen.fillRect(0, 0, SIZE, SIZE)
  pen.strokeStyle = colour
  pen.lineWidth = 2
  pen.beginPath()
  for (const offset of [-SIZE, 0, SIZE]) {
    pen.moveTo(offset, SIZE)
    pen.lineTo(offset + SIZE, 0)
  }
  pen.stroke()
  return pen.createPattern(tile, 'repeat') ?? background
}
