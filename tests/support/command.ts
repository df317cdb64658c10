import { newId } from '@changeover/shared/commands'

/** The envelope of a command of its own. */
export const command = <Data>(data: Data) => ({ commandId: newId<'Command'>(), data })
