/** The parts of the reports page, in the order of its tabs. */
export const SECTIONS = ['plan', 'forecast', 'work', 'supply', 'network'] as const
export type Section = (typeof SECTIONS)[number]

/** The section that an address names, or the first. */
export function sectionOf(text: unknown): Section {
  return SECTIONS.find((section) => section === text) ?? SECTIONS[0]
}
