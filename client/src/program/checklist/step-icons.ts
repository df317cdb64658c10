import type { StepKind } from '@changeover/shared/program'

/** What each kind of step looks like, in the order of the menu. */
export const stepIcons: Readonly<Record<StepKind, string>> = {
  check: 'i-lucide-square-check',
  yes_no: 'i-lucide-circle-help',
  choice: 'i-lucide-list-checks',
  number: 'i-lucide-ruler',
  photo: 'i-lucide-camera',
  scan: 'i-lucide-scan-line',
}
