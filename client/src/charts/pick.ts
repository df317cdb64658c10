import type { ActiveElement, Chart, ChartEvent } from 'chart.js'

/**
 * Options that let a click choose the mark under the pointer, and show that it can. `onPick` gets the
 * positions of the data set and of the point in it.
 */
export function picking(isPossible: boolean, onPick: (dataset: number, index: number) => void) {
  if (!isPossible) return {}
  const markAt = (event: ChartEvent, chart: Chart): ActiveElement | undefined => {
    const { native } = event
    if (!native) return undefined
    const [hit] = chart.getElementsAtEventForMode(native, 'nearest', { intersect: true }, false)
    return hit ?? chart.getElementsAtEventForMode(native, 'nearest', { intersect: false }, false)[0]
  }
  return {
    onClick(event: ChartEvent, _marks: ActiveElement[], chart: Chart): void {
      const mark = markAt(event, chart)
      if (mark) onPick(mark.datasetIndex, mark.index)
    },
    onHover(event: ChartEvent, marks: ActiveElement[]): void {
      const { target } = event.native ?? {}
      if (target instanceof HTMLElement)
        target.style.cursor = marks.length > 0 ? 'pointer' : 'default'
    },
  }
}
