import { COUNTRIES, regionByCode } from '@changeover/shared/network'
import { computed } from 'vue'
import { useRoute } from 'vue-router'
import { formatCount } from '../lib/format.ts'
import { SCOPE_PARTS, useScope, type ScopePart } from '../lib/scope.ts'
import { useServerQuery } from '../lib/server-query.ts'
import { api } from '../lib/trpc.ts'

/** What the header's scope can be set to, and which parts of it the page honours. */
export function useScopeChoices() {
  const route = useRoute()
  const scope = useScope()
  const programs = useServerQuery({
    key: ['programs'],
    topics: ['program'],
    query: () => api.program.listPrograms.query(),
  })
  const network = useServerQuery({
    key: ['network', 'summary'],
    topics: ['network'],
    query: (signal) => api.network.summary.query(undefined, { signal }),
  })

  const honoured = computed<readonly ScopePart[]>(() => route.meta.scope ?? [])
  const honours = (part: ScopePart) => honoured.value.includes(part)
  /** Pages without figures, such as an administrator's, have no scope at all. */
  const isScoped = computed(() => route.meta.scope !== undefined)
  const valueOf = { program: scope.programId, region: scope.region, asOf: scope.asOf }
  /** What the address asks for and this page cannot give. */
  const ignored = computed(() =>
    isScoped.value ? SCOPE_PARTS.filter((part) => valueOf[part].value && !honours(part)) : [],
  )

  const programItems = computed(() =>
    (programs.data.value ?? []).map(({ id, name }) => ({ value: id, label: name })),
  )
  /** A page about one program shows the newest where none is chosen. */
  const programId = computed(
    () =>
      scope.programId.value ??
      (route.meta.isOfOneProgram ? (programItems.value[0]?.value ?? null) : null),
  )
  const programName = computed(
    () => programItems.value.find(({ value }) => value === programId.value)?.label ?? null,
  )

  /** Countries with more than one region here, then the regions, with their number of sites. */
  const regionItems = computed((): { value: string; label: string }[] => {
    const regions = network.data.value?.regions ?? []
    const countries = (['US', 'CA'] as const).flatMap((code) => {
      const own = regions.filter(({ region }) => region.startsWith(`${code}-`))
      const sites = own.reduce((sum, one) => sum + one.sites, 0)
      return own.length > 1
        ? [{ value: code, label: `${COUNTRIES[code]} (${formatCount(sites)})` }]
        : []
    })
    const single = regions.map(({ region, sites }) => ({
      value: region,
      label: `${regionByCode(region)?.name ?? region} (${formatCount(sites)})`,
    }))
    return [...countries, ...single.toSorted((a, b) => a.label.localeCompare(b.label))]
  })

  return {
    scope,
    honours,
    isScoped,
    ignored,
    programItems,
    programId,
    programName,
    regionItems,
    isOfOneProgram: computed(() => route.meta.isOfOneProgram === true),
  }
}
