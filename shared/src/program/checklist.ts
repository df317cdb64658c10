/**
 * What is asked on site. A template is published in versions and never changed afterwards: a
 * running order keeps the version that it began with. A step may depend on what was observed
 * (`when`); nothing is ever concluded from a serial number. Changed by program managers.
 */
import { z } from 'zod'

const base = {
  /** Names the step inside its template; answers are kept under it. */
  key: z.string().regex(/^[a-z][a-z0-9_]*$/),
  title: z.string().min(1),
  help: z.string().optional(),
  /** An order closes only when every required step that applies is answered well. */
  isRequired: z.boolean().default(true),
  /** The step applies only if an earlier step was answered with one of these. */
  when: z
    .object({ step: z.string(), isOneOf: z.array(z.union([z.string(), z.boolean()])).min(1) })
    .optional(),
}

export const ChecklistStepSchema = z.discriminatedUnion('kind', [
  z.object({ ...base, kind: z.literal('check') }),
  z.object({ ...base, kind: z.literal('yes_no') }),
  z.object({
    ...base,
    kind: z.literal('choice'),
    options: z.array(z.object({ value: z.string(), label: z.string() })).min(2),
  }),
  z.object({
    ...base,
    kind: z.literal('number'),
    unit: z.string(),
    min: z.number().optional(),
    max: z.number().optional(),
  }),
  z.object({ ...base, kind: z.literal('photo'), evidence: z.enum(['before', 'after', 'other']) }),
  z.object({ ...base, kind: z.literal('scan'), of: z.enum(['station', 'kit']) }),
])
export type ChecklistStep = z.infer<typeof ChecklistStepSchema>

export const ChecklistTemplateSchema = z
  .object({
    code: z.string().regex(/^[a-z][a-z0-9_]*$/),
    version: z.int().positive(),
    name: z.string().min(1),
    steps: z.array(ChecklistStepSchema).min(1),
  })
  .superRefine(({ steps }, context) => {
    const earlier = new Set<string>()
    for (const { key, when } of steps) {
      if (earlier.has(key))
        context.addIssue({ code: 'custom', message: `The step ${key} exists twice.` })
      if (when && !earlier.has(when.step))
        context.addIssue({
          code: 'custom',
          message: `${key} depends on ${when.step}, which does not come before it.`,
        })
      earlier.add(key)
    }
  })
export type ChecklistTemplate = z.infer<typeof ChecklistTemplateSchema>
