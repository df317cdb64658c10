import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, parseDay, weekdayOf } from '../time/index.ts'
import {
  ChecklistTemplateSchema,
  describeScope,
  NACS_ROLLOUT,
  pickKit,
  proposeMilestones,
  ScopeSchema,
  spreadBaseline,
} from './index.ts'

const kits = NACS_ROLLOUT.kitTypes
const port = { level: 'L2', family: 'CT4000', standards: ['J1772'], side: null } as const

describe('picking a kit', () => {
  it('takes the one that fits level, family and plugs', () => {
    expect(pickKit(port, kits, 'NACS')).toMatchObject({ kind: 'kit', kit: { code: 'CT4000-NACS' } })
  })

  it('asks where the family is not known, and offers what may fit', () => {
    const answer = pickKit({ ...port, family: null }, kits, 'NACS')
    expect(answer).toMatchObject({ kind: 'question', question: 'FAMILY_UNKNOWN' })
    expect(answer.kind === 'question' && answer.candidates.map(({ family }) => family)).toEqual([
      'CT4000',
      'CP6000',
      'CPF50',
    ])
  })

  it('asks for the side where only that decides', () => {
    const sided = (['left', 'right'] as const).map((side) => ({ ...kits[2], side }))
    const known = { ...port, family: 'CPF50' }
    expect(pickKit(known, sided, 'NACS')).toMatchObject({ question: 'SIDE_UNKNOWN' })
    expect(pickKit({ ...known, side: 'left' }, sided, 'NACS')).toMatchObject({
      kit: { side: 'left' },
    })
  })

  it.each([
    ['LEVEL_UNKNOWN', { ...port, level: null }],
    ['CONNECTORS_UNKNOWN', { ...port, standards: [] }],
    ['NO_KIT_KNOWN', { ...port, family: 'SOMETHING_ELSE' }],
    ['NO_KIT_KNOWN', { ...port, level: 'L1' as const }],
    ['NO_KIT_KNOWN', { ...port, level: 'DC' as const, family: 'CPE250', standards: ['CCS1'] }],
  ] as const)('names %s and guesses nothing', (reason, situation) => {
    expect(pickKit(situation, kits, 'NACS')).toEqual({ kind: 'exception', reason })
  })

  it('never picks a kit that takes a CCS1 connector', () => {
    const greedy = [{ ...kits[4], removesStandard: 'CCS1' }]
    const dc = { level: 'DC', family: 'CPEPLUS', standards: ['CCS1'], side: null } as const
    expect(pickKit(dc, greedy, 'NACS')).toEqual({ kind: 'exception', reason: 'NO_KIT_KNOWN' })
  })

  it('serves any standard that a template brings', () => {
    const ccs = [{ ...kits[4], addsStandard: 'CCS1' }]
    const nacsOnly = { level: 'DC', family: 'CPEPLUS', standards: ['NACS'], side: null } as const
    expect(pickKit(nacsOnly, ccs, 'CCS1')).toMatchObject({ kind: 'kit' })
  })
})

describe('a baseline', () => {
  it('spreads all of the scope over working days between its ends', () => {
    const start = parseDay('2026-01-01')
    fc.assert(
      fc.property(
        fc.nat(5_000),
        fc.nat(400),
        fc.integer({ min: 4, max: 400 }),
        (count, shift, days) => {
          const from = addDays(start, shift)
          const to = addDays(from, days)
          const points = spreadBaseline(count, from, to)
          expect(points.reduce((sum, point) => sum + point.count, 0)).toBe(count)
          for (const { dueOn, count: due } of points) {
            expect(weekdayOf(dueOn)).toBeLessThanOrEqual(5)
            expect(dueOn >= from && dueOn <= to).toBe(true)
            expect(due).toBeGreaterThan(0)
          }
        },
      ),
    )
  })

  it('puts everything on the target where no working day is left', () => {
    const sunday = parseDay('2026-11-22')
    expect(spreadBaseline(7, sunday, sunday)).toEqual([{ dueOn: sunday, count: 7 }])
  })
})

describe('the NACS template', () => {
  it('has checklists that hold together, and a checklist for each kit', () => {
    for (const checklist of NACS_ROLLOUT.checklists)
      expect(ChecklistTemplateSchema.safeParse(checklist).error).toBeUndefined()
    const codes = NACS_ROLLOUT.checklists.map(({ code }) => code)
    for (const { checklistCode } of kits) expect(codes).toContain(checklistCode)
  })

  it('opens AC today and DC on the first of November', () => {
    const gates = proposeMilestones(NACS_ROLLOUT, parseDay('2026-03-05'))
    expect(gates.map(({ gateOn }) => gateOn)).toEqual(['2026-03-05', '2026-11-01', '2026-03-05'])
  })
})

describe('a checklist', () => {
  it('may not depend on a step that does not come before', () => {
    const step = { kind: 'check' as const, title: 'A', isRequired: true }
    const template = {
      code: 'a',
      version: 1,
      name: 'A',
      steps: [
        { ...step, key: 'first', when: { step: 'second', isOneOf: [true] } },
        { ...step, key: 'second' },
      ],
    }
    expect(ChecklistTemplateSchema.safeParse(template).success).toBe(false)
  })
})

describe('a scope', () => {
  it('reads as a sentence', () => {
    const scope = ScopeSchema.parse({
      regions: ['US-CA', 'US-WA'],
      families: ['CPE250'],
      isFunded: false,
    })
    expect(describeScope(scope, { charge: 'DC', addsStandard: 'NACS' })).toBe(
      'all not federally funded DC ports of CPE250 in US-CA, US-WA without NACS',
    )
  })
})
