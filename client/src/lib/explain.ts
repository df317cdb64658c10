import { AppError, ERRORS, isErrorCode, type ErrorCode } from '@changeover/shared/commands'
import { serverErrorOf } from './trpc.ts'

/** A failure as a person reads it: what happened, and what to do. */
export interface Explanation {
  code: ErrorCode | 'OFFLINE'
  why: string
  fix: string
  details: Record<string, unknown>
  /** Messages by the name of the field they belong to. */
  fields: { name: string; message: string }[]
}

/** Turns whatever a request threw into a sentence and a next step. */
export function explain(error: unknown): Explanation {
  if (error instanceof AppError)
    return { code: error.code, ...sentencesOf(error.code), details: error.details, fields: [] }
  const answer = serverErrorOf(error)
  if (!answer) {
    return {
      code: 'OFFLINE',
      why: 'The server cannot be reached.',
      fix: 'Check the connection, then try again.',
      details: {},
      fields: [],
    }
  }
  const code = isErrorCode(answer.error) ? answer.error : 'UNEXPECTED'
  const fields = answer.fields.map(({ path, message }) => ({ name: path.at(-1) ?? '', message }))
  if (typeof answer.details.field === 'string')
    fields.push({ name: answer.details.field, message: String(answer.details.reason ?? '') })
  return { code, ...sentencesOf(code), details: answer.details, fields }
}

function sentencesOf(code: ErrorCode): { why: string; fix: string } {
  return { why: ERRORS[code].why, fix: ERRORS[code].fix }
}
