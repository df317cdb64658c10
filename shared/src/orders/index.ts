/**
 * Work orders: their life, what a closing may do to the ledger, how ports become orders, what is
 * still open in a checklist. The screen asks these rules first, the server asks them again.
 */
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
  type Assignment,
  type Closing,
  type OrderFilter,
  type Selection,
} from './schemas.ts'
export {
  ExportQuerySchema,
  guardText,
  SHEET_COLUMNS,
  sheetColumns,
  SheetErrorSchema,
  SheetImportSchema,
  SheetPreviewSchema,
  unguardText,
  type SheetColumn,
  type SheetError,
  type SheetImport,
  type SheetPreview,
  type SheetProblem,
  type SheetValue,
} from './sheet.ts'
export {
  nextActor,
  nextState,
  OrderStateSchema,
  possibleTransitions,
  TRANSITIONS,
  type OrderState,
  type TransitionName,
} from './states.ts'
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
