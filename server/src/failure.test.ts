import { describe, expect, it } from 'vitest'
import { toAppError } from './failure.ts'

describe('a database that is away', () => {
  it.each([
    'Connection terminated unexpectedly',
    'Client has encountered a connection error and is not queryable',
    'Client was closed and is not queryable',
  ])('is told as such, however the driver says it: %s', (message) => {
    expect(toAppError(new Error(message))?.code).toBe('UNAVAILABLE')
  })
})
