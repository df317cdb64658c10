import { Chart } from 'chart.js'
import { onMounted, onUnmounted } from 'vue'
import { setPaper } from '../lib/theme.ts'

/**
 * Makes the page paper: light whatever the theme, without motion, and before it is printed laid out as
 * wide as the paper with its charts drawn anew, so that none is cut or half drawn.
 */
export function usePaper(): void {
  const root = document.documentElement
  const { animation } = Chart.defaults
  // Before the first chart reads its colours from the style sheet, and begins to draw.
  setPaper(true)
  Chart.defaults.animation = false

  function resize(isPrinting: boolean): void {
    root.classList.toggle('printing', isPrinting)
    for (const chart of Object.values(Chart.instances)) chart.resize()
  }
  const before = () => resize(true)
  const after = () => resize(false)

  onMounted(() => {
    window.addEventListener('beforeprint', before)
    window.addEventListener('afterprint', after)
  })
  onUnmounted(() => {
    window.removeEventListener('beforeprint', before)
    window.removeEventListener('afterprint', after)
    Chart.defaults.animation = animation
    setPaper(false)
  })
}
