import { AppError, ERRORS } from '@changeover/shared/commands'
import { ZodError } from 'zod'

/** What went wrong, as a word of a short list, and whether it was the server's fault. */
export function failureOf(failure: unknown): { code: string; isFault: boolean } {
  if (failure instanceof AppError)
    return { code: failure.code, isFault: ERRORS[failure.code].status >= 500 }
  if (failure instanceof ZodError) return { code: 'INVALID', isFault: false }
  if (!(failure instanceof Error)) return { code: 'unknown', isFault: true }
  if (failure.cause instanceof AppError || failure.cause instanceof ZodError)
    return failureOf(failure.cause)
  const code = 'code' in failure && typeof failure.code === 'string' ? failure.code : failure.name
  return { code, isFault: true }
}
