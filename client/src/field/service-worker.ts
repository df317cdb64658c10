/// <reference lib="webworker" />
/**
 * The part of the field app that runs without a page: serves the app where there is no signal, and
 * sends the outbox in the background where the browser can. It touches nothing outside `/field` and
 * the app's own files; data always comes from the app's database, never from a cached answer.
 */
import { openFieldDatabase } from './store/database.ts'
import { Clock } from './sync/clock.ts'
import { connectServer, isTrouble } from './sync/server.ts'
import { synchronise } from './sync/sync.ts'

declare const self: ServiceWorkerGlobalScope & {
  /** Put in by the build: the app's files, with a revision where the name has none. */
  filesToKeep: { url: string; revision: string | null }[]
}

const files = self.filesToKeep
const version = files.map(({ url, revision }) => `${url}${revision ?? ''}`).join('|')
const page = '/field.html'
const prefix = 'changeover-field-'
const cacheName = `${prefix}${hashOfText(version)}`

self.addEventListener('install', (event) => event.waitUntil(takeIn()))
self.addEventListener('activate', (event) => event.waitUntil(dropOlder()))
self.addEventListener('message', (event) => {
  if (event.data === 'use-now') void self.skipWaiting()
})

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url)
  if (event.request.method !== 'GET' || url.origin !== location.origin) return
  if (event.request.mode === 'navigate') {
    if (url.pathname.startsWith('/field')) event.respondWith(fromCache(page, event.request))
  } else if (files.some((file) => absolute(file.url) === url.pathname))
    event.respondWith(fromCache(url.pathname, event.request))
})

// Background Sync is not in TypeScript's library: not every browser has it.
self.addEventListener('sync' as 'message', (event) =>
  (event as unknown as ExtendableEvent).waitUntil(sendInBackground()),
)

/** All files or none: a version is used only when it is complete. */
async function takeIn(): Promise<void> {
  const cache = await caches.open(cacheName)
  await cache.addAll(
    files.map(({ url, revision }) =>
      revision === null ? absolute(url) : new Request(absolute(url), { cache: 'reload' }),
    ),
  )
}

async function dropOlder(): Promise<void> {
  const names = await caches.keys()
  const older = names.filter((name) => name.startsWith(prefix) && name !== cacheName)
  await Promise.all(older.map((name) => caches.delete(name)))
}

async function fromCache(path: string, request: Request): Promise<Response> {
  const cache = await caches.open(cacheName)
  return (await cache.match(path)) ?? fetch(request)
}

async function sendInBackground(): Promise<void> {
  const db = await openFieldDatabase()
  const clock = new Clock()
  const server = connectServer({ onServerClock: (offsetMs) => (clock.offsetMs = offsetMs) })
  const result = await synchronise(
    {
      db,
      server,
      clock,
      withLock: (work) => navigator.locks.request('changeover-field-sync', work),
    },
    'send',
  ).finally(() => db.close())
  new BroadcastChannel('changeover-field').postMessage('changed')
  // A rejection makes the browser try once more later.
  if (isTrouble(result.kind)) throw new Error('The server has not taken everything yet.')
}

function absolute(url: string): string {
  return url.startsWith('/') ? url : `/${url}`
}

/** FNV-1a: enough to tell versions of the app apart. */
function hashOfText(text: string): string {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return (hash >>> 0).toString(36)
}
