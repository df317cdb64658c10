import { regionByCode } from '@changeover/shared/network'
import type { Finding } from '@changeover/shared/progress'
import { useI18n } from 'vue-i18n'
import { formatCount, formatDay, formatShare } from '../lib/format.ts'

/** Puts a finding into words: the title of its chart. `names` translates states and reasons. */
export function useFinding() {
  const { t, te } = useI18n()
  const named = (group: 'state' | 'reason', name: string) =>
    te(`charts.${group}.${name}`) ? t(`charts.${group}.${name}`) : name
  const rate = (perWeek: number) => formatCount(Math.round(perWeek))

  return (finding: Finding, subject: string): string => {
    const say = (values: Record<string, string> = {}, count = 2) =>
      t(`charts.finding.${finding.kind}`, { subject, ...values }, count)
    switch (finding.kind) {
      case 'rateShort':
      case 'rateEnough':
        return say({ perWeek: rate(finding.perWeek), required: rate(finding.required) })
      case 'targetPassed':
        return say({ remaining: formatCount(finding.remaining) })
      case 'stateGrew':
        return say({ state: named('state', finding.state), by: formatCount(finding.by) })
      case 'blockedMostBy':
        return say({ reason: named('reason', finding.reason), share: formatShare(finding.share) })
      case 'kitRunsOut':
        return say({ kit: finding.kitType, on: formatDay(finding.on) })
      case 'kitsLast':
        return say({ until: formatDay(finding.until) })
      case 'ccs1Kept':
        return say({ connectors: formatCount(finding.connectors) })
      case 'ccs1Fell':
        return say({ on: formatDay(finding.on), by: formatCount(finding.by) })
      case 'kitsUnderway':
        return say({ kits: formatCount(finding.kits) }, finding.kits)
      case 'slipped':
      case 'pulledIn':
        return say({
          days: t('charts.days', finding.days),
          since: formatDay(finding.since, 'short'),
        })
      case 'stable':
        return say({ since: formatDay(finding.since, 'short') })
      case 'olderThanUsual':
        return say(
          { count: formatCount(finding.count), days: t('charts.days', finding.days) },
          finding.count,
        )
      case 'noneOlderThanUsual':
        return say({ days: t('charts.days', finding.days) })
      case 'scheduleIndex':
        return say({ days: t('charts.planDays', { days: (7 * finding.index).toFixed(1) }) })
      case 'firstVisits':
        return finding.mostly && finding.share < 1
          ? t('charts.finding.firstVisitsMostly', {
              subject,
              share: formatShare(finding.share),
              mostly: t(`charts.failure.${finding.mostly}`),
            })
          : say({ share: formatShare(finding.share) })
      case 'installedNotLive':
        return say(
          {
            connectors: formatCount(finding.connectors),
            rung: subject,
            days: t('charts.days', finding.oldestDays),
          },
          finding.connectors,
        )
      case 'allLive':
        return say({ rung: subject })
      case 'regionBehind':
        return say({
          region: regionByCode(finding.region)?.name ?? finding.region,
          days: t('charts.days', finding.daysLate),
        })
      case 'regionLeast':
        return say({
          region: regionByCode(finding.region)?.name ?? finding.region,
          share: formatShare(finding.share),
        })
      case 'coverage':
        return say({ ac: formatShare(finding.ac), dc: formatShare(finding.dc) })
      case 'finished':
        return say({ on: formatDay(finding.on) })
      case 'chance':
        return say({ share: formatShare(finding.probability), on: formatDay(finding.target) })
      case 'flowSteady':
      case 'nothing':
        return say()
      case 'onPlan':
      case 'ahead':
      case 'behind':
        // The burn-up says these in ports, which people can count, not in days.
        return subject
    }
  }
}
