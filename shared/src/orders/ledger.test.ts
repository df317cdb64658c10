import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkClose, type PortOutcome } from './index.ts'

const rules = { keepsJ1772: true }
const question = {
  ports: [{ portId: 'a', isFunded: false, standards: ['CCS1', 'CHADEMO'] }],
  siteStock: { CCS1: 1, J1772: 0 },
  addsStandard: 'NACS',
  rules,
  hasWaiver: false,
}
const fitted = (removed: string[] = [], standard = 'NACS'): PortOutcome => ({
  portId: 'a',
  outcome: 'fitted',
  standard,
  removed,
})

describe('a closing', () => {
  it('may take CHAdeMO, and counts it', () => {
    expect(checkClose({ ...question, outcomes: [fitted(['CHADEMO'])] })).toEqual({
      isAllowed: true,
      chademoLost: 1,
      waiversUsed: [],
    })
  })

  it('may not take CCS1 without a waiver, nor on a funded port with one', () => {
    const outcomes = [fitted(['CCS1'])]
    expect(checkClose({ ...question, outcomes })).toMatchObject({ code: 'CCS1_WOULD_FALL' })
    expect(checkClose({ ...question, outcomes, hasWaiver: true })).toMatchObject({
      isAllowed: true,
    })
    const ports = [{ ...question.ports[0], isFunded: true }]
    expect(checkClose({ ...question, ports, outcomes, hasWaiver: true })).toMatchObject({
      code: 'CCS1_FUNDED',
    })
  })

  it('may take one CCS1 of each port for which a waiver was granted, and of no other', () => {
    const ports = ['a', 'b'].map((portId) => ({
      portId,
      isFunded: false,
      standards: ['CCS1', 'CCS1'],
    }))
    const ask = (a: string[], b: string[], waived: string[]) =>
      checkClose({
        ...question,
        ports,
        siteStock: { CCS1: 4, J1772: 0 },
        outcomes: [fitted(a), { ...fitted(b), portId: 'b' }],
        waivedPortIds: new Set(waived),
      })
    expect(ask(['CCS1'], [], ['a'])).toMatchObject({ isAllowed: true, waiversUsed: ['a'] })
    expect(ask([], [], ['a'])).toMatchObject({ isAllowed: true, waiversUsed: [] })
    expect(ask(['CCS1', 'CCS1'], [], ['a'])).toMatchObject({ code: 'CCS1_WOULD_FALL' })
    expect(ask(['CCS1'], ['CCS1'], ['a'])).toMatchObject({ code: 'CCS1_WOULD_FALL' })
    expect(ask(['CCS1'], [], ['b'])).toMatchObject({ code: 'CCS1_WOULD_FALL' })
  })

  it('keeps a site’s last J1772 where the program says so', () => {
    const ac = {
      ...question,
      ports: [{ portId: 'a', isFunded: false, standards: ['J1772'] }],
      outcomes: [fitted(['J1772'])],
    }
    expect(checkClose({ ...ac, siteStock: { CCS1: 0, J1772: 1 } })).toMatchObject({
      code: 'J1772_WOULD_VANISH',
    })
    expect(checkClose({ ...ac, siteStock: { CCS1: 0, J1772: 2 } })).toMatchObject({
      isAllowed: true,
    })
    expect(
      checkClose({ ...ac, siteStock: { CCS1: 0, J1772: 1 }, rules: { keepsJ1772: false } }),
    ).toMatchObject({ isAllowed: true })
  })

  it('has one outcome for each port, of the track’s standard, removing what stands there', () => {
    expect(checkClose({ ...question, outcomes: [] })).toMatchObject({ code: 'CONNECTOR_MISSING' })
    expect(checkClose({ ...question, outcomes: [fitted(), fitted()] })).toMatchObject({
      code: 'INVALID',
    })
    expect(checkClose({ ...question, outcomes: [fitted([], 'CCS2')] })).toMatchObject({
      code: 'INVALID',
    })
    expect(checkClose({ ...question, outcomes: [fitted(['CHADEMO', 'CHADEMO'])] })).toMatchObject({
      code: 'INVALID',
    })
    expect(
      checkClose({ ...question, outcomes: [fitted(), { ...fitted(), portId: 'b' }] }),
    ).toMatchObject({ code: 'INVALID' })
  })
})

/** A site as a bare model: standing connectors by port. */
interface ModelSite {
  ports: { portId: string; isFunded: boolean; standards: string[] }[]
}
const count = (site: ModelSite, standard: string) =>
  site.ports.flatMap(({ standards }) => standards).filter((each) => each === standard).length

/** CCS1 connectors on each funded port. */
const fundedCcs1 = (site: ModelSite) =>
  site.ports
    .filter(({ isFunded }) => isFunded)
    .map((port) => port.standards.filter((each) => each === 'CCS1').length)

const standards = fc.constantFrom('J1772', 'CCS1', 'CHADEMO', 'NACS')
const anySite = fc
  .array(fc.record({ isFunded: fc.boolean(), standards: fc.array(standards, { maxLength: 3 }) }), {
    minLength: 1,
    maxLength: 5,
  })
  .map((ports): ModelSite => ({
    ports: ports.map((port, index) => ({ ...port, portId: `p${index}` })),
  }))
const anyCommands = fc.array(
  fc.record({
    addsStandard: standards,
    ports: fc.array(
      fc.record({
        port: fc.nat(5),
        isFitted: fc.boolean(),
        standard: standards,
        removed: fc.array(standards, { maxLength: 3 }),
      }),
      { maxLength: 4 },
    ),
  }),
  { maxLength: 8 },
)

describe('any sequence of closings', () => {
  it('never lowers a site’s CCS1 count, on no funded port, and keeps its last J1772 (10,000 runs)', () => {
    fc.assert(
      fc.property(anySite, anyCommands, (site, commands) => {
        for (const command of commands) {
          const before: ModelSite = {
            ports: site.ports.map((port) => ({ ...port, standards: [...port.standards] })),
          }
          const named = new Set(command.ports.map(({ port }) => `p${port}`))
          const outcomes = command.ports.map(({ port, isFitted, standard, removed }): PortOutcome =>
            isFitted
              ? { portId: `p${port}`, outcome: 'fitted', standard, removed }
              : { portId: `p${port}`, outcome: 'not_fitted' },
          )
          const answer = checkClose({
            ports: site.ports.filter(({ portId }) => named.has(portId)),
            siteStock: { CCS1: count(site, 'CCS1'), J1772: count(site, 'J1772') },
            outcomes,
            addsStandard: command.addsStandard,
            rules,
            hasWaiver: false,
          })
          if (answer.isAllowed) applyTo(site, outcomes)
          expect(count(site, 'CCS1')).toBeGreaterThanOrEqual(count(before, 'CCS1'))
          expect(fundedCcs1(site)).toEqual(
            fundedCcs1(before).map((stood, port) => Math.max(stood, fundedCcs1(site)[port])),
          )
          expect(count(before, 'J1772') > 0 && count(site, 'J1772') === 0).toBe(false)
        }
      }),
      { numRuns: 10_000 },
    )
  }, 60_000)
})

/** Carries the outcomes out on the model, as the ledger would. */
function applyTo(site: ModelSite, outcomes: readonly PortOutcome[]): void {
  for (const outcome of outcomes) {
    const port = site.ports.find(({ portId }) => portId === outcome.portId)
    if (!port || outcome.outcome !== 'fitted') continue
    for (const gone of outcome.removed) port.standards.splice(port.standards.indexOf(gone), 1)
    port.standards.push(outcome.standard)
  }
}
