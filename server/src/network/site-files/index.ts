/** Permits, drawings and other files of a site. */
import { IdSchema } from '@changeover/shared/commands'
import { AttachFileSchema, SiteFileRefSchema } from '@changeover/shared/network'
import { z } from 'zod'
import { commandProcedure } from '../../commands.ts'
import { attachFile, detachFile, reattachFile } from './site-files.ts'

const result = z.object({ fileId: IdSchema('SiteFile') })

export const siteFileProcedures = {
  attachFile: commandProcedure({
    name: 'network.attachFile',
    data: AttachFileSchema,
    result,
    handle: attachFile,
  }),
  detachFile: commandProcedure({
    name: 'network.detachFile',
    data: SiteFileRefSchema,
    result,
    handle: detachFile,
  }),
  reattachFile: commandProcedure({
    name: 'network.reattachFile',
    data: SiteFileRefSchema,
    result,
    handle: reattachFile,
  }),
}

export { listFiles } from './site-files.ts'
export { registerSiteFileRoutes } from './http.ts'
