import { newId, type Id } from '@changeover/shared/commands'
import type { ScenarioPatch } from '@changeover/shared/planning'
import { useToast } from '@nuxt/ui/composables'
import { useI18n } from 'vue-i18n'
import { send } from '../lib/commands.ts'
import { explain } from '../lib/explain.ts'
import { useLive } from '../lib/live.ts'
import { useServerQuery } from '../lib/server-query.ts'
import { api, type ServerOutputs } from '../lib/trpc.ts'

export type Scenario = ServerOutputs['planning']['listScenarios'][number]

export const NO_CHANGES: ScenarioPatch = {
  crews: [],
  kitDelays: [],
  gates: [],
  overtime: [],
  regions: [],
}

/** The program's what-ifs, and what can be done with them. */
export function useScenarios(programId: () => Id<'Program'> | null) {
  const { t } = useI18n()
  const toast = useToast()
  const live = useLive()
  const query = useServerQuery({
    key: () => ['planning.listScenarios', programId() ?? ''],
    topics: ['plans'],
    enabled: () => programId() !== null,
    query: async (signal) => {
      const id = programId()
      return id ? api.planning.listScenarios.query({ programId: id }, { signal }) : []
    },
  })

  /** Saves a what-if and has it calculated. @returns its id, or null when it was refused. */
  async function calculate(
    wish: { scenarioId: Id<'Scenario'> | null; name: string; patch: ScenarioPatch },
    baseVersion?: number,
  ): Promise<Id<'Scenario'> | null> {
    const program = programId()
    if (!program) return null
    const saved = await attempt(() =>
      send(
        api.planning.saveScenario,
        { ...wish, programId: program },
        baseVersion === undefined ? {} : { baseVersion },
      ),
    )
    if (!saved) return null
    await plan(saved.result.scenarioId)
    return saved.result.scenarioId
  }

  async function plan(scenarioId: Id<'Scenario'>): Promise<void> {
    const program = programId()
    if (program) await attempt(() => send(api.planning.propose, { programId: program, scenarioId }))
    live.refresh(['plans'])
  }

  async function remove({ id, name }: Scenario): Promise<boolean> {
    const done = await attempt(() => send(api.planning.removeScenario, { scenarioId: id }))
    if (done) toast.add({ title: t('planning.scenario.removed', { name }), icon: 'i-lucide-trash' })
    live.refresh(['plans'])
    return done !== null
  }

  async function commit({ id }: Scenario): Promise<boolean> {
    const commandId = newId<'Command'>()
    const done = await attempt(() =>
      send(api.planning.commitScenario, { scenarioId: id }, { commandId }),
    )
    if (!done) return false
    toast.add({
      title: t('planning.scenario.committed', { count: done.result.changed }, done.result.changed),
      icon: 'i-lucide-check',
      duration: 20_000,
      actions: [
        {
          label: t('planning.scenario.undo'),
          color: 'neutral',
          variant: 'outline',
          onClick: () => void undo(commandId),
        },
      ],
    })
    live.refresh(['plans', 'inputs'])
    return true
  }

  async function undo(commandId: Id<'Command'>): Promise<void> {
    const done = await attempt(() => send(api.inputs.undo, { commandId }))
    if (done)
      toast.add({
        title: t('planning.scenario.undone', { count: done.result.changed }, done.result.changed),
        icon: 'i-lucide-undo-2',
      })
  }

  async function attempt<Result>(work: () => Promise<Result>): Promise<Result | null> {
    try {
      return await work()
    } catch (error) {
      const { why, fix, fields } = explain(error)
      const description = fields[0]?.message || fix
      toast.add({ title: why, description, color: 'error', icon: 'i-lucide-circle-alert' })
      return null
    }
  }

  return { query, calculate, plan, remove, commit }
}
