import type { ProblemCode } from '@changeover/shared/network'

/** Reading stopped because of the file as a whole; becomes a finding in the result. */
export class UnreadableFile extends Error {
  readonly code: ProblemCode
  readonly data: Readonly<Record<string, string | number>>

  constructor(code: ProblemCode, data: Readonly<Record<string, string | number>> = {}) {
    super(code)
    this.name = 'UnreadableFile'
    this.code = code
    this.data = data
  }
}
