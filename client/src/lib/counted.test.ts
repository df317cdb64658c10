// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import { counted } from './counted.ts'
import { i18n } from './i18n.ts'

describe('what is counted in a sentence', () => {
  it('is one of it, or several, and none is several', () => {
    expect([0, 1, 2, 1204].map((count) => counted('orders', count))).toEqual([
      '0 orders',
      '1 order',
      '2 orders',
      '1,204 orders',
    ])
  })

  it('has its verb with it', () => {
    const say = (count: number) => i18n.global.t('planning.reasons.blocked', { count }, count)
    expect(say(1)).toBe('1 order is blocked: it waits for a person.')
    expect(say(8)).toBe('8 orders are blocked: they wait for a person.')
  })
})
