import type { Charge } from '@changeover/shared/program'
import { computed } from 'vue'
import { shownTheme } from '../lib/theme.ts'

/** The colours of the page as a canvas needs them, for the theme that is shown. */
export interface Palette {
  charge: Record<Charge, string>
  /** The product's own colour, for what is neither AC nor DC. */
  accent: string
  onPlan: string
  atRisk: string
  late: string
  blocked: string
  text: string
  muted: string
  line: string
  background: string
}

/** Reads the tokens of `main.css` anew whenever the theme changes. */
export function usePalette() {
  return computed((): Palette => {
    const isDark = shownTheme.value === 'dark'
    const style = getComputedStyle(document.documentElement)
    const token = (name: string, otherwise: string) =>
      style.getPropertyValue(name).trim() || otherwise
    return {
      charge: {
        AC: token('--color-ac', '#0072b2'),
        DC: token('--color-dc', '#b84700'),
        HOME: token('--color-home', '#007a5a'),
      },
      accent: isDark ? '#818cf8' : '#4f46e5',
      onPlan: token('--color-on-plan', '#00704f'),
      atRisk: token('--color-at-risk', '#8a5a00'),
      late: token('--color-late', '#b3261e'),
      blocked: token('--color-blocked', '#7a3e9d'),
      text: isDark ? '#e2e8f0' : '#1e293b',
      muted: isDark ? '#94a3b8' : '#475569',
      line: isDark ? '#334155' : '#e2e8f0',
      background: isDark ? '#0f172a' : '#ffffff',
    }
  })
}

/** `hex` with an opacity, for areas under a line. */
export function withOpacity(hex: string, opacity: number): string {
  return `${hex}${Math.round(opacity * 255)
    .toString(16)
    .padStart(2, '0')}`
}
