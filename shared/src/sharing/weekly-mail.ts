/**
 * The weekly mail: one sentence a milestone, then a line of figures each, then the link to the frozen
 * report. Text and HTML say the same. Every number comes from the report behind the link, so that the
 * mail and the page cannot differ.
 */
import type { InputGroup } from '../forecast/index.ts'
import { writeDay, type Day } from '../time/index.ts'

/** What the mail tells of one milestone; counts are ports, of home kits kits. */
export interface MilestoneWeek {
  readonly name: string
  readonly target: Day
  readonly scope: number
  readonly done: number
  readonly doneThisWeek: number
  readonly blocked: number
  /** Null while nothing is forecast. */
  readonly forecast: {
    readonly percent: number
    readonly p50On: Day | null
    /** Whole points since `since`, with their causes, largest first; null without an earlier forecast. */
    readonly change: {
      readonly since: Day
      readonly points: number
      readonly causes: readonly { readonly group: InputGroup; readonly points: number }[]
    } | null
  } | null
}

export interface WeeklyFacts {
  readonly reader: string
  readonly program: string
  readonly asOf: Day
  readonly milestones: readonly MilestoneWeek[]
  /** The address of the frozen report. */
  readonly link: string
  /** Where the mail is ended. */
  readonly settingsLink: string
}

export interface Mail {
  readonly subject: string
  readonly text: string
  readonly html: string
}

const CAUSES: Record<InputGroup, string> = {
  scope: 'scope',
  crews: 'crews',
  throughput: 'throughput',
  kits: 'kits',
  access: 'access',
  gate: 'gate',
}

/** The largest causes that a sentence names. */
const CAUSES_TOLD = 2

/** Writes the mail. Names are escaped in the HTML; nothing in it is loaded from anywhere. */
export function composeWeeklyMail(facts: WeeklyFacts): Mail {
  const { reader, program, asOf, milestones, link, settingsLink } = facts
  const greeting = `Hello ${reader},`
  const intro = `this is ${program} as of ${long(asOf)}.`
  const told = milestones.map((one) => ({ sentence: sentenceOf(one), figures: figuresOf(one) }))
  const frozen = 'The report behind this link stays as it is today:'
  const end = `You get this mail once a week. Change or end it at ${settingsLink}`
  const text = [
    greeting,
    '',
    intro,
    '',
    ...told.flatMap(({ sentence, figures }) => [sentence, `  ${figures}`, '']),
    frozen,
    link,
    '',
    end,
    '',
  ].join('\n')
  return {
    subject: subjectOf(facts),
    text,
    html: htmlOf({ greeting, intro, told, frozen, link, end }),
  }
}

function subjectOf({ program, asOf, milestones }: WeeklyFacts): string {
  const [first] = milestones
    .filter(({ forecast, done, scope }) => forecast !== null && done < scope)
    .toSorted((a, b) => (a.forecast?.percent ?? 0) - (b.forecast?.percent ?? 0))
  // A subject is one line, whatever the program is called.
  const name = program.replaceAll(/\s+/g, ' ')
  return first?.forecast
    ? `${name}: ${first.forecast.percent}% chance of ${first.name.replaceAll(/\s+/g, ' ')} by ${short(first.target)}`
    : `${name} as of ${short(asOf)}`
}

function sentenceOf({ name, target, scope, done, forecast }: MilestoneWeek): string {
  if (scope > 0 && done >= scope) return `${name} is complete.`
  if (!forecast) return `${name}: nothing is forecast yet.`
  const { percent, change } = forecast
  return `${percent}% chance of ${name} by ${long(target)}${changeOf(change)}.`
}

function changeOf(change: NonNullable<MilestoneWeek['forecast']>['change']): string {
  if (!change) return ', the first forecast on record'
  if (change.points === 0) return `, unchanged since ${short(change.since)}`
  const points = Math.abs(change.points)
  const causes = change.causes
    .slice(0, CAUSES_TOLD)
    .map(
      (cause) => `${CAUSES[cause.group]} ${cause.points < 0 ? '−' : '+'}${Math.abs(cause.points)}`,
    )
  const why = causes.length > 0 ? `: ${causes.join(', ')}` : ''
  const way = change.points < 0 ? 'down' : 'up'
  return `, ${way} ${points} ${points === 1 ? 'point' : 'points'} since ${short(change.since)}${why}`
}

function figuresOf({ scope, done, doneThisWeek, blocked, forecast }: MilestoneWeek): string {
  const parts = [
    `${count(done)} of ${count(scope)} done`,
    `${count(doneThisWeek)} in the last seven days`,
    `${count(blocked)} blocked`,
  ]
  if (forecast && done < scope)
    parts.push(
      forecast.p50On ? `even odds by ${long(forecast.p50On)}` : 'even odds later than three years',
    )
  return parts.join(' · ')
}

interface Parts {
  greeting: string
  intro: string
  told: readonly { sentence: string; figures: string }[]
  frozen: string
  link: string
  end: string
}

function htmlOf({ greeting, intro, told, frozen, link, end }: Parts): string {
  const rows = told
    .map(
      ({ sentence, figures }) =>
        `<p style="margin:0 0 4px;font-size:17px;font-weight:600;line-height:1.35">${escapeHtml(sentence)}</p>` +
        `<p style="margin:0 0 20px;color:#52606d">${escapeHtml(figures)}</p>`,
    )
    .join('')
  return (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="color-scheme" content="light"></head>' +
    '<body style="margin:0;padding:24px;background:#ffffff;color:#1f2933;font:15px/1.5 system-ui,-apple-system,Segoe UI,Roboto,Arial,sans-serif">' +
    `<div style="max-width:560px"><p>${escapeHtml(greeting)}</p><p>${escapeHtml(intro)}</p>${rows}` +
    `<p>${escapeHtml(frozen)}<br><a href="${escapeHtml(link)}">${escapeHtml(link)}</a></p>` +
    `<p style="color:#52606d;font-size:13px">${escapeHtml(end)}</p></div></body></html>`
  )
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

function count(value: number): string {
  return new Intl.NumberFormat('en').format(value)
}

function short(day: Day): string {
  return writeDay(day, 'en', 'short')
}

function long(day: Day): string {
  return writeDay(day, 'en', 'long')
}
