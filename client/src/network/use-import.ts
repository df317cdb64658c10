import { ERRORS, isErrorCode, newId, type Id } from '@changeover/shared/commands'
import type {
  FileFindings,
  ImportPreview,
  ImportProgress,
  ImportResult,
} from '@changeover/shared/network'
import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import { send } from '../lib/commands.ts'
import { explain, type Explanation } from '../lib/explain.ts'
import { api } from '../lib/trpc.ts'
import { uploadFile, UploadError } from './upload.ts'

/** Where the import stands: one state at a time. */
export type ImportStep =
  | { name: 'choose' }
  | { name: 'uploading'; share: number }
  | { name: 'reading' }
  | { name: 'ready' }
  | { name: 'importing'; progress: ImportProgress | null }
  | { name: 'done'; result: ImportResult }
  | { name: 'undone' }

const PROGRESS_MS = 400
/** The network that most who use this have; chosen when the file has it. */
const USUAL_NETWORK = 'ChargePoint Network'

/** From a file to the network: upload, findings, preview, confirm, and back. */
export function useImport() {
  const step = shallowRef<ImportStep>({ name: 'choose' })
  const failure = shallowRef<Explanation | null>(null)
  const fileName = ref('')
  const uploadId = ref<Id<'Upload'> | null>(null)
  const findings = shallowRef<FileFindings | null>(null)
  const network = ref<string | null>(null)
  const acceptGoodRows = ref(false)
  const preview = shallowRef<ImportPreview | null>(null)
  const aborter = new AbortController()
  /** Kept for retries of the same confirmation, so that it happens once. */
  let commandId = newId<'Command'>()
  onScopeDispose(() => aborter.abort())

  const canConfirm = computed(
    () =>
      step.value.name === 'ready' &&
      preview.value !== null &&
      !preview.value.file.isUnusable &&
      !preview.value.changesNothing &&
      (preview.value.file.errorCount === 0 || acceptGoodRows.value),
  )

  /** Does some work; a failure is shown, and `back` is where the person stands then. */
  async function attempt(back: ImportStep, work: () => Promise<void>): Promise<void> {
    failure.value = null
    try {
      await work()
    } catch (error) {
      failure.value = error instanceof UploadError ? explainUpload(error) : explain(error)
      step.value = back
    }
  }

  const choose = (file: File) =>
    attempt({ name: 'choose' }, async () => {
      fileName.value = file.name
      preview.value = null
      acceptGoodRows.value = false
      step.value = { name: 'uploading', share: 0 }
      uploadId.value = await uploadFile(
        file,
        (share) => (step.value = { name: 'uploading', share }),
        aborter.signal,
      )
      step.value = { name: 'reading' }
      findings.value = await api.network.inspectUpload.query({ uploadId: uploadId.value })
      network.value = usualNetwork(findings.value)
      await look()
    })

  const chooseNetwork = (chosen: string | null) =>
    attempt({ name: 'ready' }, async () => {
      network.value = chosen
      step.value = { name: 'reading' }
      await look()
    })

  async function look(): Promise<void> {
    if (uploadId.value === null) return
    commandId = newId<'Command'>()
    preview.value = await api.network.previewImport.query({
      uploadId: uploadId.value,
      network: network.value,
    })
    step.value = { name: 'ready' }
  }

  const confirm = () =>
    attempt({ name: 'ready' }, async () => {
      const id = uploadId.value
      if (id === null) return
      step.value = { name: 'importing', progress: null }
      const timer = setInterval(() => void follow(id), PROGRESS_MS)
      try {
        const data = { uploadId: id, network: network.value, acceptGoodRows: acceptGoodRows.value }
        const { result } = await send(api.network.import, data, { commandId })
        step.value = { name: 'done', result }
      } finally {
        clearInterval(timer)
      }
    })

  async function follow(id: Id<'Upload'>): Promise<void> {
    const progress = await api.network.importProgress.query({ uploadId: id }).catch(() => null)
    if (step.value.name === 'importing' && progress) step.value = { name: 'importing', progress }
  }

  const undo = (importId: Id<'Import'>) =>
    attempt(step.value, async () => {
      await send(api.network.undoImport, { importId })
      step.value = { name: 'undone' }
    })

  function startAgain(): void {
    failure.value = null
    findings.value = null
    preview.value = null
    step.value = { name: 'choose' }
  }

  return {
    step,
    failure,
    fileName,
    uploadId,
    findings,
    network,
    acceptGoodRows,
    preview,
    canConfirm,
    choose,
    chooseNetwork,
    confirm,
    undo,
    startAgain,
  }
}

function usualNetwork({ networks }: FileFindings): string | null {
  return networks.some(({ network }) => network === USUAL_NETWORK) ? USUAL_NETWORK : null
}

function explainUpload({ code }: UploadError): Explanation {
  const known = isErrorCode(code) ? code : 'UNAVAILABLE'
  return { code: known, ...ERRORS[known], details: {}, fields: [] }
}
