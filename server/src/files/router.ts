import { z } from 'zod'
import { commandProcedure } from '../commands.ts'
import { procedure, router } from '../trpc.ts'
import { keepsPhotoPosition, setPhotoPolicy } from './policy.ts'

const policy = z.object({ keepsPosition: z.boolean() })

export const filesRouter = router({
  policy: procedure('files.policy')
    .output(policy)
    .query(async ({ ctx }) => ({ keepsPosition: await keepsPhotoPosition(ctx.db) })),

  setPolicy: commandProcedure({
    name: 'files.setPolicy',
    data: policy,
    result: policy,
    handle: setPhotoPolicy,
  }),
})
