/** Tables that leave the house as files, written while they are read: CSV and XLSX without a cap. */
export { FILE_FORMATS, sendTable } from './answer.ts'
export { csvOf, type Cell } from './csv.ts'
export { xlsxOf } from './xlsx.ts'
