import { newId, type CommandEnvelope, type Id } from '@changeover/shared/commands'
import { explain } from './explain.ts'

const RETRIES = 3
const RETRY_MS = 700

/** A name for this browser, so that the history tells devices apart. It says nothing about the person. */
export function deviceId(): string {
  const key = 'changeover-device'
  const known = localStorage.getItem(key)
  if (known) return known
  const made = newId<'Device'>()
  localStorage.setItem(key, made)
  return made
}

/**
 * Sends a command from a screen. The id is made once and kept for each retry, so that a lost answer
 * never does anything twice. Retries only when the server was not reached.
 */
export async function send<Data, Receipt>(
  mutation: { mutate(input: CommandEnvelope & { data: Data }): Promise<Receipt> },
  data: Data,
  options: { baseVersion?: number; commandId?: Id<'Command'> } = {},
): Promise<Receipt> {
  const envelope = {
    commandId: options.commandId ?? newId<'Command'>(),
    baseVersion: options.baseVersion,
    deviceId: deviceId(),
  }
  for (let attempt = 1; ; attempt++) {
    try {
      return await mutation.mutate({ ...envelope, data })
    } catch (error) {
      const isUnreached = ['OFFLINE', 'UNAVAILABLE'].includes(explain(error).code)
      if (!isUnreached || attempt === RETRIES) throw error
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS * attempt))
    }
  }
}
