import type { Actor, ProcedureName } from '@changeover/shared/accounts'
import {
  AppError,
  canonicalJson,
  CommandEnvelopeSchema,
  ReceiptSchema,
  type CommandEnvelope,
  type Id,
  type Receipt,
} from '@changeover/shared/commands'
import { createHash } from 'node:crypto'
import type { z } from 'zod'
import { bulkTransaction, type CopyRows } from './db/bulk.ts'
import type { DatabaseTransaction } from './db/database.ts'
import type { Services } from './context.ts'
import { findReceipt, writeRecord } from './db/record.ts'
import { allThrough, transact } from './db/transact.ts'
import { procedure } from './trpc.ts'
import { UnitOfWork } from './unit-of-work.ts'
import { now } from './clock.ts'

/**
 * The one door: every change is a command and passes here.
 *
 * A command is authorised (permission table), then its handler runs in a transaction; events,
 * rollup and receipt are written in the same transaction; only then is anybody told. A command id
 * that was carried out before is answered with its first receipt, whatever the handler would say
 * now. Change this file only together with its tests in `tests/api/commands.test.ts`.
 */
export interface CommandSpec<Data extends z.ZodType, Result extends z.ZodType> {
  name: ProcedureName
  /** What the command needs, from `shared`. */
  data: Data
  /** What the handler answers beside the receipt. */
  result: Result
  /** Writes thousands of rows: the transaction gets a connection that can COPY, and time. */
  isBulk?: boolean
  /** A few lines of domain logic. Throws `AppError` to refuse; nothing is then written. */
  handle: (work: UnitOfWork, data: z.output<Data>) => Promise<z.input<Result>>
}

/** A tRPC mutation that carries the command out and answers with its receipt and result. */
export function commandProcedure<Data extends z.ZodType, Result extends z.ZodType>(
  spec: CommandSpec<Data, Result>,
) {
  return procedure(spec.name)
    .input(CommandEnvelopeSchema.extend({ data: spec.data }))
    .output(ReceiptSchema.extend({ result: spec.result }))
    .mutation(async ({ ctx, input }) => {
      const { data, ...envelope } = input as CommandEnvelope & { data: z.output<Data> } // zod infers this shape for concrete schemas only.
      // The output schema parses it again; its input type cannot be named for a generic schema.
      return (await execute(ctx, ctx.actor, spec, envelope, data)) as never
    })
}

/** Carries a command out; the command line and jobs call it directly. @see CommandSpec */
export function execute<Data extends z.ZodType, Result extends z.ZodType>(
  context: Services,
  ...asked: Asked<Data, Result>
): Promise<Receipt & { result: z.input<Result> }> {
  const [, { name }] = asked
  return context.tracing.span({ name: `command ${name}` }, () => carryOutOnce(context, ...asked))
}

/** Who asks, what, round it the envelope, and with which data. */
type Asked<Data extends z.ZodType, Result extends z.ZodType> = [
  actor: Actor,
  spec: CommandSpec<Data, Result>,
  envelope: CommandEnvelope,
  data: z.output<Data>,
]

async function carryOutOnce<Data extends z.ZodType, Result extends z.ZodType>(
  context: Services,
  ...[actor, spec, envelope, data]: Asked<Data, Result>
): Promise<Receipt & { result: z.input<Result> }> {
  const hash = hashCommand(spec.name, data)
  let work: UnitOfWork | undefined
  try {
    const carryOut = async (tx: DatabaseTransaction, copy?: CopyRows) => {
      work = new UnitOfWork(context, tx, actor, envelope, copy)
      const result = await spec.handle(work, data)
      const record = writeRecord(tx, work, { name: spec.name, hash, result })
      return { answer: record.then((written) => ({ ...written, result })), sent: work.sent }
    }
    const receipt = spec.isBulk
      ? await bulkTransaction(context.pool, async (tx, copy) =>
          allThrough(await carryOut(tx, copy)),
        )
      : await transact(context.db, carryOut)
    context.announcer.announce(work?.topics ?? [])
    return receipt
  } catch (failure) {
    const earlier = await findReceipt(context.db, envelope.commandId)
    if (!earlier) throw failure
    if (earlier.hash !== hash)
      throw new AppError('COMMAND_REUSED', { commandId: envelope.commandId })
    tellAgain(context, earlier)
    // The first answer was checked against the result schema when it was given.
    return earlier as Receipt & { result: z.input<Result> }
  }
}

/** Younger than this, a command that is asked again may have lost its first process before it told anybody. */
const RECENT_MS = 60_000

/** Open screens refresh what they hold, since what became stale then is not kept. */
function tellAgain({ announcer }: Services, { recordedAt }: Receipt): void {
  if (Date.parse(now()) - Date.parse(recordedAt) < RECENT_MS) announcer.announce(['everything'])
}

/**
 * SHA-256 of what was asked, the same on every device that asks it. A password is left out: the
 * hash is kept in the history, where it would let the password be guessed at great speed.
 */
export function hashCommand(name: ProcedureName, data: unknown): string {
  return createHash('sha256')
    .update(canonicalJson({ name, data: withoutPassword(data) }))
    .digest('hex')
}

function withoutPassword(data: unknown): unknown {
  if (typeof data !== 'object' || data === null || !('password' in data)) return data
  const { password: _password, ...rest } = data
  return rest
}

export type CommandId = Id<'Command'>
