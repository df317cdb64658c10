/** The record of what was done: searched, sealed, and shown to be whole. */
export { auditRouter } from './router.ts'
export { openAuditKey, trustedKeys, trustKey, type AuditKey } from './key.ts'
export { sealEvents } from './seal.ts'
export { exportHead, type SignedHead } from './head.ts'
export { verifyAudit, type AuditFinding, type AuditReport, type ExportedHead } from './verify.ts'
