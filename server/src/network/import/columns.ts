import { mergeValue, type SourceRecord } from '@changeover/shared/network'
import type { Day } from '@changeover/shared/time'

/** The columns of a station that an import fills, and that somebody may correct by hand. */
export interface StationColumns {
  network: string | null
  name: string
  status: 'open' | 'planned' | 'unavailable' | 'unknown'
  access: string | null
  model: string | null
  phone: string | null
  facilityType: string | null
  openedOn: Day | null
  isFunded: boolean | null
}

export function columnsOf(record: SourceRecord): StationColumns {
  return {
    network: record.network,
    name: record.name,
    status: record.status ?? 'unknown',
    access: record.access,
    model: record.model,
    phone: record.phone,
    facilityType: record.facilityType,
    openedOn: record.openedOn,
    isFunded: record.isFunded,
  }
}

/** The columns as they were before an import, except what somebody has corrected by hand since. */
export function mergeColumnsBack(
  current: StationColumns,
  before: StationColumns,
  after: StationColumns,
): StationColumns {
  return mergeColumns(current, after, before)
}

/** Takes over what changed from `saidBefore` to `saysNow`; where `current` is neither, a hand corrected it. */
export function mergeColumns(
  current: StationColumns,
  saidBefore: StationColumns,
  saysNow: StationColumns,
): StationColumns {
  const merge = <Key extends keyof StationColumns>(key: Key): StationColumns[Key] =>
    // Gives back one of the three values, all of this key's type.
    mergeValue<StationColumns[Key]>(
      current[key],
      saidBefore[key],
      saysNow[key],
    ) as StationColumns[Key]
  return {
    network: merge('network'),
    name: merge('name'),
    status: merge('status'),
    access: merge('access'),
    model: merge('model'),
    phone: merge('phone'),
    facilityType: merge('facilityType'),
    openedOn: merge('openedOn'),
    isFunded: merge('isFunded'),
  }
}
