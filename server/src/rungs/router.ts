import {
  ImportSessionsSchema,
  ReachRungSchema,
  WithdrawRungSchema,
} from '@changeover/shared/orders'
import { z } from 'zod'
import { commandProcedure } from '../commands.ts'
import { router } from '../trpc.ts'
import { reachByHand, withdraw } from './by-hand.ts'
import { importSessions } from './sessions.ts'

export const rungsRouter = router({
  reach: commandProcedure({
    name: 'rungs.reach',
    data: ReachRungSchema,
    /** Connectors that were not so far yet. */
    result: z.object({ reached: z.int() }),
    handle: reachByHand,
  }),

  withdraw: commandProcedure({
    name: 'rungs.withdraw',
    data: WithdrawRungSchema,
    result: z.object({ withdrawn: z.int() }),
    handle: withdraw,
  }),

  /** Sessions as a charge point operator sends them; what cannot be matched for sure is named. */
  importSessions: commandProcedure({
    name: 'rungs.importSessions',
    data: ImportSessionsSchema,
    result: z.object({
      reached: z.int(),
      already: z.int(),
      withoutCharge: z.int(),
      unknownLocations: z.array(z.string()),
      ambiguousLocations: z.array(z.string()),
    }),
    handle: importSessions,
  }),
})
