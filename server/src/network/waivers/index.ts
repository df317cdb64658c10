/** Waivers of the CCS1 rule: granted beforehand, used by a closing, listed for ever. */
import { IdSchema } from '@changeover/shared/commands'
import { GrantWaiverSchema, WithdrawWaiverSchema } from '@changeover/shared/network'
import { z } from 'zod'
import { commandProcedure } from '../../commands.ts'
import { grantWaiver, withdrawWaiver } from './waivers.ts'

const result = z.object({ waiverId: IdSchema('Waiver') })

export const waiverProcedures = {
  grantWaiver: commandProcedure({
    name: 'network.grantWaiver',
    data: GrantWaiverSchema,
    result,
    handle: grantWaiver,
  }),
  withdrawWaiver: commandProcedure({
    name: 'network.withdrawWaiver',
    data: WithdrawWaiverSchema,
    result,
    handle: withdrawWaiver,
  }),
}

export { listWaivers } from './waivers.ts'
