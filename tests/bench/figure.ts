/** A measured number with what it should be; `beside` holds what helps to read it. */
export interface Figure {
  readonly bench: string
  readonly figure: string
  readonly value: number
  readonly unit: string
  readonly aim: string
  readonly beside: Readonly<Record<string, unknown>>
}

/** Prints a figure: one JSON line for machines, or one line to read. */
export function printFigure(figure: Figure, asJson: boolean): void {
  if (asJson) {
    console.log(JSON.stringify(figure))
    return
  }
  const beside = Object.entries(figure.beside).map(
    ([name, value]) =>
      `${name} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`,
  )
  const aim = figure.aim === '' ? '' : ` (aim ${figure.aim})`
  console.log(
    `${figure.figure}: ${figure.value} ${figure.unit}${aim}${beside.length > 0 ? ` · ${beside.join(', ')}` : ''}`,
  )
}
