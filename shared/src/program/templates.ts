import { CCS_ROLLOUT } from './ccs-rollout.ts'
import { NACS_ROLLOUT } from './nacs-rollout.ts'
import type { ProgramTemplate } from './template.ts'

/** The templates that an installation comes with. */
export const PROGRAM_TEMPLATES: readonly ProgramTemplate[] = [NACS_ROLLOUT, CCS_ROLLOUT]

/** The template of that code, if there is one. */
export function programTemplate(code: string): ProgramTemplate | undefined {
  return PROGRAM_TEMPLATES.find((template) => template.code === code)
}
