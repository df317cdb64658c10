import {
  ChecklistTemplateSchema,
  diffSteps,
  newStep,
  stepKey,
  type ChecklistStep,
  type StepKind,
} from '@changeover/shared/program'
import { computed, ref, watch } from 'vue'

/** A template while it is being written; kept in this browser until it is published. */
export function useChecklistDraft(code: string) {
  const storageKey = `changeover-checklist-${code}`
  const name = ref('')
  const steps = ref<ChecklistStep[]>([])
  const published = ref<{ name: string; version: number; steps: ChecklistStep[] } | null>(null)
  const selected = ref(0)
  /** The version that the draft was begun on. */
  const baseVersion = ref<number | null>(null)

  /** Begins with the newest version, or goes on with a draft that was begun on it. */
  function open(newest: { name: string; version: number; steps: ChecklistStep[] } | null): void {
    published.value = newest
    const kept = readKept(storageKey)
    const goesOn = kept !== null && kept.baseVersion === (newest?.version ?? null)
    name.value = goesOn ? kept.name : (newest?.name ?? '')
    steps.value = structuredClone(goesOn ? kept.steps : (newest?.steps ?? []))
    baseVersion.value = newest?.version ?? null
    selected.value = 0
  }

  function discard(): void {
    localStorage.removeItem(storageKey)
    open(published.value)
  }

  const changes = computed(() => diffSteps(published.value?.steps ?? [], steps.value))
  const isChanged = computed(
    () => changes.value.length > 0 || name.value !== (published.value?.name ?? ''),
  )
  /** What keeps it from being published, by the step's position; -1 is the whole. */
  const problems = computed(() => {
    const parsed = ChecklistTemplateSchema.safeParse({
      code,
      version: 1,
      name: name.value,
      steps: steps.value,
    })
    if (parsed.success) return []
    return parsed.error.issues.map(({ path, message }) => ({
      index: path[0] === 'steps' && typeof path[1] === 'number' ? path[1] : -1,
      message,
    }))
  })

  watch([name, steps], keep, { deep: true })
  function keep(): void {
    if (!isChanged.value) return localStorage.removeItem(storageKey)
    const draft = { name: name.value, steps: steps.value, baseVersion: baseVersion.value }
    localStorage.setItem(storageKey, JSON.stringify(draft))
  }

  function add(kind: StepKind, title: string): void {
    const taken = new Set(steps.value.map(({ key }) => key))
    const step = newStep(kind, { key: stepKey(title, taken), title, isRequired: true })
    const at = steps.value.length === 0 ? 0 : selected.value + 1
    steps.value.splice(at, 0, step)
    selected.value = at
  }

  function replace(index: number, step: ChecklistStep): void {
    steps.value.splice(index, 1, step)
  }

  function remove(index: number): void {
    steps.value.splice(index, 1)
    selected.value = Math.max(0, Math.min(selected.value, steps.value.length - 1))
  }

  function move(index: number, by: -1 | 1): void {
    const to = index + by
    if (to < 0 || to >= steps.value.length) return
    const [step] = steps.value.splice(index, 1)
    steps.value.splice(to, 0, step)
    selected.value = to
  }

  function select(index: number): void {
    selected.value = index
  }

  return {
    name,
    steps,
    selected,
    published,
    changes,
    isChanged,
    problems,
    open,
    discard,
    add,
    replace,
    remove,
    move,
    select,
  }
}

interface KeptDraft {
  name: string
  steps: ChecklistStep[]
  baseVersion: number | null
}

function readKept(storageKey: string): KeptDraft | null {
  try {
    return JSON.parse(localStorage.getItem(storageKey) ?? 'null') as KeptDraft | null // Written above, by this page only.
  } catch {
    return null
  }
}
