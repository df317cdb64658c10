import type { Migration, MigrationProvider } from 'kysely/migration'
import * as events from './0001_events.ts'
import * as accounts from './0002_accounts.ts'
import * as network from './0003_network.ts'
import * as ledgerGuard from './0004_ledger_guard.ts'
import * as program from './0005_program.ts'
import * as orders from './0006_orders.ts'
import * as rollup from './0007_rollup.ts'
import * as planning from './0008_planning.ts'
import * as ordersAssignment from './0009_orders_assignment.ts'
import * as importUndo from './0010_import_undo.ts'
import * as restockPlannedOnce from './0011_restock_planned_once.ts'
import * as signIn from './0020_sign_in.ts'
import * as operations from './0021_operations.ts'
import * as importKinds from './0022_import_kinds.ts'
import * as corrections from './0024_corrections.ts'
import * as planningInputs from './0025_planning_inputs.ts'
import * as planRuns from './0026_plan_runs.ts'
import * as orderDesk from './0027_order_desk.ts'
import * as field from './0028_field.ts'
import * as past from './0029_past.ts'
import * as sharing from './0030_sharing.ts'
import * as rollupCondensed from './0031_rollup_condensed.ts'
import * as trust from './0032_trust.ts'
import * as quickSearch from './0033_quick_search.ts'
import * as passkeys from './0034_passkeys.ts'
import * as foundOnce from './0035_found_once.ts'
import * as portEdits from './0036_port_edits.ts'
import * as importDraft from './0037_import_draft.ts'
import * as pastRows from './0038_past_rows.ts'
import * as pastAtScale from './0039_past_at_scale.ts'
import * as ordersInOrder from './0040_orders_in_order.ts'
import * as costRates from './0041_cost_rates.ts'
import * as pastExceptions from './0042_past_exceptions.ts'
import * as rollupStamp from './0045_rollup_stamp.ts'
import * as forecastTarget from './0046_forecast_target.ts'
import * as orderMoves from './0053_order_moves.ts'
import * as reportColumns from './0054_report_columns.ts'

/** All migrations in order. Forward only: a mistake is mended by the next one. */
const migrations: Record<string, Migration> = {
  '0001_events': events,
  '0002_accounts': accounts,
  '0003_network': network,
  '0004_ledger_guard': ledgerGuard,
  '0005_program': program,
  '0006_orders': orders,
  '0007_rollup': rollup,
  '0008_planning': planning,
  '0009_orders_assignment': ordersAssignment,
  '0010_import_undo': importUndo,
  '0011_restock_planned_once': restockPlannedOnce,
  '0020_sign_in': signIn,
  '0021_operations': operations,
  '0022_import_kinds': importKinds,
  '0024_corrections': corrections,
  '0025_planning_inputs': planningInputs,
  '0026_plan_runs': planRuns,
  '0027_order_desk': orderDesk,
  '0028_field': field,
  '0029_past': past,
  '0030_sharing': sharing,
  '0031_rollup_condensed': rollupCondensed,
  '0032_trust': trust,
  '0033_quick_search': quickSearch,
  '0034_passkeys': passkeys,
  '0035_found_once': foundOnce,
  '0036_port_edits': portEdits,
  '0037_import_draft': importDraft,
  '0038_past_rows': pastRows,
  '0039_past_at_scale': pastAtScale,
  '0040_orders_in_order': ordersInOrder,
  '0041_cost_rates': costRates,
  '0042_past_exceptions': pastExceptions,
  '0045_rollup_stamp': rollupStamp,
  '0046_forecast_target': forecastTarget,
  '0053_order_moves': orderMoves,
  '0054_report_columns': reportColumns,
}

/** The provider that Kysely's Migrator reads. */
export const migrationProvider: MigrationProvider = {
  getMigrations: () => Promise.resolve(migrations),
}
