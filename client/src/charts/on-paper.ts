import { nextTick } from 'vue'
import { setPaper, shownTheme } from '../lib/theme.ts'

/**
 * Takes a picture of a chart as paper would have it: light, whatever the desk looks like. The page turns
 * light and back between two of its paintings, so nobody sees it happen. `take` is called while `canvas`
 * shows the light colours, and draws at once.
 */
export async function onPaper<Picture>(
  canvas: HTMLCanvasElement,
  take: () => Picture,
): Promise<Picture> {
  if (shownTheme.value === 'light') return take()
  const { Chart } = await import('chart.js')
  const { animation } = Chart.defaults
  /** The component hands its colours to the chart a tick after the page has them, and it draws them a tick later. */
  const redraw = async () => {
    await nextTick()
    await nextTick()
    const chart = Chart.getChart(canvas)
    chart?.stop()
    chart?.update('none')
    chart?.draw()
  }
  Chart.defaults.animation = false
  setPaper(true)
  try {
    await redraw()
    return take()
  } finally {
    setPaper(false)
    await redraw()
    Chart.defaults.animation = animation
  }
}
