import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseDay } from '../time/index.ts'
import { composeWeeklyMail, type MilestoneWeek, type WeeklyFacts } from './weekly-mail.ts'

const dc: MilestoneWeek = {
  name: 'NACS DC',
  target: parseDay('2026-11-30'),
  scope: 4800,
  done: 1204,
  doneThisWeek: 220,
  blocked: 31,
  forecast: {
    percent: 62,
    p50On: parseDay('2026-11-27'),
    change: {
      since: parseDay('2026-11-15'),
      points: -9,
      causes: [
        { group: 'kits', points: -6 },
        { group: 'access', points: -3 },
      ],
    },
  },
}
const facts: WeeklyFacts = {
  reader: 'Ada',
  program: 'NACS rollout',
  asOf: parseDay('2026-11-22'),
  milestones: [dc],
  link: 'https://changeover.example/shared#abc',
  settingsLink: 'https://changeover.example/reports',
}
const only = (milestone: Partial<MilestoneWeek>) =>
  composeWeeklyMail({ ...facts, milestones: [{ ...dc, ...milestone }] })

describe('the weekly mail', () => {
  it('says in one sentence whether the date will be met, and why that changed', () => {
    const { subject, text } = composeWeeklyMail(facts)
    expect(subject).toBe('NACS rollout: 62% chance of NACS DC by Nov 30')
    expect(text).toContain(
      '62% chance of NACS DC by November 30, 2026, down 9 points since Nov 15: kits −6, access −3.',
    )
    expect(text).toContain(
      '1,204 of 4,800 done · 220 in the last seven days · 31 blocked · even odds by November 27, 2026',
    )
    expect(text).toContain(facts.link)
  })

  it('has words for a first forecast, none at all, no change, and the end', () => {
    expect(only({ forecast: { percent: 62, p50On: null, change: null } }).text).toContain(
      'the first forecast on record',
    )
    expect(only({ forecast: null }).text).toContain('NACS DC: nothing is forecast yet.')
    expect(
      only({
        forecast: {
          percent: 62,
          p50On: null,
          change: { since: parseDay('2026-11-15'), points: 0, causes: [] },
        },
      }).text,
    ).toContain('unchanged since Nov 15')
    expect(only({ done: 4800 }).text).toContain('NACS DC is complete.')
  })

  it('lets no name become markup or a second header line', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (reader, name) => {
        const mail = composeWeeklyMail({
          ...facts,
          reader: `<script>${reader}`,
          program: `"><img src=x>\n${name}`,
          milestones: [{ ...dc, name: `<b>\r\n${name}` }],
        })
        expect(mail.subject).not.toMatch(/[\r\n]/)
        expect(mail.html).not.toContain('<script>')
        expect(mail.html).not.toContain('<img')
        expect(mail.html).not.toContain('<b>')
      }),
    )
  })

  it('brings its own paper and ink, so that no dark device writes white on white', () => {
    const body = /<body style="([^"]*)"/.exec(composeWeeklyMail(facts).html)?.[1]
    expect(body).toMatch(/(^|;)color:#/)
    expect(body).toMatch(/(^|;)background:#/)
  })

  it('says the same in text and in HTML', () => {
    const { text, html } = composeWeeklyMail(facts)
    const words = html
      .replaceAll(/<[^>]+>/g, ' ')
      .replaceAll('&amp;', '&')
      .replaceAll(/\s+/g, ' ')
    for (const line of text.split('\n').filter(Boolean)) expect(words).toContain(line.trim())
  })
})
