import { plugName } from '@changeover/shared/network'
import type { Figure } from '@changeover/shared/progress'
import { isDay, parseDay } from '@changeover/shared/time'
import { useI18n } from 'vue-i18n'
import { formatDay } from '../lib/format.ts'

/** Puts a figure and its rows into words. */
export function useFigureWords() {
  const { t, te } = useI18n()
  const named = (group: string, name: string | undefined) =>
    name && te(`${group}.${name}`) ? t(`${group}.${name}`) : (name ?? '')

  function periodOf(figure: Figure): string {
    const from = 'from' in figure ? figure.from : undefined
    const to = 'to' in figure ? figure.to : undefined
    const on = 'on' in figure ? figure.on : undefined
    if (on) return t('reports.figure.onDay', { day: formatDay(on) })
    if (from && to) return t('reports.figure.period', { from: formatDay(from), to: formatDay(to) })
    if (from) return t('reports.figure.since', { from: formatDay(from) })
    return to ? t('reports.figure.until', { to: formatDay(to) }) : ''
  }

  /** Which of them, where a figure names one: a current, a state, a reason. */
  function whichOf(figure: Figure): string[] {
    const age = 'fromDays' in figure && figure.fromDays !== undefined ? ageOf(figure) : ''
    switch (figure.figure) {
      case 'done':
      case 'scope':
        return [figure.charge]
      case 'orders':
      case 'ageing':
        return [figure.charge ?? '', named('charts.state', figure.state), age]
      case 'blockedDays':
      case 'blockedPorts':
        return [named('charts.reason', figure.reason)]
      case 'firstVisits':
        return [figure.charge, named('reports.firstVisits', figure.outcome)]
      case 'notLive':
        return [named('reports.notLive', figure.rung), age]
      case 'connectors':
      case 'removed':
        return [plugName(figure.standard)]
      case 'coverage':
        return [figure.charge, t(`reports.figure.what.${figure.what}`)]
      case 'homeKits':
        return [t(`reports.home.${figure.step}`)]
      case 'kits':
        return [figure.kitType]
      case 'changes':
        return [t(`reports.changes.${figure.change}`)]
      case 'causes':
        return [t(`reports.shift.group.${figure.group}`)]
    }
  }

  function ageOf({ fromDays, toDays }: { fromDays?: number; toDays?: number }): string {
    return toDays === undefined
      ? t('reports.age.over', { from: fromDays })
      : t('reports.age.between', { from: fromDays, to: toDays })
  }

  return {
    title: (figure: Figure): string =>
      [t(`reports.figure.kind.${figure.figure}`), ...whichOf(figure), periodOf(figure)]
        .filter((part) => part !== '')
        .join(' · '),
    /** A note is a state, a reason, or what it says. */
    note(text: string | null): string {
      if (text === null) return ''
      const [kind, reason] = text.split(': ')
      if (te(`reports.event.${kind.replace('.', '_')}`))
        return [t(`reports.event.${kind.replace('.', '_')}`), named('charts.reason', reason)]
          .filter((part) => part !== '')
          .join(': ')
      for (const group of ['charts.state', 'charts.reason', 'charts.failure', 'reports.note'])
        if (te(`${group}.${text}`)) return t(`${group}.${text}`)
      return isDay(text) ? t('reports.figure.was', { day: formatDay(parseDay(text)) }) : text
    },
    name({ name }: { name: string }): string {
      const key = `reports.event.${name.replace('.', '_')}`
      return te(key) ? t(key) : name
    },
  }
}
