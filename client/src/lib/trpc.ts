import type { AppRouter } from '@changeover/server'
import { createTRPCClient, httpBatchLink, httpLink, splitLink, TRPCClientError } from '@trpc/client'
import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server'

/** The only file that knows the server, and only its type. */
export const api = createTRPCClient<AppRouter>({
  links: [
    splitLink({
      // Set by whoever asks with more than an address holds: `{ context: { isLarge: true } }`.
      condition: (operation) => operation.context['isLarge'] === true,
      true: httpLink({ url: '/api/trpc', methodOverride: 'POST' }),
      // What takes its time goes alone (`isSlow`), or all that is asked with it would wait.
      false: splitLink({
        condition: (operation) => operation.context['isSlow'] === true,
        true: httpLink({ url: '/api/trpc' }),
        false: httpBatchLink({ url: '/api/trpc', maxURLLength: 6000 }),
      }),
    }),
  ],
})

export type ServerInputs = inferRouterInputs<AppRouter>
export type ServerOutputs = inferRouterOutputs<AppRouter>

/** What the server says of a refusal, or null when the request never got there. */
export function serverErrorOf(error: unknown): {
  error: string
  details: Record<string, unknown>
  fields: { path: string[]; message: string }[]
} | null {
  if (!(error instanceof TRPCClientError)) return null
  // The shape is the server's error formatter; tRPC types it for one router, here any call may have failed.
  return (error as TRPCClientError<AppRouter>).data ?? null
}
