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
Chart.defaults.animation = wantsCalm.matches ? false : { duration: 250 }
Chart.defaults.responsive = true
Chart.defaults.maintainAspectRatio = false
Chart.defaults.font.family = 'ui-sans-serif, system-ui, sans-serif'
Chart.defaults.font.size = 12
Chart.defaults.interaction = { ...Chart.defaults.interaction, mode: 'index', intersect: false }
