import type { PlanningIssue, Reason, Violation, WayOut, Worth } from '@changeover/shared/planning'
import { counted } from '../lib/counted.ts'
import { formatCount, formatDay } from '../lib/format.ts'

type Translate = (key: string, values?: Record<string, unknown>, count?: number) => string

/** Reasons, rules and ways out as sentences with names, for one plan's names by id. */
export interface Sentences {
  name(id: string): string
  reason(reason: Reason): string
  rule(violation: Violation): string
  wayOut(way: WayOut): string
  issue(issue: PlanningIssue): string
  worth(worth: Worth): { what: string; gains: string[] }
}

/** A bundle's id begins with that of its site. */
function siteOf(bundleId: string): string {
  return bundleId.split(' ', 1)[0]
}

/** Hours to one decimal, as people say them. */
function hours(minutes: number): string {
  return formatCount(Math.round(minutes / 6) / 10)
}

export function sentencesOf(t: Translate, names: Readonly<Record<string, string>>): Sentences {
  const name = (id: string) => names[id] ?? id

  function reason(one: Reason): string {
    switch (one.code) {
      case 'KIT_SHORT': {
        const key = !one.depotId
          ? 'KIT_NO_DEPOT'
          : one.untilOn === undefined
            ? 'KIT_SHORT_FOR_EVER'
            : 'KIT_SHORT'
        return t(`planning.reason.${key}`, {
          kit: name(one.kitId),
          depot: name(one.depotId),
          count: formatCount(one.shortBy),
          day: formatDay(one.untilOn ?? null, 'long'),
        })
      }
      case 'NO_SKILL':
        return t('planning.reason.NO_SKILL', {
          territory: name(one.territoryId),
          skill: one.skill,
        })
      case 'NO_CREW_DAYS':
        return t('planning.reason.NO_CREW_DAYS', {
          territory: name(one.territoryId),
          day: formatDay(one.fromOn),
        })
      case 'NO_ACCESS_WINDOW':
        return t('planning.reason.NO_ACCESS_WINDOW', { site: name(one.siteId) })
      case 'PERMIT_AFTER_TARGET':
        return t('planning.reason.PERMIT_AFTER_TARGET', {
          day: formatDay(one.permitOn),
          target: formatDay(one.targetOn),
        })
      case 'NOT_BEFORE':
        return t('planning.reason.NOT_BEFORE', {
          day: formatDay(one.notBeforeOn),
          target: formatDay(one.targetOn),
        })
      case 'TOO_LONG_FOR_SHIFT':
        return t('planning.reason.TOO_LONG_FOR_SHIFT', {
          hours: hours(one.minutes),
          shift: hours(one.longestShiftMinutes),
        })
      case 'OUT_OF_TERRITORY':
        return t('planning.reason.OUT_OF_TERRITORY', { territory: name(one.territoryId) })
      case 'DISPLACED_BY':
        return t('planning.reason.DISPLACED_BY', {
          territory: name(one.territoryId),
          site: name(siteOf(one.bundleId)),
        })
    }
  }

  function rule({ rule: code, on, by }: Violation): string {
    return t(`planning.rule.${code}`, {
      day: formatDay(on ?? null),
      minutes: formatCount(Math.ceil(by ?? 0)),
      count: formatCount(by ?? 0),
    })
  }

  function wayOut(way: WayOut): string {
    switch (way.kind) {
      case 'TRANSFER_KITS':
        return t('planning.wayOut.TRANSFER_KITS', {
          count: formatCount(way.quantity),
          kit: name(way.kitId),
          from: name(way.fromDepotId),
          to: name(way.toDepotId),
        })
      case 'EXPEDITE_KITS':
        return t('planning.wayOut.EXPEDITE_KITS', {
          count: formatCount(way.quantity),
          kit: name(way.kitId),
          depot: name(way.depotId),
          from: formatDay(way.fromOn),
          to: formatDay(way.toOn),
        })
      case 'ORDER_KITS':
        return t('planning.wayOut.ORDER_KITS', {
          count: formatCount(way.quantity),
          kit: name(way.kitId),
          depot: name(way.depotId),
          day: formatDay(way.byOn),
        })
      case 'LEND_CREW':
        return t('planning.wayOut.LEND_CREW', {
          crew: name(way.crewId),
          territory: name(way.territoryId),
        })
      case 'TRAIN_CREW':
        return t('planning.wayOut.TRAIN_CREW', { crew: name(way.crewId), skill: way.skill })
      case 'ADD_CREW':
        return t('planning.wayOut.ADD_CREW', { territory: name(way.territoryId) })
      case 'ADD_HOURS':
        return t('planning.wayOut.ADD_HOURS', {
          hours: formatCount(way.hours),
          territory: name(way.territoryId),
        })
      case 'ASK_PERMIT':
        return t('planning.wayOut.ASK_PERMIT', {
          days: counted('days', way.days),
          sites: counted('sites', way.sites),
        })
      case 'MOVE_TARGET':
        return t('planning.wayOut.MOVE_TARGET', {
          milestone: name(way.milestoneId),
          day: formatDay(way.toOn),
        })
      case 'LONGER_SHIFT':
        return t('planning.wayOut.LONGER_SHIFT', { minutes: formatCount(way.minutes) })
      case 'SPLIT_ORDERS':
        return t('planning.wayOut.SPLIT_ORDERS', { count: formatCount(way.orders) }, way.orders)
      case 'NEARER_CREW':
        return t('planning.wayOut.NEARER_CREW', {
          territory: name(way.territoryId),
          site: name(way.siteId),
        })
      case 'ASK_ACCESS':
        return t('planning.wayOut.ASK_ACCESS', { site: name(way.siteId) })
    }
  }

  function issue({ code, id }: PlanningIssue): string {
    return t(`planning.issue.${code}`, { name: name(siteOf(id)) })
  }

  function worth({ what, ordersOnTime, daysSooner, milestoneId }: Worth) {
    const gains: string[] = []
    if (ordersOnTime > 0)
      gains.push(
        t('planning.reasons.worthOnTime', { count: formatCount(ordersOnTime) }, ordersOnTime),
      )
    if (daysSooner > 0)
      gains.push(
        t('planning.reasons.worthDays', {
          milestone: name(milestoneId),
          days: counted('days', daysSooner),
        }),
      )
    switch (what.kind) {
      case 'KITS':
        return {
          what: t('planning.reasons.worthKits', {
            quantity: formatCount(what.quantity),
            kit: name(what.kitId),
            depot: name(what.depotId),
          }),
          gains,
        }
      case 'CREW':
        return {
          what: t('planning.reasons.worthCrew', { territory: name(what.territoryId) }),
          gains,
        }
    }
  }

  return { name, reason, rule, wayOut, issue, worth }
}
