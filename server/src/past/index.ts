/** What was known at the end of a past day, as SQL that takes the place of the tables. */
export { connectorKnown, connectorStood, portsRefitted } from './connectors.ts'
export { orderMoves, recordedBy } from './order-moves.ts'
export { answersOn, orderPortsOn } from './order-parts.ts'
export { orderStates } from './order-states.ts'
export { changedSince, enteredOn, halvesOn, ordersOn, type Column } from './orders.ts'
export {
  endOf,
  isAfter,
  isKnown,
  isOpenCommand,
  joinThen,
  rowThen,
  saidThen,
  saysTheSame,
  tableThen,
  wasLater,
  type AsOf,
} from './rows.ts'
