import { useEventListener } from '@vueuse/core'
import { setPaper } from '../lib/theme.ts'

/** Whatever is printed is printed light. The board's own sheets draw their charts for paper too. */
export function lightOnPaper(): void {
  useEventListener('beforeprint', () => setPaper(true))
  useEventListener('afterprint', () => setPaper(false))
}
