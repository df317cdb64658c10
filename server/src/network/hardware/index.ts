/** Hardware as it is known and observed, and the kits that fit it. */
import { IdSchema } from '@changeover/shared/commands'
import { ObserveHardwareSchema, SiteHardwareSchema } from '@changeover/shared/network'
import { z } from 'zod'
import { commandProcedure } from '../../commands.ts'
import { procedure } from '../../trpc.ts'
import { getHardware, observeHardware } from './hardware.ts'

export const hardwareProcedures = {
  hardware: procedure('network.hardware')
    .input(z.object({ siteId: IdSchema('Site') }))
    .output(SiteHardwareSchema)
    .query(({ ctx, input }) => getHardware(ctx.db, ctx.actor, input.siteId)),

  observeHardware: commandProcedure({
    name: 'network.observeHardware',
    data: ObserveHardwareSchema,
    result: z.object({ observationId: IdSchema('HardwareObserved') }),
    handle: observeHardware,
  }),
}
