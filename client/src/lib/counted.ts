import type counts from './counts.en.ts'
import { formatCount } from './format.ts'
import { i18n } from './i18n.ts'

/** "1 port", "1,204 ports": a noun with its number, for sentences that count more than one thing. */
export function counted(what: keyof typeof counts, count: number): string {
  return i18n.global.t(`count.${what}`, { count: formatCount(count) }, count)
}
