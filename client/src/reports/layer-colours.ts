import type { Palette } from '../charts/palette.ts'

/** Colours of layers: never those of AC and DC; what carries meaning keeps it, the rest follow in order. */
export function layerColours(palette: Palette) {
  const row = [
    palette.accent,
    palette.atRisk,
    palette.charge.HOME,
    palette.blocked,
    palette.muted,
    palette.late,
  ]
  const states: Record<string, string> = {
    done: palette.onPlan,
    blocked: palette.blocked,
    reopened: palette.atRisk,
    scheduled: palette.accent,
    planned: palette.muted,
  }
  const standards: Record<string, string> = {
    J1772: palette.muted,
    NACS: palette.accent,
    CCS1: palette.onPlan,
    CHADEMO: palette.atRisk,
  }
  return {
    at: (index: number) => row[index % row.length],
    state: (name: string) => states[name] ?? palette.late,
    standard: (name: string) => standards[name] ?? palette.muted,
  }
}
