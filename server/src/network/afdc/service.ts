/**
 * AFDC's service of all stations (GET /api/alt-fuel-stations/v1.json): one request a state.
 *
 * The service has no pages: a request is for all that matches, or for at most 200 in no particular
 * order. A state is therefore the piece that is fetched, checked against `total_results`, and not
 * fetched again. Limits are by key and rolling hour (1,000 requests, 30 for DEMO_KEY), told in
 * `X-RateLimit-Remaining`; past them it answers 429. Source: developer.nlr.gov/docs.
 */
import { AppError } from '@changeover/shared/commands'
import { JsonSplitter } from '@changeover/shared/network'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'

export interface StateRequest {
  baseUrl: string
  apiKey: string
  network: string | null
  /** `US-WA`. */
  state: string
  signal: AbortSignal
  /** Hears of each pause before it begins. */
  onWait: (seconds: number, reason: 'limit' | 'trouble') => void
}

export interface StateAnswer {
  stations: number
  /** Requests that are left this hour; null when the service does not say. */
  requestsLeft: number | null
}

const TRIES = 4
const TIMEOUT_MS = 180_000
/** A longer wait is for the person to end: what was fetched is kept. */
const LONGEST_WAIT_SECONDS = 60
/** Most characters of one station; the largest real ones have some 100,000. */
const MAX_STATION = 16 * 1024 * 1024
/** Most characters of a state; California has some 50 million with its charging units. */
const MAX_STATE = 160 * 1024 * 1024

/**
 * Fetches the stations of a state; each goes to `take` as its JSON text. A try that fails calls
 * `restart`, so that nothing is taken twice.
 * @throws AppError `AFDC_REFUSED` for a bad key or question, `AFDC_LIMIT_REACHED` when the limit lasts
 *   longer than a minute, `AFDC_UNREACHABLE` after several tries.
 */
export async function fetchState(
  request: StateRequest,
  take: (station: string) => void,
  restart: () => void,
): Promise<StateAnswer> {
  for (let attempt = 1; ; attempt++) {
    restart()
    const outcome = await tryState(request, take)
    if (outcome.kind === 'done') return outcome
    if (attempt === TRIES) throw new AppError('AFDC_UNREACHABLE', { reason: outcome.reason })
    const seconds = outcome.waitSeconds ?? 2 ** (attempt - 1)
    if (seconds > LONGEST_WAIT_SECONDS)
      throw new AppError('AFDC_LIMIT_REACHED', { minutes: Math.ceil(seconds / 60) })
    request.onWait(seconds, outcome.kind)
    await sleep(seconds * 1000, undefined, { signal: request.signal })
  }
}

type Outcome =
  | ({ kind: 'done' } & StateAnswer)
  | { kind: 'limit' | 'trouble'; reason: string; waitSeconds: number | null }

async function tryState(request: StateRequest, take: (station: string) => void): Promise<Outcome> {
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(TIMEOUT_MS)])
  try {
    const response = await fetch(urlOf(request), {
      headers: { 'x-api-key': request.apiKey, accept: 'application/json' },
      redirect: 'error',
      signal,
    })
    if (response.status === 429)
      return { kind: 'limit', reason: '429', waitSeconds: readRetryAfter(response) }
    if (response.status >= 500)
      return { kind: 'trouble', reason: String(response.status), waitSeconds: null }
    if (!response.ok) throw new AppError('AFDC_REFUSED', await readRefusal(response))
    return await readStations(response, take)
  } catch (error) {
    request.signal.throwIfAborted()
    if (error instanceof AppError) throw error
    return { kind: 'trouble', reason: 'no connection', waitSeconds: null }
  }
}

/** The key goes into a header: addresses end up in logs. */
function urlOf({ baseUrl, network, state }: StateRequest): URL {
  const url = new URL('/api/alt-fuel-stations/v1.json', baseUrl)
  const [country, code] = state.split('-')
  const parameters = {
    fuel_type: 'ELEC',
    status: 'all',
    access: 'all',
    country,
    state: code,
    include_ev_charging_units: 'true',
    limit: 'all',
    ...(network === null ? {} : { ev_network: network }),
  }
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  return url
}

/** Without the header the hour is rolling: nobody knows when the next request is free. */
function readRetryAfter({ headers }: Response): number {
  const text = headers.get('retry-after') ?? ''
  return /^\d{1,6}$/.test(text) ? Math.max(1, Number(text)) : 3600
}

const RefusalSchema = z.object({ error: z.object({ code: z.string().max(100) }) })

async function readRefusal(response: Response) {
  const body: unknown = await response.json().catch(() => null)
  const { data } = RefusalSchema.safeParse(body)
  return { status: response.status, reason: data?.error.code ?? `HTTP ${response.status}` }
}

async function readStations(response: Response, take: (station: string) => void): Promise<Outcome> {
  let total: number | null = null
  let head = ''
  let length = 0
  const splitter = new JsonSplitter({ maxLength: MAX_STATION, onObject: take })
  const decoder = new TextDecoder()
  for await (const chunk of response.body ?? []) {
    const text = decoder.decode(chunk, { stream: true })
    if (total === null && head.length < 10_000) {
      head += text
      const found = /"total_results"\s*:\s*(\d+)/.exec(head)?.[1]
      if (found !== undefined) total = Number(found)
    }
    length += text.length
    if (length > MAX_STATE) throw new AppError('FILE_TOO_LARGE', { maxBytes: MAX_STATE })
    splitter.push(text)
  }
  splitter.end()
  // A document without stations is no list of any: its outermost object would be taken for one.
  const stations = total === 0 ? 0 : splitter.count
  if (splitter.fault !== null || total === null || stations !== total)
    return { kind: 'trouble', reason: 'an incomplete answer', waitSeconds: null }
  const left = response.headers.get('x-ratelimit-remaining')
  return { kind: 'done', stations, requestsLeft: left === null ? null : Number(left) }
}
