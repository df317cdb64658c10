/**
 * The rollout: what a program is made of, which kit fits which port, what is asked on site, and
 * what was promised for when. Knows no work order.
 */
export {
  ChecklistStepSchema,
  ChecklistTemplateSchema,
  type ChecklistStep,
  type ChecklistTemplate,
} from './checklist.ts'
export { diffSteps, type StepChange } from './checklist-diff.ts'
export {
  newStep,
  possibleConditions,
  stepKey,
  type PossibleCondition,
  type StepKind,
} from './checklist-edit.ts'
export {
  pickKit,
  type KitAnswer,
  type KitExceptionReason,
  type KitQuestion,
  type PortSituation,
} from './kit-picker.ts'
export { KIT_EXCEPTIONS } from './kit-picker.ts'
export { frozenPlan, spreadBaseline, type BaselinePoint } from './baseline.ts'
export {
  describeScope,
  MilestoneSchema,
  ScopeSchema,
  type Milestone,
  type Scope,
} from './milestone.ts'
export {
  ChargeSchema,
  KitTypeSchema,
  ProgramRulesSchema,
  proposeMilestones,
  type Charge,
  type KitType,
  type ProgramRules,
  type ProgramTemplate,
  type TemplateTrack,
} from './template.ts'
export { NACS_ROLLOUT } from './nacs-rollout.ts'
export { programTemplate, PROGRAM_TEMPLATES } from './templates.ts'
