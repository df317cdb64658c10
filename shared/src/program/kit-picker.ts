/**
 * Which kit fits a port. Decides only from what is known: a level, the plugs that stand there, the
 * hardware family, the side. What is not known is asked (`question`, the order is made and the crew
 * looks) or named (`exception`, somebody in the office decides). It never removes a CCS1 connector.
 * Changed when a template needs another criterion, with the tests beside it.
 */
import type { KitType } from './template.ts'

/** What is known of a port that shall get another plug. */
export interface PortSituation {
  level: 'L1' | 'L2' | 'DC' | null
  family: string | null
  /** Standards of the connectors that stand there now; empty when none is recorded. */
  standards: readonly string[]
  side: 'left' | 'right' | null
}

/** Why no order can be made for a port, with what to do about it. */
export const KIT_EXCEPTIONS = {
  LEVEL_UNKNOWN: 'It is not known whether the port is AC or DC. Add its level to the station data.',
  CONNECTORS_UNKNOWN: 'No connector is recorded on the port. Record what stands there.',
  NO_KIT_KNOWN:
    'No kit of the program fits this hardware. Add a kit type, or take the port out of scope.',
  LAST_J1772:
    'The kit would take the last J1772 plug of the site. Change the program’s rule, or leave the port.',
} as const
export type KitExceptionReason = keyof typeof KIT_EXCEPTIONS

/** What the crew is asked on site before a kit can be named. */
export type KitQuestion = 'FAMILY_UNKNOWN' | 'SIDE_UNKNOWN'

export type KitAnswer<Kit> =
  | { kind: 'kit'; kit: Kit }
  | { kind: 'question'; question: KitQuestion; candidates: readonly Kit[] }
  | { kind: 'exception'; reason: KitExceptionReason }

/** Picks the kit that brings `addsStandard` to the port, or says what is missing. */
export function pickKit<
  Kit extends Pick<KitType, 'family' | 'level' | 'side' | 'addsStandard' | 'removesStandard'>,
>(port: PortSituation, kits: readonly Kit[], addsStandard: string): KitAnswer<Kit> {
  if (port.level === null) return { kind: 'exception', reason: 'LEVEL_UNKNOWN' }
  if (port.standards.length === 0) return { kind: 'exception', reason: 'CONNECTORS_UNKNOWN' }
  const fitting = kits.filter(
    (kit) =>
      kit.addsStandard === addsStandard &&
      kit.level === port.level &&
      kit.removesStandard !== 'CCS1' &&
      (kit.removesStandard === null || port.standards.includes(kit.removesStandard)) &&
      (port.family === null || kit.family === port.family) &&
      (port.side === null || kit.side === null || kit.side === port.side),
  )
  if (fitting.length === 0) return { kind: 'exception', reason: 'NO_KIT_KNOWN' }
  if (port.family === null)
    return { kind: 'question', question: 'FAMILY_UNKNOWN', candidates: fitting }
  // Several kits of one family: the one that takes a plug's place is the specific one, an added plug the general one.
  const swapping = fitting.filter((kit) => kit.removesStandard !== null)
  const best = swapping.length > 0 ? swapping : fitting
  if (best.length > 1) return { kind: 'question', question: 'SIDE_UNKNOWN', candidates: best }
  return { kind: 'kit', kit: best[0] }
}
