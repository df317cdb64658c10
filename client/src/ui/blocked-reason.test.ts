import { expect, it } from 'vitest'
import { blockedReasonName } from './blocked-reason.ts'

it('says why an order is blocked in words, and what somebody wrote as they wrote it', () => {
  expect(blockedReasonName('wrong_hardware')).toBe('Other hardware than planned')
  expect(blockedReasonName('A bee’s nest in the pedestal')).toBe('A bee’s nest in the pedestal')
})
