import type { Palette } from '../charts/palette.ts'

/** Colours of layers: what carries meaning keeps it, the rest are told apart by order and label. */
export function layerColours(palette: Palette) {
  const row = [
    palette.charge.AC,
    palette.charge.DC,
    palette.charge.HOME,
    palette.blocked,
    palette.atRisk,
    palette.muted,
  ]
  const states: Record<string, string> = {
    verified: palette.onPlan,
    done: palette.charge.HOME,
    blocked: palette.blocked,
    reopened: palette.atRisk,
    scheduled: palette.charge.AC,
    planned: palette.muted,
  }
  const standards: Record<string, string> = {
    J1772: palette.muted,
    NACS: palette.charge.AC,
    CCS1: palette.onPlan,
    CHADEMO: palette.blocked,
  }
  return {
    at: (index: number) => row[index % row.length],
    state: (name: string) => states[name] ?? palette.charge.DC,
    standard: (name: string) => standards[name] ?? palette.muted,
  }
}
