import { parseDay } from '@changeover/shared/time'
import { describe, expect, it } from 'vitest'
import { chancesOf } from './region-chances.ts'

const day = parseDay('2027-03-01')
const finish = { p10: day, p50: day, p80: day, p90: null }

function milestone(charge: 'AC' | 'DC', chances: Record<string, number>) {
  const regions = Object.entries(chances).map(([region, hitProbability]) => ({
    region,
    finish,
    hitProbability,
  }))
  return { charge, target: day, regions }
}

describe('the chances of regions', () => {
  it('are those of the least sure milestone of each charge', () => {
    const chances = chancesOf([
      milestone('AC', { 'US-WA': 0.9, 'US-OR': 0.4 }),
      milestone('AC', { 'US-WA': 0.7 }),
      milestone('DC', { 'US-WA': 0.1 }),
    ])
    expect(chances.map(({ region, charge, chance }) => [region, charge, chance])).toEqual([
      ['US-WA', 'AC', 0.7],
      ['US-OR', 'AC', 0.4],
      ['US-WA', 'DC', 0.1],
    ])
    expect(chances[0]).toMatchObject({ p50On: day, p90On: null, targetOn: day })
  })
})
