import { AppError, ERRORS, isErrorCode } from '@changeover/shared/commands'
import { TRPCError } from '@trpc/server'
import type { FastifyBaseLogger } from 'fastify'
import { ZodError } from 'zod'

const codeByStatus = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHORIZED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  409: 'CONFLICT',
  413: 'PAYLOAD_TOO_LARGE',
  422: 'UNPROCESSABLE_CONTENT',
  429: 'TOO_MANY_REQUESTS',
  500: 'INTERNAL_SERVER_ERROR',
  503: 'SERVICE_UNAVAILABLE',
} as const

/** SQLSTATE classes and socket errors that say the database is away, not that we asked wrongly. */
const unavailable = new Set([
  'ECONNREFUSED',
  'ENOENT',
  'ECONNRESET',
  'EPIPE',
  '57P01',
  '57P02',
  '57P03',
  '08000',
  '08003',
  '08006',
  '53300',
])

/** The database's and the system's word for a disk that is full, or for a share of it that is used up. */
const noRoom = new Set(['53100', 'ENOSPC', 'EDQUOT'])

/** A NUL in a text, a number too large for its column, a day that no calendar has: it passed the schema, and no table can hold it. */
const notStorable = new Set(['22021', '22P05', '22003', '22007', '22008'])

/**
 * Turns whatever was thrown into one of our closed list of errors. A refusal by the ledger's
 * constraints carries its code as the message. Anything else is logged once and answered as
 * `UNEXPECTED`, without its text.
 */
export function toAppError(cause: unknown): AppError | null {
  if (cause instanceof AppError) return cause
  if (cause instanceof Error) {
    const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : ''
    // A row that was named does not exist: what was asked is wrong, not the server.
    if (code === '23503')
      return new AppError('INVALID', { reason: 'Something that was named does not exist.' })
    if (notStorable.has(code))
      return new AppError('INVALID', {
        reason: 'A text, a number or a day in it cannot be stored.',
      })
    // Two did the same thing at once, and the other one was first.
    if (code === '23505') return new AppError('CONFLICT')
    if (code === '23514' && isErrorCode(cause.message)) return new AppError(cause.message)
    if (noRoom.has(code)) return new AppError('DISK_FULL')
    if (
      unavailable.has(code) ||
      /Connection terminated|is not queryable|timeout exceeded when trying to connect/.test(
        cause.message,
      )
    )
      return new AppError('UNAVAILABLE')
  }
  return null
}

/** The same for tRPC's border. */
export function toTrpcError(
  cause: unknown,
  about?: { log: FastifyBaseLogger; path: string },
): TRPCError {
  if (cause instanceof TRPCError) return cause
  if (cause instanceof ZodError)
    return new TRPCError({ code: 'BAD_REQUEST', cause, message: ERRORS.INVALID.why })
  const known = toAppError(cause)
  if (known)
    return new TRPCError({
      code: codeByStatus[ERRORS[known.code].status],
      cause: known,
      message: known.message,
    })
  about?.log.error({ err: cause, path: about.path }, 'unexpected failure')
  return new TRPCError({ code: 'INTERNAL_SERVER_ERROR', message: ERRORS.UNEXPECTED.why, cause })
}
