import { newId } from '@changeover/shared/commands'
import { ClosingSchema } from '@changeover/shared/orders'
import { describe, expect, it } from 'vitest'
import { emptyDraft } from '../store/drafts.ts'
import type { KnownKit } from '../store/memory.ts'
import { hashOf } from '../sync/hash.ts'
import { makeOrder, makePort, noon } from '../testing.ts'
import { applyCommand } from './apply-command.ts'
import { candidateKits, proposeClosing } from './closing.ts'

const kit = (change: Partial<KnownKit> = {}): KnownKit => ({
  id: newId<'KitType'>(),
  code: 'CPE250-NACS',
  name: 'Express 250',
  family: 'CPE250',
  level: 'DC',
  addsStandard: 'NACS',
  removesStandard: 'CHADEMO',
  side: null,
  durationMinutes: 90,
  ...change,
})
const express = kit()
const dcPort = makePort({
  level: 'DC',
  standards: ['CCS1', 'CHADEMO'],
  kitTypeId: express.id,
})
const site = { ...makeOrder().site, ccs1: 1, j1772: 0 }
const order = makeOrder({ state: 'in_progress', ports: [dcPort], site })
const draft = emptyDraft(order.id)

describe('a proposed closing', () => {
  it('takes the plug whose place the kit takes, and counts the loss', () => {
    const { data, answer } = proposeClosing(order, draft, [express])
    expect(data.ports).toEqual([
      { portId: dcPort.id, outcome: 'fitted', standard: 'NACS', removed: ['CHADEMO'] },
    ])
    expect(answer).toEqual({ isAllowed: true, chademoLost: 1, waiversUsed: [] })
  })

  it('is not allowed to take CCS1', () => {
    const { answer } = proposeClosing(order, { ...draft, removed: { [dcPort.id]: ['CCS1'] } }, [
      express,
    ])
    expect(answer).toMatchObject({ isAllowed: false, code: 'CCS1_WOULD_FALL' })
  })

  it('names the ports for which nobody has said which kit goes in', () => {
    const unknown = makeOrder({ ports: [makePort()] })
    expect(proposeClosing(unknown, draft, []).undecided).toHaveLength(1)
    const plus = kit({ level: 'L2', removesStandard: null })
    const decided = proposeClosing(unknown, { ...draft, kitTypeId: plus.id }, [plus])
    expect(decided.undecided).toEqual([])
    expect(decided.data.ports[0]).toMatchObject({ kitTypeId: plus.id })
  })

  it('is the same to the server as to the phone, so that both hash the same', async () => {
    const { data } = proposeClosing(
      order,
      {
        ...draft,
        notFitted: { [dcPort.id]: ' No kit left ' },
        parts: [
          { partId: newId(), kitTypeId: express.id, name: 'Kit', serial: ' K-7 ', isFaulty: true },
          { partId: newId(), kitTypeId: null, name: 'Holster', serial: '', isFaulty: false },
        ],
      },
      [express],
    )
    expect(data.parts).toMatchObject([{ serial: 'K-7' }, { name: 'Holster' }])
    const parsed = ClosingSchema.parse(data)
    expect(await hashOf({ name: 'orders.close', data: parsed })).toBe(
      await hashOf({ name: 'orders.close', data }),
    )
  })

  it('shows on the phone what it will do on the server', () => {
    const { data } = proposeClosing(order, draft, [express])
    const closed = applyCommand(order, {
      name: 'orders.close',
      data,
      occurredAt: noon,
      commandId: newId(),
    })
    expect(closed).toMatchObject({
      state: 'done',
      ports: [{ outcome: 'fitted', standards: ['CCS1', 'NACS'] }],
    })
  })
})

describe('kits to pick from', () => {
  it('never include one that takes a CCS1 plug, or one of another level', () => {
    const taking = kit({ removesStandard: 'CCS1' })
    const other = kit({ level: 'L2' })
    expect(candidateKits(order, [express, taking, other])).toEqual([express])
  })
})
