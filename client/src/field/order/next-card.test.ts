import { newId } from '@changeover/shared/commands'
import { addDays, parseDay } from '@changeover/shared/time'
import { describe, expect, it } from 'vitest'
import { makeOrder, noon } from '../testing.ts'
import { nextCard } from './next-card.ts'

const today = parseDay('2026-11-20')
const answered = (steps: Record<string, string | number | boolean>) =>
  Object.entries(steps).map(([step, value]) => ({
    step,
    value,
    answeredAt: noon,
    answeredBy: null,
    commandId: newId<'Command'>(),
    rivals: [],
  }))

describe('what comes next', () => {
  it('is the gate’s day while the gate is closed', () => {
    const order = makeOrder()
    const gateOn = addDays(today, 3)
    const closed = { ...order, milestone: { ...order.milestone, gateOn } }
    expect(nextCard(closed, today, null)).toEqual({ kind: 'before-gate', gateOn })
    expect(nextCard(closed, gateOn, null)).toEqual({ kind: 'arrive' })
  })

  it('is the first required step that is open, and checks in a row are one card', () => {
    const order = makeOrder({ state: 'on_site', answers: answered({ station: '1', kit: 'K' }) })
    expect(nextCard(order, today, null)).toMatchObject({ kind: 'step', step: { key: 'before' } })
    const before = {
      id: order.id as never,
      kind: 'before' as const,
      sha256: '',
      takenAt: noon,
      isStored: false,
    }
    const photographed = { ...order, evidence: [before] }
    expect(nextCard(photographed, today, null)).toMatchObject({
      kind: 'checks',
      steps: [{ key: 'power_off' }, { key: 'holster' }, { key: 'latched' }],
    })
  })

  it('is a step that the crew goes back to, until it is answered', () => {
    const order = makeOrder({ state: 'in_progress', answers: answered({ station: '1' }) })
    expect(nextCard(order, today, 'station')).toMatchObject({ step: { key: 'station' } })
    expect(nextCard(order, today, null)).toMatchObject({ step: { key: 'kit' } })
  })

  it('is the closing, with what is optional beside it, when nothing required is open', () => {
    const order = makeOrder({
      state: 'in_progress',
      answers: answered({ station: '1', kit: 'K', power_off: true, holster: true, latched: true }),
      evidence: (['before', 'after'] as const).map((kind) => ({
        id: 'x' as never,
        kind,
        sha256: '',
        takenAt: noon,
        isStored: true,
      })),
    })
    expect(nextCard(order, today, null)).toMatchObject({
      kind: 'close',
      optional: [{ key: 'damage' }],
    })
  })
})
