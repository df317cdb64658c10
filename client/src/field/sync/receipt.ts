import type { Receipt } from '@changeover/shared/commands'
import type { KeptReceipt, QueuedCommand } from '../store/commands.ts'
import { hashOf } from './hash.ts'

/** The server answered, but its receipt is not for what was sent. The command stays. */
export class ReceiptDiffers extends Error {
  override name = 'ReceiptDiffers'
}

/**
 * Compares the receipt with our own hash of what was sent.
 * @throws ReceiptDiffers when id or hash are not the command's.
 */
export async function readReceipt(command: QueuedCommand, data: unknown): Promise<KeptReceipt> {
  // Compared field by field below; anything else is not a receipt.
  const receipt = (data ?? {}) as Partial<Receipt> & { result?: { isLate?: boolean } }
  const hash = await hashOf(command)
  if (receipt.commandId !== command.commandId || receipt.hash !== hash || !receipt.recordedAt)
    throw new ReceiptDiffers()
  return {
    key: command.commandId,
    what: command.name,
    orderId: command.data.orderId,
    hash,
    outcome: receipt.result?.isLate ? 'late' : 'safe',
    occurredAt: command.occurredAt,
    recordedAt: receipt.recordedAt,
  }
}
