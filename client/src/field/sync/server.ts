import type { ErrorCode } from '@changeover/shared/commands'
import { readRetryAfter } from './patience.ts'

/** What came of a request, as the outbox needs to tell it apart. */
export type Answer =
  | { kind: 'ok'; data: unknown }
  /** The server understood and said no; asking again changes nothing by itself. */
  | { kind: 'refused'; code: ErrorCode; details: Record<string, unknown> }
  | { kind: 'signed-out' }
  | { kind: Trouble }
  /** The server failed over this one request. */
  | { kind: 'failed' }

/** Why nothing can be sent for now, whatever it is: ask again later. */
export type Trouble =
  /** No connection, or a portal that wants a login. */
  | 'unreached'
  /** The server wants to be left alone for a while (`FieldServer.quietMs`). */
  | 'busy'
  /** The server is there, and its database is not. */
  | 'away'
  /** The server's disk is full: it reads, and stores nothing. */
  | 'full'

export function isTrouble(kind: string): kind is Trouble {
  return ['unreached', 'busy', 'away', 'full'].includes(kind)
}

/** The server as the field app sees it. */
export interface FieldServer {
  query(procedure: string, input?: unknown): Promise<Answer>
  /** `body` is sent as it is, so that a repeated request is the same to the byte. */
  command(procedure: string, body: string): Promise<Answer>
  putPhoto(sha256: string, bytes: ArrayBuffer, type: string): Promise<Answer>
  /** A small photo, or null when it cannot be had now. */
  thumbnail(sha256: string): Promise<ArrayBuffer | null>
  /** Ends the session; there being none is as good. */
  signOut(): Promise<Answer>
  /** Whether the server says of itself that storing takes long just now; false when it cannot be asked. */
  isSlow(): Promise<boolean>
  /** How long the server still wants to be left alone, in milliseconds; meanwhile nothing is asked. */
  quietMs(): number
}

const REQUEST_MS = 20_000
const PHOTO_MS = 180_000
const HEALTH_MS = 5_000
/** A part takes about a second on a poor connection. */
const PART_BYTES = 128 * 1024
const MOST_STALLS = 3

/**
 * Speaks tRPC's HTTP protocol by hand, because the outbox decides what is sent and when, to the byte;
 * the client library adds batches and links that would have to be switched off again.
 * `onServerClock` hears the server's time minus the phone's, in milliseconds, with each answer.
 */
export function connectServer(options: {
  origin?: string
  headers?: Record<string, string>
  onServerClock?: (offsetMs: number) => void
}): FieldServer {
  const { origin = '', headers = {}, onServerClock } = options
  /** By the clock that nobody can set: a phone put back by a day must not stay silent for one. */
  let quietUntil = 0
  const quietMs = () => Math.max(0, quietUntil - performance.now())

  /** Every 429, and a 503 that names a time; a portal's page may be either. */
  function noteWish({ status, headers: answered }: Response): boolean {
    const wish = answered.get('retry-after')
    if (status !== 429 && !(status === 503 && wish !== null)) return false
    quietUntil = performance.now() + readRetryAfter(wish, answered.get('date'))
    return true
  }

  async function ask(path: string, init: RequestInit, limitMs: number): Promise<Answer> {
    if (quietMs() > 0) return { kind: 'busy' }
    const askedAt = Date.now()
    try {
      const response = await fetch(`${origin}${path}`, {
        ...init,
        headers: { ...headers, ...init.headers },
        signal: AbortSignal.timeout(limitMs),
      })
      if (noteWish(response)) return { kind: 'busy' }
      const answer = readAnswer(response.status, await response.json())
      const serverTime = Date.parse(response.headers.get('date') ?? '')
      // The header has whole seconds: its middle is the best guess.
      if (answer.kind !== 'unreached' && !Number.isNaN(serverTime))
        onServerClock?.(serverTime + 500 - (askedAt + Date.now()) / 2)
      return answer
    } catch {
      return { kind: 'unreached' }
    }
  }

  /** In one go where it is small; in parts otherwise, from where the last attempt ended. */
  async function putPhoto(sha256: string, bytes: ArrayBuffer, type: string): Promise<Answer> {
    const put = (path: string, body: ArrayBuffer) =>
      ask(path, { method: 'PUT', headers: { 'content-type': type }, body }, PHOTO_MS)
    const path = `/api/files/${sha256}`
    const length = bytes.byteLength
    if (length <= PART_BYTES) return put(path, bytes)
    let answer = await ask(`${path}/parts`, {}, REQUEST_MS)
    let stalls = 0
    while (answer.kind === 'ok' && !hasReceipt(answer.data)) {
      const offset = receivedOf(answer.data)
      const part = bytes.slice(offset, offset + PART_BYTES)
      answer = await put(`${path}/parts?offset=${offset}&length=${length}`, part)
      // A server that takes no part is not asked for ever.
      if (answer.kind === 'ok' && receivedOf(answer.data) <= offset && ++stalls > MOST_STALLS)
        return { kind: 'failed' }
    }
    return answer
  }

  return {
    query: (procedure, input) =>
      ask(
        `/api/trpc/${procedure}${input === undefined ? '' : `?input=${encodeURIComponent(JSON.stringify(input))}`}`,
        {},
        REQUEST_MS,
      ),
    command: (procedure, body) =>
      ask(
        `/api/trpc/${procedure}`,
        { method: 'POST', headers: { 'content-type': 'application/json' }, body },
        REQUEST_MS,
      ),
    putPhoto,
    signOut: () =>
      ask(
        '/api/auth/sign-out',
        { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' },
        REQUEST_MS,
      ),
    async isSlow() {
      try {
        const response = await fetch(`${origin}/readyz`, { signal: AbortSignal.timeout(HEALTH_MS) })
        const answer: unknown = await response.json()
        const isObject = typeof answer === 'object' && answer !== null
        return isObject && 'status' in answer && answer.status === 'slow'
      } catch {
        return false
      }
    },
    quietMs,
    thumbnail: async (sha256) => {
      if (quietMs() > 0) return null
      try {
        const response = await fetch(`${origin}/api/files/${sha256}/thumbnail`, {
          headers,
          signal: AbortSignal.timeout(REQUEST_MS),
        })
        noteWish(response)
        return response.ok ? await response.arrayBuffer() : null
      } catch {
        return null
      }
    },
  }
}

function receivedOf(data: unknown): number {
  return typeof data === 'object' && data !== null && 'received' in data ? Number(data.received) : 0
}

function hasReceipt(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'sha256' in data
}

interface Body {
  result?: { data?: unknown }
  /** tRPC's error, or the plain routes' error code. */
  error?: string | { data?: { error?: ErrorCode; details?: Record<string, unknown> } }
  details?: Record<string, unknown>
}

/** Sorts an answer. A body that is not ours, such as a hotel's login page, counts as not reached. */
export function readAnswer(status: number, json: unknown): Answer {
  if (typeof json !== 'object' || json === null) return { kind: 'unreached' }
  const body: Body = json
  if (status < 300) return { kind: 'ok', data: body.result ? body.result.data : body }
  const failure =
    typeof body.error === 'string'
      ? // The plain routes send codes of the closed list only.
        { error: body.error as ErrorCode, details: body.details }
      : body.error?.data
  if (!failure?.error) return { kind: 'unreached' }
  if (failure.error === 'SIGNED_OUT') return { kind: 'signed-out' }
  if (failure.error === 'UNAVAILABLE') return { kind: 'away' }
  if (failure.error === 'DISK_FULL') return { kind: 'full' }
  if (failure.error === 'UNEXPECTED') return { kind: 'failed' }
  return { kind: 'refused', code: failure.error, details: failure.details ?? {} }
}
