/** One measured number of a bench run. */
export interface Figure {
  readonly bench: string
  readonly figure: string
  readonly value: number
  readonly unit: string
  /** What we want it to be, in words. */
  readonly aim?: string
  /** The same measure of what it is compared with. */
  readonly beside?: Record<string, number>
}

/** Prints a figure as a line of text, or as one line of JSON for a machine to read. */
export function printFigure(figure: Figure, asJson: boolean): void {
  if (asJson) {
    console.log(JSON.stringify(figure))
    return
  }
  const beside = Object.entries(figure.beside ?? {}).map(([name, value]) => `${name} ${value}`)
  const notes = [...(figure.aim ? [`aim ${figure.aim}`] : []), ...beside]
  const tail = notes.length > 0 ? ` (${notes.join(', ')})` : ''
  console.log(`${figure.bench} ${figure.figure}: ${figure.value} ${figure.unit}${tail}`)
}
