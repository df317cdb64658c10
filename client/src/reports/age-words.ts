import { useI18n } from 'vue-i18n'

/** Puts an age group into words. */
export function useAgeWords() {
  const { t } = useI18n()
  return ({ fromDays, toDays }: { fromDays: number; toDays: number | null }): string =>
    toDays === null
      ? t('reports.age.over', { from: fromDays })
      : t('reports.age.between', { from: fromDays, to: toDays })
}
