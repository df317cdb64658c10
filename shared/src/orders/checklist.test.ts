import { describe, expect, it } from 'vitest'
import { NACS_ROLLOUT } from '../program/index.ts'
import { evaluateChecklist, openSteps } from './index.ts'

const steps = NACS_ROLLOUT.checklists[1].steps
const photos = new Set(['before', 'after'])
const answers = {
  station: 'CPE250-1',
  kit: 'CPE250-NACS 77',
  power_off: true,
  contactor: 'one_relay',
  torque: 2.8,
  ccs_kept: true,
}

describe('a checklist', () => {
  it('is done when every required step that applies is answered', () => {
    expect(openSteps(steps, answers, photos)).toEqual([])
  })

  it('branches on what the crew sees', () => {
    expect(openSteps(steps, { ...answers, contactor: 'two_relays' }, photos)).toEqual([
      'relay_harness',
      'relay_photo',
    ])
    const hidden = evaluateChecklist(steps, answers, photos).find(
      ({ key }) => key === 'relay_harness',
    )
    expect(hidden).toEqual({ key: 'relay_harness', state: 'not_applicable' })
  })

  it('stays open at a measured value outside its limits', () => {
    expect(openSteps(steps, { ...answers, torque: 2.1 }, photos)).toEqual(['torque'])
    expect(
      evaluateChecklist(steps, { ...answers, torque: 4 }, photos).find(
        ({ key }) => key === 'torque',
      ),
    ).toMatchObject({
      problem: 'above_maximum',
    })
  })

  it('waits for a photo that is named, not for its file', () => {
    expect(openSteps(steps, answers, new Set(['before']))).toEqual(['after'])
  })

  it('does not take a check that was answered with no', () => {
    expect(openSteps(steps, { ...answers, power_off: false }, photos)).toEqual(['power_off'])
  })
})
