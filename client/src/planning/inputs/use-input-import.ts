import type { Id } from '@changeover/shared/commands'
import type { InputFile, InputListName } from '@changeover/shared/planning'
import { useToast } from '@nuxt/ui/composables'
import { computed, ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { send } from '../../lib/commands.ts'
import { explain, type Explanation } from '../../lib/explain.ts'
import { formatCount } from '../../lib/format.ts'
import { api, type ServerOutputs } from '../../lib/trpc.ts'

/** An import from the choice of the file to its confirmation; each mended cell is looked at again. */
export function useInputImport(list: InputListName, done: (commandId: Id<'Command'>) => void) {
  const { t } = useI18n()
  const toast = useToast()
  const fileName = ref<string | null>(null)
  const text = ref('')
  const edits = ref<InputFile['edits']>([])
  const preview = ref<ServerOutputs['inputs']['previewImport'] | null>(null)
  const failure = ref<Explanation | null>(null)
  const isBusy = ref(false)

  async function take(file: File | undefined): Promise<void> {
    if (!file) return
    fileName.value = file.name
    text.value = (await file.text()).replace(/^\uFEFF/, '')
    edits.value = []
    preview.value = null
    await look()
  }

  async function mend(line: number, column: string, value: string): Promise<void> {
    const others = edits.value.filter((edit) => edit.line !== line || edit.column !== column)
    edits.value = [...others, { line, column, value }]
    await look()
  }

  async function look(): Promise<void> {
    const asked = edits.value
    await attempt(async () => {
      const seen = await api.inputs.previewImport.mutate({ list, text: text.value, edits: asked })
      // A cell that was mended meanwhile has asked again.
      if (asked === edits.value) preview.value = seen
    })
  }

  async function confirm(): Promise<void> {
    const { digest } = preview.value ?? {}
    if (digest === undefined) return
    await attempt(async () => {
      const { commandId, result } = await send(api.inputs.import, {
        list,
        text: text.value,
        edits: edits.value,
        digest,
      })
      toast.add({
        title: t('inputs.import.done', {
          added: formatCount(result.added),
          changed: formatCount(result.changed),
        }),
        icon: 'i-lucide-check',
      })
      done(commandId)
    })
    // Somebody changed the list meanwhile: look again, so that the next confirmation is about what is.
    if (failure.value?.code === 'CONFLICT') await look()
  }

  async function attempt(work: () => Promise<void>): Promise<void> {
    isBusy.value = true
    failure.value = null
    try {
      await work()
    } catch (error) {
      failure.value = explain(error)
    } finally {
      isBusy.value = false
    }
  }

  const changeCount = computed(() => {
    const { added = 0, changed = 0 } = preview.value?.counts ?? {}
    return added + changed
  })
  return {
    fileName,
    preview,
    failure,
    isBusy,
    changeCount,
    canConfirm: computed(() => changeCount.value > 0 && preview.value?.counts.refused === 0),
    isNothing: computed(
      () => preview.value !== null && changeCount.value === 0 && preview.value.counts.refused === 0,
    ),
    take,
    mend,
    confirm,
  }
}
