import { AppError, type Id } from '@changeover/shared/commands'
import { statesOf, type AfdcFetch, type AfdcProgress } from '@changeover/shared/network'
import type { Uploads } from '../uploads.ts'
import { Parts } from './parts.ts'
import { fetchState } from './service.ts'

/**
 * Fetches stations state by state into an upload, which then goes the way of every file: findings,
 * preview, confirm. Ends early with a code and what to go on with; nothing is fetched twice.
 *
 * @param tell hears of every step; see `AfdcProgress`
 */
export async function fetchAfdc(
  { uploads, baseUrl }: { uploads: Uploads; baseUrl: string },
  { apiKey, query, resume }: AfdcFetch,
  signal: AbortSignal,
  tell: (progress: AfdcProgress) => void,
): Promise<void> {
  let parts: Parts | null = null
  try {
    parts = await Parts.open(uploads, query, resume)
    await fetchStates(parts, { baseUrl, apiKey, query, signal, tell })
    const { stations } = parts
    const upload = await parts.finish(nameOf(query.network))
    tell({ kind: 'done', uploadId: upload.id, stations })
  } catch (error) {
    await parts?.close().catch(() => undefined)
    if (signal.aborted) return
    if (!(error instanceof AppError)) throw error
    const kept: Id<'Upload'> | null = parts && parts.stations > 0 ? parts.id : null
    tell({ kind: 'failed', error: error.code, details: { ...error.details }, resume: kept })
  }
}

async function fetchStates(
  parts: Parts,
  {
    baseUrl,
    apiKey,
    query,
    signal,
    tell,
  }: Pick<AfdcFetch, 'apiKey' | 'query'> & {
    baseUrl: string
    signal: AbortSignal
    tell: (progress: AfdcProgress) => void
  },
): Promise<void> {
  const states = statesOf(query)
  let requestsLeft: number | null = null
  const report = (state: string | null) =>
    tell({
      kind: 'progress',
      uploadId: parts.id,
      state,
      statesDone: states.filter((one) => parts.has(one)).length,
      statesInAll: states.length,
      stations: parts.stations,
      requestsLeft,
    })
  for (const state of states) {
    if (parts.has(state)) continue
    if (requestsLeft === 0) throw new AppError('AFDC_LIMIT_REACHED', { minutes: 60 })
    report(state)
    const texts: string[] = []
    const answer = await fetchState(
      {
        baseUrl,
        apiKey,
        network: query.network,
        state,
        signal,
        onWait: (seconds, reason) => tell({ kind: 'waiting', seconds, reason }),
      },
      (text) => texts.push(text),
      () => (texts.length = 0),
    )
    await parts.add(state, texts.slice(0, answer.stations))
    requestsLeft = answer.requestsLeft
  }
  report(null)
}

function nameOf(network: string | null): string {
  return `AFDC ${network ?? 'all networks'}.json`
}
