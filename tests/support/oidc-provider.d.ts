/** The part of the provider library that the tests use; it comes without types. */
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http'
  export class Provider {
    constructor(
      issuer: string,
      configuration: {
        clients: Record<string, unknown>[]
        claims: Record<string, string[]>
        findAccount: (
          context: unknown,
          id: string,
        ) => { accountId: string; claims: () => Record<string, unknown> & { sub: string } }
        features: Record<string, { enabled: boolean }>
      },
    )
    callback(): (request: IncomingMessage, response: ServerResponse) => unknown
  }
}
