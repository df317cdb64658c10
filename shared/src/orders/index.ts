/**
 * Work orders: their life, what a closing may do to the ledger, how ports become orders, what is
 * still open in a checklist. The screen asks these rules first, the server asks them again.
 */
export {
  answerProblem,
  evaluateChecklist,
  openSteps,
  type Answers,
  type EvidenceKinds,
  type StepState,
} from './checklist.ts'
export {
  groupIntoOrders,
  type CandidatePort,
  type PlannedOrder,
  type PortException,
} from './grouping.ts'
export {
  checkClose,
  type ClosingAnswer,
  type ClosingQuestion,
  type LedgerPort,
  type PortOutcome,
} from './ledger.ts'
export {
  DifferenceEffectSchema,
  DifferenceSchema,
  OrderReportsSchema,
  PartSchema,
  type Difference,
  type DifferenceEffect,
  type OrderReports,
  type Part,
  type RivalAnswer,
} from './reports.ts'
export { withoutPosition } from './photo-position.ts'
export {
  ImportSessionsSchema,
  impliedRungs,
  OcpiSessionSchema,
  ReachRungSchema,
  RUNGS,
  RungSchema,
  WithdrawRungSchema,
  type OcpiSession,
  type ReachRung,
  type Rung,
} from './rungs.ts'
export { inRouteOrder, type Stop } from './route.ts'
export {
  AnswerSchema,
  AssignmentRefusalSchema,
  AssignmentSchema,
  ClosingSchema,
  CrewSchema,
  EvidenceSchema,
  GenerationSchema,
  OrderFilterSchema,
  OrderReasonSchema,
  OrderRefSchema,
  PortOutcomeSchema,
  SelectionSchema,
  type Answer,
  type Assignment,
  type AssignmentRefusal,
  type Closing,
  type OrderFilter,
  type Selection,
} from './schemas.ts'
export {
  nextActor,
  nextState,
  possibleTransitions,
  TRANSITIONS,
  type TransitionName,
} from './states.ts'
export { OrderStateSchema, type OrderState } from './order-state.ts'
export {
  OrderDetailSchema,
  OrderExceptionSchema,
  OrderHistorySchema,
  OrderKitSchema,
  OrderPortSchema,
  OrderRowSchema,
  type OrderDetail,
  type OrderPort,
  type OrderRow,
} from './views.ts'
