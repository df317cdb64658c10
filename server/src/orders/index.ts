/** Work orders: generation, assignment, the crew's commands, closing, and what screens read of them. */
export { ordersRouter } from './router.ts'
export { assign } from './assignment.ts'
export { closeOrder } from './close.ts'
export { createCrew } from './crews.ts'
export { generate, previewGeneration } from './generation.ts'
export { visibleOrders } from './access.ts'
export { MOVE_REFUSALS, moveOrders, type MovedOrder, type MoveRefusal } from './plan-moves.ts'
export { undoAssignment } from './undo.ts'
