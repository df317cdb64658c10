import { describe, expect, it } from 'vitest'
import { scopeTakenAlong } from './scope.ts'

describe('going from page to page', () => {
  it('takes the scope along and leaves the filters behind', () => {
    expect(scopeTakenAlong({ region: 'US-WA', asOf: '2026-05-01', search: 'x' }, {})).toEqual({
      region: 'US-WA',
      asOf: '2026-05-01',
    })
  })

  it('does not overrule a link that says where it leads', () => {
    expect(scopeTakenAlong({ region: 'US-WA' }, { region: 'US-OR', state: 'done' })).toBeNull()
    expect(scopeTakenAlong({ region: 'US-WA', program: 'p' }, { region: '' })).toEqual({
      region: '',
      program: 'p',
    })
  })

  it('adds nothing where there is no scope', () => {
    expect(scopeTakenAlong({ search: 'x', asOf: '' }, { sort: 'name' })).toBeNull()
  })
})
