import type { Role } from './role.ts'

const everybody = [
  'administrator',
  'program_manager',
  'dispatcher',
  'crew',
  'contractor',
  'executive',
  'auditor',
] as const
const office = ['administrator', 'program_manager', 'dispatcher', 'executive', 'auditor'] as const
const reporters = ['administrator', 'program_manager', 'dispatcher', 'executive'] as const
const managers = ['administrator', 'program_manager'] as const
const planners = ['administrator', 'program_manager', 'dispatcher'] as const
const desks = ['administrator', 'program_manager', 'dispatcher', 'executive'] as const
const crews = ['crew', 'contractor', 'administrator', 'program_manager'] as const
const feedKeepers = [
  'administrator',
  'program_manager',
  'dispatcher',
  'crew',
  'contractor',
] as const
const anybody = ['public'] as const

/** `public` stands for somebody who is not signed in. */
type Permission = readonly (Role | 'public')[]

/** Procedure → who may call it. Names are the paths of the router. */
export const PERMISSIONS = {
  'accounts.me': anybody,
  'accounts.setup': anybody,
  'accounts.signInOptions': anybody,
  'accounts.inspectLink': anybody,
  'accounts.setPassword': anybody,
  'accounts.requestReset': anybody,
  'accounts.listPeople': ['administrator', 'auditor'],
  'accounts.previewScope': ['administrator', 'auditor'],
  'accounts.createPerson': ['administrator'],
  'accounts.invitePerson': ['administrator'],
  'accounts.updatePerson': ['administrator'],
  'accounts.setDisabled': ['administrator'],
  'accounts.sendReset': ['administrator'],
  'accounts.showLink': ['administrator'],
  'accounts.listSessions': everybody,
  'accounts.revokeSession': everybody,
  'accounts.listTokens': office,
  'accounts.createToken': office,
  'accounts.revokeToken': office,

  'audit.search': ['administrator', 'auditor'],
  'audit.seals': ['administrator', 'auditor'],
  'audit.verify': ['administrator', 'auditor'],

  'jobs.list': ['administrator', 'auditor'],
  'jobs.retry': ['administrator'],

  'backup.list': ['administrator', 'auditor'],
  'backup.start': ['administrator'],

  'health.report': ['administrator', 'auditor'],

  'demo.status': anybody,

  'live.changes': everybody,

  'network.summary': everybody,
  'network.listSites': office,
  'network.mapSites': office,
  'network.getSite': everybody,
  'network.inspectUpload': managers,
  'network.previewImport': managers,
  'network.previewList': managers,
  'network.listPreviewLines': managers,
  'network.listBadRows': managers,
  'network.importProgress': managers,
  'network.listImports': office,
  'network.import': managers,
  'network.importList': managers,
  'network.rememberMapping': managers,
  'network.undoImport': managers,
  'network.listNearby': office,
  'network.previewCorrection': managers,
  'network.mergeSites': managers,
  'network.splitSite': managers,
  'network.moveStation': managers,
  'network.undoCorrection': managers,
  'network.grantWaiver': managers,
  'network.withdrawWaiver': managers,
  'network.mixOn': office,
  'network.drift': office,
  'network.attachFile': planners,
  'network.detachFile': planners,
  'network.reattachFile': planners,
  'network.previewEdit': managers,
  'network.editSites': managers,
  'network.undoEdit': managers,
  'network.previewEditFile': managers,
  'network.editFromFile': managers,
  'network.hardware': everybody,
  'network.observeHardware': [
    'administrator',
    'program_manager',
    'dispatcher',
    'crew',
    'contractor',
  ],

  'program.listPrograms': everybody,
  'program.getProgram': everybody,
  'program.listKitTypes': everybody,
  'program.listChecklists': office,
  'program.getChecklist': office,
  'program.publishChecklist': managers,
  'program.setKitChecklist': managers,
  'program.countScope': office,
  'program.createProgram': managers,
  'program.setMilestone': managers,

  'inputs.list': office,
  'inputs.references': office,
  'inputs.history': office,
  'inputs.exportCsv': office,
  'inputs.previewImport': planners,
  'inputs.change': planners,
  'inputs.import': planners,
  'inputs.undo': planners,

  'orders.list': office,
  'orders.count': office,
  'orders.get': everybody,
  'orders.history': everybody,
  'orders.listCrews': everybody,
  'orders.returns': office,
  'orders.listMilestones': office,
  'orders.blockedReasons': office,
  'orders.listExceptions': office,
  'orders.previewGeneration': managers,
  'orders.generate': managers,
  'orders.previewCampaign': managers,
  'orders.startCampaign': managers,
  'orders.listFeeds': feedKeepers,
  'orders.createFeed': feedKeepers,
  'orders.revokeFeed': feedKeepers,
  'orders.createCrew': planners,
  'orders.previewAssignment': planners,
  'orders.assign': planners,
  'orders.desk': office,
  'orders.saveView': desks,
  'orders.deleteView': desks,
  'orders.arrangeDesk': desks,
  'orders.previewChange': planners,
  'orders.change': planners,
  'orders.previewImport': planners,
  'orders.import': planners,
  'orders.undo': planners,
  'orders.dispatch': planners,
  'orders.today': crews,
  'orders.travel': crews,
  'orders.arrive': crews,
  'orders.start': crews,
  'orders.answer': crews,
  'orders.addEvidence': crews,
  'orders.block': crews,
  'orders.unblock': crews,
  'orders.different': crews,
  'orders.close': crews,
  'orders.verify': planners,
  'orders.reopen': planners,
  'orders.cancel': managers,

  'planning.listPlans': office,
  'planning.getPlan': office,
  'planning.listChanges': office,
  'planning.listParts': office,
  'planning.grid': office,
  'planning.week': office,
  'planning.listScenarios': office,
  'planning.saveScenario': planners,
  'planning.removeScenario': planners,
  'planning.commitScenario': managers,
  'planning.propose': planners,
  'planning.stop': planners,
  'planning.drop': planners,
  'planning.accept': planners,
  'planning.undoAccept': planners,

  'rungs.reach': [...crews, 'dispatcher'],
  'rungs.withdraw': planners,
  'rungs.importSessions': managers,

  'files.policy': everybody,
  'files.setPolicy': ['administrator'],

  'forecast.outlook': everybody,
  'forecast.trend': everybody,

  'sharing.open': anybody,
  'sharing.report': office,
  'sharing.listLinks': office,
  'sharing.createLink': reporters,
  'sharing.revokeLink': reporters,
  'sharing.weekly': office,
  'sharing.previewWeekly': office,
  'sharing.subscribe': reporters,
  'sharing.unsubscribe': reporters,

  'progress.overview': everybody,
  'progress.burnUp': everybody,
  'progress.byRegion': everybody,
  'progress.throughput': office,
  'progress.flow': office,
  'progress.blocked': office,
  'progress.kits': office,
  'progress.mix': office,
  'progress.homeKits': office,
  'progress.installedNotLive': office,
  'progress.coverage': everybody,
} as const satisfies Record<string, Permission>

export type ProcedureName = keyof typeof PERMISSIONS

/** Whether somebody in `role` (or nobody, `public`) may call the procedure. */
export function isAllowed(name: ProcedureName, role: Role | 'public'): boolean {
  const allowed: Permission = PERMISSIONS[name]
  return allowed.includes('public') || allowed.includes(role)
}
