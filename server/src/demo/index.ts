/** The demo network: generated, deterministic by seed, shaped like a real one, with its history. */
export { ensureDemo, SMALL_DEMO } from './start.ts'
export { fillDemo, type DemoSize, type DemoWish } from './fill.ts'
export { demoRouter } from './router.ts'
