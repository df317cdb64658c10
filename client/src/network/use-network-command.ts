import { ERRORS, isErrorCode, type CommandEnvelope, type Id } from '@changeover/shared/commands'
import { useToast } from '@nuxt/ui/composables'
import { ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { send } from '../lib/commands.ts'
import { explain, type Explanation } from '../lib/explain.ts'
import { UploadError } from './upload.ts'

interface Mutation<Data, Receipt> {
  mutate(input: CommandEnvelope & { data: Data }): Promise<Receipt>
}

/**
 * Sends commands of the network's screens: says what was done, offers to take it back, and says of a
 * refusal why it was and what to do.
 */
export function useNetworkCommand() {
  const { t, te } = useI18n()
  const toast = useToast()
  const isBusy = ref(false)

  /** @returns the receipt, or null when it was refused and said so. */
  async function run<Data, Receipt extends { commandId: Id<'Command'> }>(
    mutation: Mutation<Data, Receipt>,
    data: Data,
    words: {
      done: string | ((receipt: Receipt) => string)
      /** Takes it back; gets the receipt of what was done. */
      undo?: (receipt: Receipt) => Promise<unknown>
      baseVersion?: number
    },
  ): Promise<Receipt | null> {
    isBusy.value = true
    try {
      const { baseVersion } = words
      const receipt = await send(mutation, data, baseVersion === undefined ? {} : { baseVersion })
      toast.add({
        title: typeof words.done === 'string' ? words.done : words.done(receipt),
        icon: 'i-lucide-check',
        duration: 15_000,
        ...(words.undo
          ? {
              actions: [
                {
                  label: t('network.undo'),
                  color: 'neutral' as const,
                  variant: 'outline' as const,
                  onClick: () => void takeBack(words.undo?.(receipt)),
                },
              ],
            }
          : {}),
      })
      return receipt
    } catch (error) {
      refuse(error)
      return null
    } finally {
      isBusy.value = false
    }
  }

  async function takeBack(undo: Promise<unknown> | undefined): Promise<void> {
    try {
      await undo
      toast.add({ title: t('network.undone'), icon: 'i-lucide-undo-2' })
    } catch (error) {
      refuse(error)
    }
  }

  function refuse(error: unknown): void {
    const { why, fix, details } = explanationOf(error)
    const named = ['orders', 'stations', 'inTheWay', 'reason']
      .filter((key) => te(`network.inTheWay.${key}`) && details[key] !== undefined)
      .map((key) => t(`network.inTheWay.${key}`, { what: String(details[key]) }))
    toast.add({
      title: why,
      description: [...named, fix].join(' '),
      color: 'error',
      icon: 'i-lucide-circle-alert',
    })
  }

  return { isBusy, run, refuse }
}

/** A file goes by a request of its own; its refusal has the same codes. */
function explanationOf(error: unknown): Pick<Explanation, 'why' | 'fix' | 'details'> {
  if (error instanceof UploadError && isErrorCode(error.code))
    return { ...ERRORS[error.code], details: {} }
  return explain(error)
}
