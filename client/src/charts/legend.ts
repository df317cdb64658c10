import { inject, provide, shallowRef, watchEffect, type InjectionKey, type ShallowRef } from 'vue'

/** What a line of a chart is. */
export interface LegendEntry {
  name: string
  label: string
  stroke: 'solid' | 'dashed' | 'dotted'
  colour: string
  isShown: boolean
}

const key: InjectionKey<ShallowRef<readonly LegendEntry[]>> = Symbol('legend')

/** In the frame: the entries of the legend that stands in it, which a picture of the chart needs too. */
export function holdLegend(): ShallowRef<readonly LegendEntry[]> {
  const entries = shallowRef<readonly LegendEntry[]>([])
  provide(key, entries)
  return entries
}

/** In the legend: tells the frame around it, if there is one. */
export function tellLegend(entries: () => readonly LegendEntry[]): void {
  const held = inject(key, null)
  if (held) watchEffect(() => (held.value = entries()))
}
