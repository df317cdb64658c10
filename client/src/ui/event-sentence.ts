import { useI18n } from 'vue-i18n'

/** Finds the sentence of an event by its kind; null for what no list knows, such as a command that changed nothing. */
export function useEventSentence(): (kind: string, payload?: unknown) => string | null {
  const { t, te } = useI18n()
  return (kind, payload) => {
    const key = `history.event.${kind.replaceAll('.', '_')}`
    if (!te(key)) return null
    return t(key, typeof payload === 'object' ? { ...payload } : {})
  }
}
