import { readId } from '@changeover/shared/commands'
import {
  LevelSchema,
  regionsWithin,
  SiteFilterSchema,
  siteProgresses,
  SiteProgressSchema,
  siteSorts,
  StandardSchema,
  type SiteFilter,
  type SiteList,
} from '@changeover/shared/network'
import { computed } from 'vue'
import { useRoute, useRouter, type LocationQuery } from 'vue-router'

type Sorting = Pick<SiteList, 'sort' | 'descending'>

/**
 * The one filter of map and list, with the order of the list and the open site: kept in the page's
 * address, so that a link shows the same. What an address holds is checked; what is not valid is left out.
 */
export function useSiteFilter() {
  const route = useRoute()
  const router = useRouter()
  const filter = computed(() => readFilter(route.query))
  const sorting = computed(() => readSorting(route.query))
  const siteId = computed(() => readId<'Site'>(textOf(route.query, 'site') ?? '') ?? undefined)
  const isFiltered = computed(() => Object.keys(filter.value).length > 0)

  /** Changes parts of the filter; `undefined` takes a part away. */
  function set(change: Partial<Record<keyof SiteFilter, unknown>>): void {
    const { regions } = change
    write({
      ...writeFilter({ ...filter.value, ...change } as SiteFilter), // The parts come from this module's own controls and are checked when read back.
      // The regions are part of the page's scope, which may name a country: they stay as they are written.
      ...('regions' in change ? writeRegions(Array.isArray(regions) ? regions : []) : {}),
    })
  }

  function sort(change: Sorting): void {
    write({ sort: change.sort, down: change.descending ? '1' : undefined })
  }

  function open(id: string | null): void {
    write({ site: id ?? undefined })
  }

  function reset(): void {
    write({ ...writeFilter({}), ...writeRegions([]) })
  }

  function write(query: Record<string, string | undefined>): void {
    void router.replace({ query: { ...route.query, ...query } })
  }

  return { filter, sorting, siteId, isFiltered, set, sort, open, reset }
}

function textOf(query: LocationQuery, key: string): string | undefined {
  const value = query[key]
  return (Array.isArray(value) ? value[0] : value) || undefined
}

function listOf(query: LocationQuery, key: string): string[] {
  return textOf(query, key)?.split(',').filter(Boolean) ?? []
}

function readFilter(query: LocationQuery): SiteFilter {
  // `regions` is what older links say.
  const regions = regionsWithin(listOf(query, 'region' in query ? 'region' : 'regions'))
  const progress = listOf(query, 'progress').flatMap(
    (text) => SiteProgressSchema.safeParse(text).data ?? [],
  )
  const box = listOf(query, 'box').map(Number)
  const funded = textOf(query, 'funded')
  return withoutEmpty({
    search: textOf(query, 'search'),
    regions: regions.length > 0 ? regions : undefined,
    standard: StandardSchema.safeParse(textOf(query, 'standard')).data,
    level: LevelSchema.safeParse(textOf(query, 'level')).data,
    progress: progress.length > 0 ? progress : undefined,
    isFunded: funded === undefined ? undefined : funded === '1',
    box:
      box.length === 4 && box.every(Number.isFinite)
        ? { west: box[0], south: box[1], east: box[2], north: box[3] }
        : undefined,
    area: readArea(query),
  })
}

/** Corners as `lon_lat` pairs, with commas between. */
function readArea(query: LocationQuery): SiteFilter['area'] {
  const corners = listOf(query, 'area').map((text) => text.split('_').map(Number))
  return SiteFilterSchema.shape.area.safeParse(corners).data
}

function withoutEmpty(filter: SiteFilter): SiteFilter {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined))
}

function writeRegions(regions: readonly string[]): Record<string, string | undefined> {
  return { region: regions.join(',') || undefined, regions: undefined }
}

function writeFilter(filter: SiteFilter): Record<string, string | undefined> {
  const { box, area } = filter
  return {
    search: filter.search || undefined,
    standard: filter.standard,
    level: filter.level,
    progress:
      filter.progress?.length === siteProgresses.length
        ? undefined
        : filter.progress?.join(',') || undefined,
    funded: filter.isFunded === undefined ? undefined : filter.isFunded ? '1' : '0',
    box:
      box &&
      [box.west, box.south, box.east, box.north].map((degrees) => degrees.toFixed(3)).join(','),
    area: area?.map((corner) => corner.map((degrees) => degrees.toFixed(4)).join('_')).join(','),
  }
}

function readSorting(query: LocationQuery): Sorting {
  const sort = siteSorts.find((known) => known === textOf(query, 'sort')) ?? 'name'
  return { sort, descending: textOf(query, 'down') === '1' }
}
