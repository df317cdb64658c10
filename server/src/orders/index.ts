/** Work orders: generation, assignment, the crew's commands, closing, and what screens read of them. */
export { ordersRouter } from './router.ts'
export { registerOrderRoutes } from './http.ts'
export { assign } from './assignment.ts'
export { changeOrders } from './change.ts'
export { closeOrder } from './close.ts'
export { createCrew } from './crews.ts'
export { generate, previewGeneration } from './generation.ts'
export { visibleOrders } from './access.ts'
