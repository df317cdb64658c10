import type { Id } from '@changeover/shared/commands'
import { UNTOUCHED_VERSION, type ImportDraft } from '@changeover/shared/network'
import { useDebounceFn, useEventListener } from '@vueuse/core'
import { computed, ref, watch, type Ref } from 'vue'
import { send } from '../lib/commands.ts'
import { explain, type Explanation } from '../lib/explain.ts'
import { api } from '../lib/trpc.ts'

const SAVE_MS = 400

/**
 * Keeps what is mended in a file with the server, a moment after it was: a reload or another device
 * goes on from there. Nothing is sent for a file in which nothing is mended. Where the same file was
 * mended elsewhere meanwhile, `onConflict` goes on with that.
 */
export function useImportDraft(
  draft: Readonly<Ref<ImportDraft | null>>,
  onConflict: (uploadId: Id<'Upload'>, because: Explanation) => Promise<void>,
) {
  /** Of what the server keeps. Null while no file is at hand. */
  let version: number | null = null
  const known = ref('')
  const keepsAny = ref(false)
  /** Not while the last change is still on its way. */
  const isKept = computed(() => keepsAny.value && known.value === JSON.stringify(draft.value))
  /** One after the other, each with the version that the one before it made. */
  let saving = Promise.resolve()

  /** What is at hand now is what the server knows; `keptVersion` is null where it keeps nothing. */
  function begin(keptVersion: number | null): void {
    version = keptVersion ?? UNTOUCHED_VERSION
    known.value = JSON.stringify(draft.value)
    keepsAny.value = keptVersion !== null
  }

  function forget(): void {
    version = null
    keepsAny.value = false
  }

  function save(): void {
    saving = saving.then(saveNow)
  }

  async function saveNow(): Promise<void> {
    const { value } = draft
    const text = JSON.stringify(value)
    if (value === null || version === null || text === known.value) return
    try {
      const receipt = await send(api.network.keepImportDraft, value, { baseVersion: version })
      // Another file may have been chosen while this one was sent.
      if (draft.value?.uploadId !== value.uploadId) return
      version = receipt.result.version
      known.value = text
      keepsAny.value = true
    } catch (error) {
      const because = explain(error)
      if (because.code === 'CONFLICT') await onConflict(value.uploadId, because)
      // Whatever else it was, the next change tries again; the import itself does not need the draft.
    }
  }

  const saveSoon = useDebounceFn(save, SAVE_MS)
  watch(draft, () => void saveSoon())
  // A page that is left does not wait for the moment.
  useEventListener(document, 'visibilitychange', save)

  return { isKept, begin, forget }
}
