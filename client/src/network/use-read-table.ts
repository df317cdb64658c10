import type { Id } from '@changeover/shared/commands'
import { onBeforeUnmount, ref, shallowRef } from 'vue'
import { inputOf } from '../lib/input-of.ts'
import { uploadFile } from './upload.ts'

/**
 * A table that somebody chose: it is uploaded, and the server says what it would do. An answer to an earlier
 * table, or to a dialog that was closed, is of no interest any more.
 */
export function useReadTable<Preview>(
  previewOf: (uploadId: Id<'Upload'>) => Promise<Preview>,
  refuse: (error: unknown) => void,
) {
  const uploadId = ref<Id<'Upload'> | null>(null)
  const preview = shallowRef<Preview | null>(null)
  const isReading = ref(false)
  const leaving = new AbortController()
  onBeforeUnmount(() => leaving.abort())
  let latest: File | null = null

  /** Null forgets the table that was chosen before. */
  async function read(file: File | null): Promise<void> {
    latest = file
    preview.value = null
    isReading.value = file !== null
    if (!file) return
    try {
      const id = await uploadFile(file, () => undefined, leaving.signal)
      const answer = await previewOf(id)
      if (file !== latest) return
      uploadId.value = id
      preview.value = answer
    } catch (error) {
      if (file === latest && !leaving.signal.aborted) refuse(error)
    } finally {
      if (file === latest) isReading.value = false
    }
  }

  return { uploadId, preview, isReading, read }
}

/** The file of an input of files, which can then be chosen again. */
export function takeFile(event: Event): File | null {
  const input = inputOf(event)
  const [file] = input.files ?? []
  input.value = ''
  return file ?? null
}
