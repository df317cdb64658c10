import { z } from 'zod'
import { IdSchema } from '../commands/index.ts'
import { DaySchema } from '../time/index.ts'

const names = z.array(z.string().min(1)).min(1).nullable().default(null)

/**
 * Which ports a goal covers, beside those of its track's current. Null leaves a question open: all
 * regions, all hardware families. A port counts for the goal while it lacks the track's standard.
 */
export const ScopeSchema = z.object({
  /** ISO 3166-2 codes. */
  regions: names,
  /** Hardware families, as stations name them. */
  families: names,
  /** Networks as the station data names them, e.g. `ChargePoint Network`. */
  networks: names,
  /** Only federally funded ports, or only the others. */
  isFunded: z.boolean().nullable().default(null),
  /** Text that the site's name or address contains. */
  search: z.string().trim().min(1).nullable().default(null),
})
export type Scope = z.infer<typeof ScopeSchema>

/** A dated goal: no work before the gate, everything in scope done by the target. */
export const MilestoneSchema = z
  .object({
    milestoneId: IdSchema('Milestone').nullable().default(null),
    trackId: IdSchema('Track'),
    name: z.string().trim().min(1, { error: 'Enter a name.' }).max(100),
    gateOn: DaySchema,
    targetOn: DaySchema,
    /** What a connector of this goal is worth beside those of others. */
    weight: z.number().positive().default(1),
    scope: ScopeSchema,
  })
  .refine(({ gateOn, targetOn }) => targetOn >= gateOn, {
    path: ['targetOn'],
    error: 'The target is before the gate.',
  })
export type Milestone = z.infer<typeof MilestoneSchema>

/** The scope as a sentence: "all DC ports of Express 250 in US-CA, US-WA without NACS". */
export function describeScope(
  scope: Scope,
  track: { charge: 'AC' | 'DC' | 'HOME'; addsStandard: string | null },
): string {
  if (track.charge === 'HOME') return 'all home kits that were ordered'
  const parts = [
    scope.isFunded === null ? '' : scope.isFunded ? 'federally funded' : 'not federally funded',
    `${track.charge} ports`,
    scope.families ? `of ${scope.families.join(', ')}` : '',
    scope.networks ? `on ${scope.networks.join(', ')}` : '',
    scope.regions ? `in ${scope.regions.join(', ')}` : '',
    scope.search ? `at sites that match “${scope.search}”` : '',
    track.addsStandard ? `without ${track.addsStandard}` : '',
  ]
  return ['all', ...parts.filter((part) => part !== '')].join(' ')
}
