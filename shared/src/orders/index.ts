/**
 * Work orders: their life, what a closing may do to the ledger, how ports become orders, what is
 * still open in a checklist. The screen asks these rules first, the server asks them again.
 */
export { CampaignSchema, type Campaign } from './campaign.ts'
export {
  BulkChangeSchema,
  ChangePreviewSchema,
  ChangeRefusalSchema,
  ChangeSampleSchema,
  needsReason,
  OFFICE_STEPS,
  OfficeStepSchema,
  ORDER_FIELDS,
  OrderChangeSchema,
  OrderPatchSchema,
  RefusedGroupSchema,
  type BulkChange,
  type ChangePreview,
  type ChangeRefusal,
  type OfficeStep,
  type OrderChange,
  type OrderField,
  type OrderPatch,
  type RefusedGroup,
} from './change.ts'
export {
  answerProblem,
  evaluateChecklist,
  openSteps,
  type Answers,
  type EvidenceKinds,
  type StepState,
} from './checklist.ts'
export {
  ArrangeDeskSchema,
  ORDER_COLUMNS,
  OrderColumnSchema,
  OrderDeskSchema,
  OrderViewSchema,
  SaveViewSchema,
  SharingSchema,
  USUAL_COLUMNS,
  type ArrangeDesk,
  type OrderColumn,
  type OrderDesk,
  type OrderView,
  type SaveView,
  type Sharing,
} from './desk.ts'
export { CrewFeedSchema, NewFeedSchema, type NewFeed } from './feed.ts'
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
  AssignmentSchema,
  ClosingSchema,
  CrewSchema,
  EvidenceSchema,
  GenerationSchema,
  ORDER_SORTS,
  OrderFilterSchema,
  OrderReasonSchema,
  OrderRefSchema,
  PortOutcomeSchema,
  ReasonSchema,
  SelectionSchema,
  type Answer,
  type Assignment,
  type Closing,
  type OrderFilter,
  type Selection,
} from './schemas.ts'
export {
  ExportQuerySchema,
  SHEET_COLUMNS,
  sheetColumns,
  SheetErrorSchema,
  SheetImportSchema,
  SheetPreviewSchema,
  type SheetColumn,
  type SheetError,
  type SheetImport,
  type SheetPreview,
  type SheetProblem,
} from './sheet.ts'
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
  OrderKitSchema,
  OrderPortSchema,
  OrderRowSchema,
  PastOrderRowSchema,
  ReturnedPartSchema,
  type OrderDetail,
  type OrderPort,
  type OrderRow,
  type PastOrderRow,
  type ReturnedPart,
} from './views.ts'
