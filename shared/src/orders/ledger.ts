/**
 * What a closing may do to the connector ledger. No closing lowers a site's CCS1 count without a
 * waiver, and none lowers it on a federally funded port at all; a program may keep each site's last
 * J1772; the loss of CHAdeMO is allowed and counted. Each port of the order has exactly one outcome,
 * and a fitted one exactly one new connector. The database checks CCS1 again. Changed by nobody
 * without a rule of the program's owners and the property tests beside it.
 */
import type { ErrorCode } from '../commands/index.ts'
import type { ProgramRules } from '../program/index.ts'

/** A port of the order as it stands before the closing. */
export interface LedgerPort {
  portId: string
  isFunded: boolean
  /** One entry for each standing connector. */
  standards: readonly string[]
}

/** What the crew says of a port. */
export type PortOutcome =
  | { portId: string; outcome: 'fitted'; standard: string; removed: readonly string[] }
  | { portId: string; outcome: 'not_fitted'; removed?: readonly never[] }

export interface ClosingQuestion {
  /** The order's ports that still wait for an outcome. */
  ports: readonly LedgerPort[]
  /** What stands at the whole site now, by standard. */
  siteStock: { readonly CCS1: number; readonly J1772: number }
  outcomes: readonly PortOutcome[]
  /** The standard that the order's track brings; another one is not what was planned. */
  addsStandard: string
  rules: ProgramRules
  /** Whether somebody with the right to do so waived the CCS1 rule for this closing. */
  hasWaiver: boolean
  /** Ports for which a waiver was granted beforehand: each may lose one CCS1 connector. */
  waivedPortIds?: ReadonlySet<string>
}

type RefusalCode = Extract<
  ErrorCode,
  'CCS1_WOULD_FALL' | 'CCS1_FUNDED' | 'J1772_WOULD_VANISH' | 'CONNECTOR_MISSING' | 'INVALID'
>

export type ClosingAnswer =
  | { isAllowed: true; chademoLost: number; waiversUsed: string[] }
  | { isAllowed: false; code: RefusalCode; details: Record<string, unknown> }

/** Whether the closing keeps the ledger's rules, and how many CHAdeMO connectors go with it. */
export function checkClose(question: ClosingQuestion): ClosingAnswer {
  const outcomes = new Map(question.outcomes.map((outcome) => [outcome.portId, outcome]))
  const ports = new Map(question.ports.map((port) => [port.portId, port]))
  const missing = question.ports.filter(({ portId }) => !outcomes.has(portId))
  if (missing.length > 0)
    return refuse('CONNECTOR_MISSING', { portIds: missing.map(({ portId }) => portId) })
  if (outcomes.size !== question.outcomes.length)
    return refuse('INVALID', { reason: 'A port has more than one outcome.' })

  const change = { CCS1: 0, J1772: 0, CHADEMO: 0 }
  const waived: string[] = []
  for (const outcome of question.outcomes) {
    const port = ports.get(outcome.portId)
    if (!port)
      return refuse('INVALID', {
        reason: 'The port is not open in this order.',
        portId: outcome.portId,
      })
    if (outcome.outcome === 'not_fitted') continue
    const problem = problemOf(port, outcome, question.addsStandard)
    if (problem) return refuse('INVALID', { reason: problem, portId: port.portId })
    const ccs1 = gainOf(outcome, 'CCS1')
    if (ccs1 < 0 && port.isFunded) return refuse('CCS1_FUNDED', { portId: port.portId })
    if (ccs1 < 0 && question.waivedPortIds?.has(port.portId)) waived.push(port.portId)
    change.CCS1 += ccs1
    change.J1772 += gainOf(outcome, 'J1772')
    change.CHADEMO += gainOf(outcome, 'CHADEMO')
  }
  if (change.CCS1 + waived.length < 0 && !question.hasWaiver)
    return refuse('CCS1_WOULD_FALL', {
      before: question.siteStock.CCS1,
      after: question.siteStock.CCS1 + change.CCS1,
    })
  if (question.rules.keepsJ1772 && change.J1772 < 0 && question.siteStock.J1772 + change.J1772 < 1)
    return refuse('J1772_WOULD_VANISH', { before: question.siteStock.J1772 })
  const waiversUsed = change.CCS1 < 0 ? waived : []
  return { isAllowed: true, chademoLost: Math.max(0, -change.CHADEMO), waiversUsed }
}

type Fitted = Extract<PortOutcome, { outcome: 'fitted' }>

/** How many connectors of `standard` the port has more afterwards. */
function gainOf(outcome: Fitted, standard: string): number {
  const removed = outcome.removed.filter((gone) => gone === standard).length
  return (outcome.standard === standard ? 1 : 0) - removed
}

function problemOf(port: LedgerPort, outcome: Fitted, addsStandard: string): string | null {
  if (outcome.standard !== addsStandard)
    return `The order fits ${addsStandard}, not ${outcome.standard}.`
  const standing = [...port.standards]
  for (const gone of outcome.removed) {
    const position = standing.indexOf(gone)
    if (position < 0) return `There is no ${gone} connector on the port to remove.`
    standing.splice(position, 1)
  }
  return null
}

function refuse(code: RefusalCode, details: Record<string, unknown>): ClosingAnswer {
  return { isAllowed: false, code, details }
}
