import { router } from '../trpc.ts'
import { entryProcedures } from './entry-procedures.ts'
import { ownProcedures } from './own-procedures.ts'
import { passkeyProcedures } from './passkey-procedures.ts'
import { peopleProcedures } from './people-procedures.ts'

/** Getting in, one's own sessions and tokens, and other people. */
export const accountsRouter = router({
  ...entryProcedures,
  ...ownProcedures,
  ...passkeyProcedures,
  ...peopleProcedures,
})
