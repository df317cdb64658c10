import { useToast } from '@nuxt/ui/composables'
import { ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { download, fetchFile, FileCutOff } from '../lib/download.ts'
import { explain } from '../lib/explain.ts'

/** Takes files from the server: says that one is on its way, and of one that failed why, with a way to try again. */
export function useFileDownload() {
  const { t } = useI18n()
  const toast = useToast()
  const isBusy = ref(false)

  async function take(address: string, request: RequestInit = {}): Promise<void> {
    isBusy.value = true
    const waiting = toast.add({
      title: t('shell.download.running'),
      icon: 'i-lucide-download',
      duration: 0,
    })
    try {
      const { name, content } = await fetchFile(address, request)
      download(name, content)
      toast.add({ title: t('shell.download.done', { name }), icon: 'i-lucide-check' })
    } catch (error) {
      toast.add({
        title: t('shell.download.failed'),
        description: reasonOf(error),
        color: 'error',
        icon: 'i-lucide-circle-alert',
        duration: 0,
        actions: [
          {
            label: t('shell.failure.retry'),
            color: 'neutral',
            variant: 'outline',
            onClick: () => void take(address, request),
          },
        ],
      })
    } finally {
      toast.remove(waiting.id)
      isBusy.value = false
    }
  }

  function reasonOf(error: unknown): string {
    if (error instanceof FileCutOff) return t('shell.download.cutOff')
    const { why, fix } = explain(error)
    return `${why} ${fix}`
  }

  return { isBusy, take }
}
