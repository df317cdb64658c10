import {
  AfdcProgressSchema,
  AfdcQuerySchema,
  type AfdcProgress,
  type AfdcQuery,
} from '@changeover/shared/network'
import { ERRORS, IdSchema, isErrorCode, type Id } from '@changeover/shared/commands'
import { onScopeDispose, ref, shallowRef } from 'vue'
import { z } from 'zod'
import type { Explanation } from '../lib/explain.ts'

const KEPT = 'changeover-afdc'
const KeptSchema = z.object({ query: AfdcQuerySchema, resume: IdSchema('Upload') })

/** Fetching stations from AFDC: told as it goes on, stopped at will, and gone on with after a break. */
export function useAfdc(onDone: (uploadId: Id<'Upload'>) => void) {
  const isRunning = ref(false)
  const progress = shallowRef<(AfdcProgress & { kind: 'progress' }) | null>(null)
  const waitSeconds = ref<number | null>(null)
  const failure = shallowRef<Explanation | null>(null)
  /** What was begun in this tab and not ended; the key is never kept. */
  const kept = shallowRef(readKept())
  let aborter = new AbortController()
  onScopeDispose(() => aborter.abort())

  async function start(apiKey: string, query: AfdcQuery, resume: Id<'Upload'> | null) {
    aborter = new AbortController()
    isRunning.value = true
    failure.value = null
    progress.value = null
    try {
      const response = await fetch('/api/files/afdc', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ apiKey, query, resume }),
        signal: aborter.signal,
      })
      if (!response.ok || !response.body) throw new Error(String(response.status))
      for await (const line of linesOf(response.body)) hear(line, query)
    } catch {
      if (!aborter.signal.aborted) failure.value = explain('UNAVAILABLE', {})
    } finally {
      isRunning.value = false
      waitSeconds.value = null
    }
  }

  function hear(line: string, query: AfdcQuery): void {
    const told = AfdcProgressSchema.parse(JSON.parse(line))
    waitSeconds.value = told.kind === 'waiting' ? told.seconds : null
    if (told.kind === 'progress') {
      progress.value = told
      if (told.stations > 0) keep({ query, resume: told.uploadId })
    } else if (told.kind === 'failed') {
      failure.value = explain(told.error, told.details)
      keep(told.resume ? { query, resume: told.resume } : null)
    } else if (told.kind === 'done') {
      keep(null)
      onDone(told.uploadId)
    }
  }

  function keep(next: z.infer<typeof KeptSchema> | null): void {
    kept.value = next
    if (next) sessionStorage.setItem(KEPT, JSON.stringify(next))
    else sessionStorage.removeItem(KEPT)
  }

  return {
    isRunning,
    progress,
    waitSeconds,
    failure,
    kept,
    start,
    stop: () => aborter.abort(),
    forget: () => keep(null),
  }
}

function readKept(): z.infer<typeof KeptSchema> | null {
  try {
    return KeptSchema.parse(JSON.parse(sessionStorage.getItem(KEPT) ?? ''))
  } catch {
    return null
  }
}

async function* linesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  for (;;) {
    const { value, done } = await reader.read()
    if (done) break
    const lines = (rest + decoder.decode(value, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    yield* lines.filter((line) => line !== '')
  }
}

function explain(code: string, details: Record<string, unknown>): Explanation {
  const known = isErrorCode(code) ? code : 'UNEXPECTED'
  return { code: known, ...ERRORS[known], details, fields: [] }
}
