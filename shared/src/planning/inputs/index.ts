/** What a plan is made from, as people enter it. */
export { areaTypesBy, type Place } from './area-type.ts'
export { EXPIRING_DAYS, permitOn, permitState, type Permit, type PermitState } from './permit.ts'
export { crewCalendar, type CrewDay } from './crew-day.ts'
export { weightOfPriority } from './priority.ts'
export {
  referenceKinds,
  type Cells,
  type InputColumn,
  type ReferenceKind,
  type References,
} from './lists/column.ts'
export { INPUT_LISTS } from './lists/definitions.ts'
export { INPUT_STATES, inputListNames, type InputList, type InputListName } from './lists/list.ts'
export { parseCell, splitNames, WEEKDAYS } from './lists/parse-cell.ts'
export { headOf, readInputFile, type FileRow } from './lists/read-file.ts'
export {
  changedColumns,
  keyOf,
  nameOf,
  readCells,
  readRow,
  type CellFault,
  type RowReading,
} from './lists/row.ts'
export * from './lists/schemas.ts'
