import type { AppRouter } from '@changeover/server'
import { createTRPCClient, httpBatchLink, type TRPCLink } from '@trpc/client'
import { observable } from '@trpc/server/observable'
import type { Api } from '../measured-server.ts'

/** Clients as the pages have them, whose requests and failures are noted. */
export function observe(origin: string) {
  const found = {
    requests: [] as { name: string; ms: number }[],
    errors: [] as string[],
    liveMessages: 0,
  }
  let isObserving = false

  /** Times a request from its first byte to the last of its answer. */
  const timedFetch: typeof fetch = async (input, init) => {
    const started = performance.now()
    const answer = await fetch(input, init)
    const body = await answer.arrayBuffer()
    const name = String(input).slice(`${origin}/api/trpc/`.length).split('?')[0]
    if (isObserving) found.requests.push({ name, ms: performance.now() - started })
    return new Response(body, { status: answer.status, headers: answer.headers })
  }

  const noteErrors: TRPCLink<AppRouter> =
    () =>
    ({ next, op }) =>
      observable((observer) =>
        next(op).subscribe({
          next: (value) => observer.next(value),
          complete: () => observer.complete(),
          error(error) {
            found.errors.push(`${op.path} ${error.data?.error ?? error.message}`)
            observer.error(error)
          },
        }),
      )

  return {
    found,
    /** What was asked before does not count. */
    begin() {
      isObserving = true
    },

    clientFor(cookie: string): Api {
      return createTRPCClient<AppRouter>({
        links: [
          noteErrors,
          httpBatchLink({
            url: `${origin}/api/trpc`,
            maxURLLength: 6000,
            headers: { cookie },
            fetch: timedFetch,
          }),
        ],
      })
    },

    /** A live subscription for as long as the shift lasts; one that breaks is an error. */
    async openScreen(cookie: string, signal: AbortSignal): Promise<void> {
      try {
        const response = await fetch(`${origin}/api/trpc/live.changes`, {
          headers: { cookie, accept: 'text/event-stream' },
          signal,
        })
        if (!response.ok || !response.body) throw new Error(`it answered ${response.status}`)
        for await (const text of response.body.pipeThrough(new TextDecoderStream()))
          found.liveMessages += text.match(/^data: \{/gm)?.length ?? 0
        if (!signal.aborted) throw new Error('it ended')
      } catch (error) {
        if (!signal.aborted) found.errors.push(`live.changes ${String(error)}`)
      }
    },
  }
}
