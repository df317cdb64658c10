/** Loaded before a server: its clock is off by CLOCK_SHIFT_DAYS, and SIGUSR2 sets it back by an hour. */
const HOUR_MS = 3_600_000
const realNow = Date.now.bind(Date)
let shiftMs = Number(process.env.CLOCK_SHIFT_DAYS ?? 0) * 24 * HOUR_MS

const shiftedNow = () => realNow() + shiftMs
globalThis.Date = new Proxy(Date, {
  construct: (target, args: unknown[], self) =>
    Reflect.construct(target, args.length > 0 ? args : [shiftedNow()], self),
  get: (target, name) => (name === 'now' ? shiftedNow : Reflect.get(target, name)),
})
process.on('SIGUSR2', () => void (shiftMs -= HOUR_MS))
