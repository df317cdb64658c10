import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
} from 'chart.js'
import annotation from 'chartjs-plugin-annotation'

/** What our charts are made of; a component that draws one imports this first. */
Chart.register(
  BarController,
  BarElement,
  CategoryScale,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
  annotation,
)

const wantsCalm = matchMedia('(prefers-reduced-motion: reduce)')
// Its other keys stay: chart.js reads from them what an animation can say, such as that a colour is one.
if (wantsCalm.matches) Chart.defaults.animation = false
else if (Chart.defaults.animation) Chart.defaults.animation.duration = 250
Chart.defaults.responsive = true
Chart.defaults.maintainAspectRatio = false
Chart.defaults.font.family = 'ui-sans-serif, system-ui, sans-serif'
Chart.defaults.font.size = 12
Chart.defaults.interaction = { ...Chart.defaults.interaction, mode: 'index', intersect: false }

/*
 * Paper waits for no animation: what is printed is drawn at once, in the colours and the width of the paper.
 * Heard before the others (in the capture phase), as they turn the page light.
 */
const { animation } = Chart.defaults
window.addEventListener(
  'beforeprint',
  () => {
    Chart.defaults.animation = false
    for (const chart of Object.values(Chart.instances)) chart.resize()
  },
  { capture: true },
)
window.addEventListener('afterprint', () => {
  // After the charts have taken the screen's colours again.
  setTimeout(() => {
    Chart.defaults.animation = animation
    for (const chart of Object.values(Chart.instances)) chart.resize()
  })
})
