import { z } from 'zod'
import { DaySchema, InstantSchema } from '../time/index.ts'
import { IdSchema } from './id-schema.ts'

/**
 * What goes round every command, whoever sends it.
 *
 * `commandId` is made once by the device and kept for every retry: the same id is carried out once
 * and answered with the same receipt. `baseVersion` is the version of the record that the sender
 * had before its eyes; a command on a newer record is refused as a conflict. `occurredAt` is the
 * device's word for when it happened, `deviceId` and `sequence` keep a device's commands in order.
 */
export const CommandEnvelopeSchema = z.object({
  commandId: IdSchema('Command'),
  baseVersion: z.int().positive().optional(),
  occurredAt: InstantSchema.optional(),
  deviceId: z.string().max(100).optional(),
  sequence: z.int().nonnegative().optional(),
})
export type CommandEnvelope = z.infer<typeof CommandEnvelopeSchema>

/**
 * The proof that a command was carried out: written in the same transaction as its effects. A
 * device may forget a command only against a receipt whose `hash` it has compared with its own
 * SHA-256 of what it sent.
 */
export const ReceiptSchema = z.object({
  commandId: IdSchema('Command'),
  position: z.int().positive(),
  recordedAt: InstantSchema,
  recordedOn: DaySchema,
  hash: z.string().length(64),
})
export type Receipt = z.infer<typeof ReceiptSchema>
