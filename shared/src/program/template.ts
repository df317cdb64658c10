import { z } from 'zod'
import { addDays, parseDay, type Day } from '../time/index.ts'
import type { ChecklistTemplate } from './checklist.ts'

/** What a track works on: AC ports, DC ports, or chargers in people's homes. */
export const ChargeSchema = z.enum(['AC', 'DC', 'HOME'])
export type Charge = z.infer<typeof ChargeSchema>

/** A conversion kit: what it fits, what it adds, what it takes away. */
export const KitTypeSchema = z.object({
  code: z.string().regex(/^[A-Z][A-Z0-9_-]*$/),
  name: z.string().min(1),
  /** The hardware family it fits. */
  family: z.string().min(1),
  level: z.enum(['L1', 'L2', 'DC', 'HOME']),
  addsStandard: z.string().min(1),
  /** The plug whose place it takes; null when it adds one beside. */
  removesStandard: z.string().nullable(),
  /** Only for one side of a unit; null fits both. */
  side: z.enum(['left', 'right']).nullable(),
  /** Work on one port, without travel. */
  durationMinutes: z.int().positive(),
  checklistCode: z.string(),
})
export type KitType = z.infer<typeof KitTypeSchema>

/** What a program keeps to beyond the rules that always hold. */
export const ProgramRulesSchema = z.object({
  /** A site that has a J1772 connector keeps at least one. */
  keepsJ1772: z.boolean().default(true),
})
export type ProgramRules = z.infer<typeof ProgramRulesSchema>

export interface TemplateTrack {
  code: string
  name: string
  charge: Charge
  /** The standard that the track brings to each port; null for tracks without ports. */
  addsStandard: string | null
  /** Asked on site where the port's kit is not known yet. */
  checklistCode: string | null
  /** `today`, or the month and day (`11-01`) on which the track may begin. */
  gate: 'today' | `${number}-${number}`
  /** How long after its gate the proposed target lies; the person sets the real one. */
  targetDays: number
}

/** A program to start from. Nothing in it is particular to one standard. */
export interface ProgramTemplate {
  code: string
  name: string
  rules: ProgramRules
  tracks: readonly TemplateTrack[]
  kitTypes: readonly KitType[]
  checklists: readonly ChecklistTemplate[]
}

/** Gate and target of each track as the form proposes them on `today`. A yearly gate is this year's. */
export function proposeMilestones(
  template: ProgramTemplate,
  today: Day,
): { trackCode: string; gateOn: Day; targetOn: Day }[] {
  return template.tracks.map(({ code, gate, targetDays }) => {
    const gateOn = gate === 'today' ? today : parseDay(`${today.slice(0, 4)}-${gate}`)
    const from = gateOn > today ? gateOn : today
    return { trackCode: code, gateOn, targetOn: addDays(from, targetDays) }
  })
}
