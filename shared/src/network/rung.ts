import { z } from 'zod'

/**
 * Installed is not working. A connector climbs a ladder: installed (the ledger), energised, its first
 * NACS session, publicly listed. A rung is reached once.
 */
export const RungSchema = z.enum(['energised', 'first_session', 'publicly_listed'])
export type Rung = z.infer<typeof RungSchema>
export const RUNGS = RungSchema.options
