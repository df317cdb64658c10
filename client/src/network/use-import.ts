import { newId, type Id } from '@changeover/shared/commands'
import type {
  ColumnMapping,
  FileFindings,
  FileKind,
  ImportPreview,
  ImportRequest,
  KeptDraft,
  ListFileKind,
  ListPreview,
  ListRequest,
  UploadFindings,
} from '@changeover/shared/network'
import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import { send } from '../lib/commands.ts'
import { explain, type Explanation } from '../lib/explain.ts'
import { api } from '../lib/trpc.ts'
import { download } from '../lib/download.ts'
import { explainUpload, rejectedRows, uploadFile, UploadError } from './upload.ts'
import type { ImportStep } from './import-step.ts'
import { useImportDraft } from './use-import-draft.ts'
import { useRepairs } from './use-repairs.ts'

const PROGRESS_MS = 400
/** The network that most who use this have; chosen when the file has it. */
const USUAL_NETWORK = 'ChargePoint Network'
/** Corrections do not fit into an address. */
const large = { context: { isLarge: true } }

/** From a file to the network: upload, findings, mending, preview, confirm, and back. */
export function useImport() {
  const step = shallowRef<ImportStep>({ name: 'choose' })
  const failure = shallowRef<Explanation | null>(null)
  const fileName = ref('')
  const uploadId = ref<Id<'Upload'> | null>(null)
  const findings = shallowRef<UploadFindings | null>(null)
  const kind = computed<FileKind>(() => findings.value?.kind ?? 'stations')
  const network = ref<string | null>(null)
  const mapping = shallowRef<ColumnMapping | null>(null)
  const acceptGoodRows = ref(false)
  const preview = shallowRef<ImportPreview | null>(null)
  const listPreview = shallowRef<ListPreview | null>(null)
  const repairs = useRepairs()
  const draft = useImportDraft(
    computed(() =>
      uploadId.value === null || findings.value === null
        ? null
        : {
            uploadId: uploadId.value,
            kind: kind.value,
            mapping: mapping.value,
            network: network.value,
            acceptGoodRows: acceptGoodRows.value,
            ...repairs.repairs.value,
          },
    ),
    chooseAnew,
  )
  const aborter = new AbortController()
  /** Kept for retries of the same confirmation, so that it happens once. */
  let commandId = newId<'Command'>()
  onScopeDispose(() => aborter.abort())

  const file = computed<FileFindings | null>(
    () => preview.value?.file ?? listPreview.value?.file ?? findings.value,
  )
  const changesNothing = computed(
    () => preview.value?.changesNothing ?? listPreview.value?.changesNothing ?? true,
  )
  const canConfirm = computed(
    () =>
      step.value.name === 'ready' &&
      !changesNothing.value &&
      repairs.unchecked.value === 0 &&
      (file.value?.errorCount === 0 || acceptGoodRows.value),
  )

  /** What is asked of the server about stations; the same for preview, lines and import. */
  const stationRequest = computed((): ImportRequest | null =>
    uploadId.value === null || kind.value !== 'stations'
      ? null
      : {
          uploadId: uploadId.value,
          ...repairs.repairs.value,
          mapping: mapping.value,
          network: network.value,
          acceptGoodRows: acceptGoodRows.value,
        },
  )
  const listRequest = computed((): ListRequest | null =>
    uploadId.value === null || kind.value === 'stations'
      ? null
      : {
          uploadId: uploadId.value,
          ...repairs.repairs.value,
          // Not stations, as just said.
          kind: kind.value as ListFileKind,
          acceptGoodRows: acceptGoodRows.value,
        },
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

  const choose = (chosen: File) =>
    attempt({ name: 'choose' }, async () => {
      fileName.value = chosen.name
      step.value = { name: 'uploading', share: 0 }
      const tell = (share: number) => (step.value = { name: 'uploading', share })
      await take(await uploadFile(chosen, tell, aborter.signal))
    })

  /** Goes on with a file that the server has already, such as one that it fetched itself. */
  const chooseUpload = (id: Id<'Upload'>) => attempt({ name: 'choose' }, () => take(id))

  /** Somebody else mended the same file meanwhile: goes on with what they left, and says so. */
  async function chooseAnew(id: Id<'Upload'>, because: Explanation): Promise<void> {
    await chooseUpload(id)
    failure.value ??= because
  }

  async function take(id: Id<'Upload'>): Promise<void> {
    draft.forget()
    uploadId.value = id
    findings.value = null
    repairs.reset()
    acceptGoodRows.value = false
    const kept = await api.network.importDraft.query({ uploadId: id })
    await inspect(kept?.draft.kind ?? null, kept)
    draft.begin(kept?.version ?? null)
  }

  async function inspect(said: FileKind | null, kept: KeptDraft | null): Promise<void> {
    if (uploadId.value === null) return
    step.value = { name: 'reading' }
    const found = await api.network.inspectUpload.query({ uploadId: uploadId.value, kind: said })
    findings.value = found
    fileName.value = found.fileName
    network.value = kept ? kept.draft.network : usualNetwork(found)
    mapping.value = found.mapping?.isRemembered ? found.mapping.columns : null
    if (kept) {
      mapping.value = kept.draft.mapping ?? mapping.value
      acceptGoodRows.value = kept.draft.acceptGoodRows
      repairs.restore(kept.draft)
    }
    if (found.mapping && mapping.value === null) step.value = { name: 'mapping' }
    else await look()
  }

  const chooseKind = (said: FileKind) => attempt({ name: 'ready' }, () => inspect(said, null))

  const chooseNetwork = (chosen: string | null) =>
    attempt({ name: 'ready' }, async () => {
      network.value = chosen
      step.value = { name: 'reading' }
      await look()
    })

  /** Takes the columns as the person says, and keeps that for later files. */
  const useMapping = (said: ColumnMapping) =>
    attempt({ name: 'mapping' }, async () => {
      await send(api.network.rememberMapping, { header: file.value?.header ?? [], mapping: said })
      mapping.value = said
      step.value = { name: 'reading' }
      await look()
    })

  /** Says once more which column is which. */
  function changeMapping(): void {
    step.value = { name: 'mapping' }
  }

  /** Reads the file anew with what is mended now. */
  const check = () => attempt({ name: 'ready' }, look)

  async function look(): Promise<void> {
    commandId = newId<'Command'>()
    const stations = stationRequest.value
    const list = listRequest.value
    preview.value = stations ? await api.network.previewImport.query(stations, large) : null
    listPreview.value = list ? await api.network.previewList.query(list, large) : null
    repairs.unchecked.value = 0
    step.value = { name: 'ready' }
  }

  const confirm = () =>
    attempt({ name: 'ready' }, async () => {
      const id = uploadId.value
      if (id === null) return
      step.value = { name: 'importing', progress: null }
      const timer = setInterval(() => void follow(id), PROGRESS_MS)
      try {
        step.value = await carryOut()
      } finally {
        clearInterval(timer)
      }
    })

  async function carryOut(): Promise<ImportStep> {
    if (listRequest.value) {
      const { result } = await send(api.network.importList, listRequest.value, { commandId })
      return { name: 'done-list', ...result }
    }
    if (!stationRequest.value) return { name: 'choose' }
    const { result } = await send(api.network.import, stationRequest.value, { commandId })
    return { name: 'done', ...result }
  }

  async function follow(id: Id<'Upload'>): Promise<void> {
    const progress = await api.network.importProgress.query({ uploadId: id }).catch(() => null)
    if (step.value.name === 'importing' && progress) step.value = { name: 'importing', progress }
  }

  /** The rows that are still wrong after what was mended, as a file to mend elsewhere. */
  const downloadRejected = () =>
    attempt(step.value, async () => {
      if (uploadId.value === null) return
      const asked = { network: network.value, repairs: repairs.repairs.value }
      download('rejected-rows.csv', await rejectedRows(uploadId.value, asked))
    })

  const undo = (importId: Id<'Import'>) =>
    attempt(step.value, async () => {
      await send(api.network.undoImport, { importId })
      step.value = { name: 'undone' }
    })

  function startAgain(): void {
    failure.value = null
    findings.value = null
    preview.value = null
    listPreview.value = null
    draft.forget()
    uploadId.value = null
    step.value = { name: 'choose' }
  }

  return {
    step,
    failure,
    fileName,
    uploadId,
    kind,
    findings,
    file,
    network,
    mapping,
    acceptGoodRows,
    preview,
    listPreview,
    repairs,
    isKept: draft.isKept,
    stationRequest,
    listRequest,
    changesNothing,
    canConfirm,
    choose,
    chooseUpload,
    chooseKind,
    chooseNetwork,
    setAcceptGoodRows: (accepts: boolean) => void (acceptGoodRows.value = accepts),
    useMapping,
    changeMapping,
    check,
    confirm,
    downloadRejected,
    undo,
    startAgain,
  }
}

export type ImportFlow = ReturnType<typeof useImport>

function usualNetwork({ networks }: FileFindings): string | null {
  return networks.some(({ network }) => network === USUAL_NETWORK) ? USUAL_NETWORK : null
}
