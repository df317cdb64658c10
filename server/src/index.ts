/** The server's door for the client: types only. */
export type { AppRouter } from './router.ts'
