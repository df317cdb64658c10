import { canonicalJson } from '@changeover/shared/commands'
import {
  changed,
  clock,
  database,
  minute,
  onQueued,
  readAgain,
  status,
  type Connection,
} from '../store/field.ts'
import { Patience } from './patience.ts'
import { connectServer, isTrouble, type Trouble } from './server.ts'
import { synchronise, type SyncResult } from './sync.ts'

const REFRESH_MS = 120_000
/** A round of a sound server is over in a second, on a poor connection too unless there are photos. */
const LONG_ROUND_MS = 2_500

const server = connectServer({
  onServerClock: (offsetMs) => {
    clock.offsetMs = offsetMs
    if (status.clockOffMs === clock.correctionMs) return
    status.clockOffMs = clock.correctionMs
    // What is today may be another day now.
    minute.value = Date.now()
  },
})

let running: Promise<SyncResult> | null = null
let wanted: 'send' | 'all' | null = null
const patience = new Patience()
let timer: ReturnType<typeof setTimeout> | undefined

/** Brings phone and server together. Calls during a round lead to one more round after it. */
export async function syncNow(what: 'send' | 'all' = 'all'): Promise<void> {
  if (running) {
    wanted = wanted === 'all' ? 'all' : what
    await running
    return
  }
  clearTimeout(timer)
  if (!navigator.onLine) {
    status.connection = 'offline'
    // Some phones never say that they are online again.
    tryLater()
    return
  }
  status.isSyncing = true
  const round = synchronise(
    {
      db: database(),
      server,
      clock,
      withLock: (work) => navigator.locks.request('changeover-field-sync', work),
      onProgress: () => void changed(),
    },
    what,
  )
  running = round.catch((): SyncResult => ({ kind: 'failed' }))
  const looking = setInterval(() => void noteSlowness(), LONG_ROUND_MS)
  const result = await running
  clearInterval(looking)
  running = null
  status.isSyncing = false
  // The next attempt is certain before anything else can go wrong.
  note(result, what)
  await changed()
  if (wanted) {
    const next = wanted
    wanted = null
    await syncNow(next)
  }
}

function note(result: SyncResult, what: 'send' | 'all'): void {
  if (result.kind === 'ok') {
    // Somebody who was away starts with what the server has now.
    if (what === 'send' && status.connection !== 'online') wanted = 'all'
    status.connection = 'online'
    if (result.news && canonicalJson(result.news) !== '{"added":0,"changed":0,"gone":0}')
      status.news = result.news
    patience.reset()
    timer = setTimeout(() => void syncNow(), REFRESH_MS)
    return
  }
  if (result.kind === 'signed-out') {
    status.connection = 'signed-out'
    return
  }
  if (isTrouble(result.kind)) status.connection = said(result.kind)
  tryLater()
}

/** A server that called itself slow a moment ago and then took too long was reached all the same. */
function said(trouble: Trouble): Connection {
  if (trouble !== 'unreached') return trouble
  return status.connection === 'slow' && navigator.onLine ? 'slow' : 'offline'
}

/** A round that takes long is the network's doing or the server's: the server knows. */
async function noteSlowness(): Promise<void> {
  const isSlow = await server.isSlow()
  if (isSlow && running) status.connection = 'slow'
}

function tryLater(): void {
  clearTimeout(timer)
  timer = setTimeout(() => void syncNow(), patience.pause(server.quietMs()))
}

/** Sends on start, when the connection comes back, when the app is looked at, and after each action. */
export function startBackground(): void {
  addEventListener('online', () => void syncNow())
  addEventListener('offline', () => (status.connection = 'offline'))
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState !== 'visible') return
    void readAgain()
    void syncNow()
  })
  onQueued(() => {
    void syncNow('send')
    void askForBackgroundSync()
  })
  void syncNow()
}

/** Where the browser can, the service worker wakes the app's tabs when the signal is back. */
async function askForBackgroundSync(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration('/field')
  if (registration && 'sync' in registration) {
    // The Background Sync API is not in TypeScript's library: not every browser has it.
    const { sync } = registration as { sync: { register(tag: string): Promise<void> } }
    await sync.register('outbox').catch(() => undefined)
  }
}
